import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems, numberWithin, positive, sameLength } from '../problems.ts';

export interface CusumOptions {
  /** how many standard deviations of excess a step is allowed */
  readonly k?: number;
  /** sum of excesses that gives an alarm */
  readonly h?: number;
  /** how counts are brought to standard normal: Rossi's, Anscombe's, or (x − m)/√m */
  readonly transformation?: 'rossi' | 'anscombe' | 'standard';
  /** whether the sum begins anew after an alarm */
  readonly reset?: boolean;
}

export interface CusumResult {
  readonly kind: 'cusum';
  readonly sum: Float64Array;
  /** 1 where the sum reaches h */
  readonly alarm: Uint8Array;
}

/**
 * CUSUM of counts: small excesses over the expected count add up until they give an alarm, so it sees a lasting small rise
 * before any single step stands out. S₀ = 0, Sₜ = max(0, Sₜ₋₁ + zₜ − k).
 *
 * @param counts one per step, oldest first
 * @param expected Poisson mean of each step without an outbreak, > 0
 * @returns the sums and alarms
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n). Page (1954), Biometrika 41; Rossi, Lampugnani & Marchi (1999), Statistics in Medicine 18(16), whose k and h are the
 * defaults.
 */
export const cusum = (
  counts: Float64Array,
  expected: Float64Array,
  { k = 1.04, h = 2.26, transformation = 'rossi', reset = true }: CusumOptions = {},
): CusumResult => {
  const n = sameLength({ counts, expected });
  numberWithin('k', k, 0);
  positive('h', h);
  const sum = new Float64Array(n);
  const alarm = new Uint8Array(n);
  let last = 0;
  for (let at = 0; at < n; at++) {
    const x = numberWithin(`counts[${at}]`, counts[at]!, 0);
    const m = positive(`expected[${at}]`, expected[at]!);
    last = Math.max(0, last + standardised(x, m, transformation) - k);
    sum[at] = last;
    if (last >= h) {
      alarm[at] = 1;
      if (reset) last = 0;
    }
  }
  return { kind: 'cusum', sum, alarm };
};

const standardised = (x: number, m: number, how: 'rossi' | 'anscombe' | 'standard'): number => {
  switch (how) {
    case 'rossi':
      return (x - 3 * m + 2 * Math.sqrt(x * m)) / (2 * Math.sqrt(m));
    case 'anscombe':
      return (1.5 * (x ** (2 / 3) - m ** (2 / 3))) / m ** (1 / 6);
    case 'standard':
      return (x - m) / Math.sqrt(m);
    default:
      throw new Problem(
        methodProblems.value,
        `transformation is ${how}; rossi, anscombe or standard was expected.`,
      );
  }
};
