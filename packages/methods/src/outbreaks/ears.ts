import { normalQuantile } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, numberWithin, wholeNumber } from '../problems.ts';

export interface Monitored {
  /** what the counts were expected to stay at or below; NaN where there is too little past */
  readonly upper: Float64Array;
  /** expected count; NaN likewise */
  readonly expected: Float64Array;
  /** 1 where the count is above `upper` */
  readonly alarm: Uint8Array;
}

export interface EarsResult extends Monitored {
  readonly kind: 'ears';
}

export interface EarsOptions {
  /** C1: the days just before; C2: two days are left between, so that an outbreak's start does not raise its own bound; C3: C2 summed over three days */
  readonly method: 'C1' | 'C2' | 'C3';
  /** days that the mean and standard deviation are taken over */
  readonly baseline?: number;
  /** chance of a false alarm on a day if counts were normal; 0.001 for C1 and C2, 0.025 for C3 unless told */
  readonly alpha?: number;
}

const GUARD = 2;

/**
 * EARS C1, C2 and C3: is today's count above what the last week leads one to expect? For series without a long past.
 *
 * @param counts one per step, oldest first
 * @returns bounds and alarms; `Insufficient` for a series shorter than one baseline and a step
 * @throws Problem METHOD_VALUE_INVALID
 *
 * O(n · baseline). Hutwagner, Thompson, Seeman & Treadwell (2003), Journal of Urban Health 80(2 Suppl. 1); C1 and C2 with
 * the normal quantile in place of 3 as in Salmon, Schumacher & Höhle (2016), J. Stat. Softw. 70(10). C3's bound is what today may
 * be at most if the sum of max(0, C2 − 1) over three days shall stay below the quantile.
 */
export const ears = (
  counts: Float64Array,
  { method, baseline = 7, alpha = method === 'C3' ? 0.025 : 0.001 }: EarsOptions,
): EarsResult | Insufficient => {
  allFinite('counts', counts);
  wholeNumber('baseline', baseline, 2, 10_000);
  const z = normalQuantile(1 - numberWithin('alpha', alpha, 1e-12, 0.5));
  const lag = method === 'C1' ? 0 : GUARD;
  const first = baseline + lag + (method === 'C3' ? 2 : 0);
  if (counts.length <= first)
    return insufficient({
      reason: 'too-short-history',
      detail: 'There are too few steps before the first that could be judged.',
      have: counts.length,
      need: first + 1,
    });
  const expected = new Float64Array(counts.length).fill(Number.NaN);
  const upper = expected.slice();
  const excess = (at: number): number => {
    const { mean, sd } = window(counts, at - lag - baseline, at - lag);
    return Math.max(0, (counts[at]! - mean) / sd - 1);
  };
  for (let at = first; at < counts.length; at++) {
    const { mean, sd } = window(counts, at - lag - baseline, at - lag);
    expected[at] = mean;
    upper[at] = mean + z * sd;
    if (method === 'C3') {
      // a week without any variation has no scores: it adds nothing
      const before = [excess(at - 1), excess(at - 2)].reduce(
        (sum, one) => sum + (Number.isFinite(one) ? one : 0),
        0,
      );
      upper[at] = Math.max(0, mean + sd * (1 + z - before));
    }
  }
  return { kind: 'ears', expected, upper, alarm: alarms(counts, upper) };
};

const window = (counts: Float64Array, from: number, to: number): { mean: number; sd: number } => {
  const n = to - from;
  let sum = 0;
  for (let i = from; i < to; i++) sum += counts[i]!;
  const mean = sum / n;
  let squares = 0;
  for (let i = from; i < to; i++) squares += (counts[i]! - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / (n - 1)) };
};

export const alarms = (counts: Float64Array, upper: Float64Array): Uint8Array =>
  Uint8Array.from(counts, (count, at) => (count > upper[at]! ? 1 : 0));
