import type { Evaluation } from './hawkes-likelihood.ts';

export interface EmOptions {
  /** `squarem` leaps along the iterations' path, `none` takes plain EM iterations */
  readonly acceleration: 'squarem' | 'none';
  /** most passes over the pairs; with `none` that is the number of iterations */
  readonly mostPasses: number;
  /** ends when an iteration changes no logarithm of a parameter by more; 0: never */
  readonly tolerance: number;
  /** which parameters have a say in when to end and how far to leap */
  readonly counts: (evaluation: Evaluation) => Uint8Array;
}

export interface EmEnd {
  readonly theta: Float64Array;
  /** at the place before the last iteration */
  readonly evaluation: Evaluation;
  readonly passes: number;
  readonly converged: boolean;
}

// what sums in single precision may be off
export const SLACK = 1e-8;

/**
 * EM iterations, by default in squared leaps: SQUAREM, scheme S3 of Varadhan & Roland (2008), Scandinavian Journal of
 * Statistics 35. A leap that lowers the likelihood is not taken; two passes a leap.
 */
export const expectationMaximisation = async (
  evaluate: (theta: Float64Array, share: number) => Promise<Evaluation>,
  start: Float64Array,
  { acceleration, mostPasses, tolerance, counts }: EmOptions,
): Promise<EmEnd> => {
  let passes = 0;
  const pass = (theta: Float64Array): Promise<Evaluation> => evaluate(theta, passes++ / (mostPasses + 5));
  let first = start;
  let here = await pass(first);
  for (;;) {
    const one = here.next;
    const active = counts(here);
    if (farthest(first, one, active) <= tolerance)
      return { theta: one, evaluation: here, passes, converged: true };
    if (passes >= mostPasses) return { theta: one, evaluation: here, passes, converged: false };
    const second = await pass(one);
    const two = second.next;
    if (acceleration === 'none') {
      [first, here] = [one, second];
      continue;
    }
    if (farthest(one, two, active) <= tolerance)
      return { theta: two, evaluation: second, passes, converged: true };
    if (passes >= mostPasses) return { theta: two, evaluation: second, passes, converged: false };
    const leapt = leap(first, one, two, active);
    const third = leapt && (await pass(leapt));
    if (third && third.logLikelihood >= second.logLikelihood - SLACK * Math.abs(second.logLikelihood))
      [first, here] = [leapt, third];
    else if (passes >= mostPasses) return { theta: two, evaluation: second, passes, converged: false };
    else [first, here] = [two, await pass(two)];
  }
};

/** The largest change of a parameter that counts. */
export const farthest = (from: Float64Array, to: Float64Array, active: Uint8Array): number => {
  let most = 0;
  for (let k = 0; k < from.length; k++) if (active[k]) most = Math.max(most, Math.abs(to[k]! - from[k]!));
  return most;
};

/** first − 2α·r + α²·v, α = −|r|/|v|; undefined where α is no more than the step of two iterations. */
const leap = (
  first: Float64Array,
  one: Float64Array,
  two: Float64Array,
  active: Uint8Array,
): Float64Array | undefined => {
  let [rr, vv] = [0, 0];
  for (let k = 0; k < first.length; k++) {
    if (!active[k]) continue;
    rr += (one[k]! - first[k]!) ** 2;
    vv += (two[k]! - 2 * one[k]! + first[k]!) ** 2;
  }
  const alpha = Math.min(Math.sqrt(rr / vv), 64);
  if (!(alpha > 1)) return undefined;
  return first.map((value, k) => {
    const r = one[k]! - value;
    const v = two[k]! - 2 * one[k]! + value;
    // one that does not count goes no faster than the others let it
    return active[k] ? value + 2 * alpha * r + alpha * alpha * v : two[k]!;
  });
};
