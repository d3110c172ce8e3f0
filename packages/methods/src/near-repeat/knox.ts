import type { Metric } from '../cells/close-pairs.ts';
import { incompleteGamma } from '../distributions/incomplete-gamma.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { numberWithin } from '../problems.ts';
import { checkedEvents } from './checked.ts';
import { type Permutations, type SpaceTimeRun, spaceTimeCounts } from './space-time-counts.ts';

export interface KnoxOptions extends SpaceTimeRun {
  /** two events are close in space at most so far apart, in the unit of x and y */
  readonly space: number;
  /** and close in time at most so far apart, in the unit of the times */
  readonly time: number;
  readonly metric?: Metric | undefined;
  /** p from the Poisson distribution with the expected count, P(X ≥ observed), or from random permutations of the times */
  readonly inference: 'poisson' | Permutations;
}

export interface KnoxResult {
  readonly kind: 'knox';
  /** pairs close in space and in time */
  readonly observed: number;
  /** what independence of place and time would bring on average */
  readonly expected: number;
  /** observed / expected */
  readonly ratio: number;
  /** the chance of at least as many close pairs under independence: one-sided */
  readonly p: number;
  /** P(X > observed) for a Poisson X, which R's surveillance gives as p: the observed count itself left out */
  readonly poissonAbove: number;
  readonly pairs: number;
  readonly pairsCloseInSpace: number;
  readonly pairsCloseInTime: number;
  /** close pairs in each permutation; empty with `poisson` */
  readonly simulated: Float64Array;
}

/**
 * Do events that are close in space tend to be close in time? Knox's test of space-time interaction.
 *
 * Bounds are closed: a pair exactly `space` and `time` apart counts. (Tables with half-open bands: `nearRepeat`.)
 *
 * @param x, y plane coordinates, one per event; project degrees first
 * @param times one per event, in any unit, e.g. days
 * @returns counts and a one-sided p, or `Insufficient`: fewer than 10 events, equal times, or no or only close pairs
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n log n + pairs close in space · permutations).
 * Source: Knox (1964), Applied Statistics 13(1), 25–29; expected count and permutation of times: Mantel (1967), Cancer
 * Research 27(2), 209–220.
 */
export const knox = async (
  x: Float64Array,
  y: Float64Array,
  times: Float64Array,
  { space, time, metric = 'euclidean', inference, ...run }: KnoxOptions,
): Promise<KnoxResult | Insufficient> => {
  const permutations = inference === 'poisson' ? undefined : inference;
  numberWithin('space', space, 0);
  numberWithin('time', time, 0);
  const refusal = checkedEvents(x, y, times, permutations);
  if (refusal) return refusal;
  const counts = await spaceTimeCounts(
    x,
    y,
    times,
    { spaceLimits: [space], timeLimits: [time], metric, closed: true, inference: permutations },
    run,
  );
  const { pairs, simulated } = counts;
  const observed = counts.observed[0]!;
  const pairsCloseInSpace = counts.inBand[0]!;
  const pairsCloseInTime = counts.withinTime[0]!;
  for (const [where, close] of [
    ['space', pairsCloseInSpace],
    ['time', pairsCloseInTime],
  ] as const)
    if (close === 0 || close === pairs)
      return insufficient({
        reason: close === 0 ? 'no-close-pairs' : 'only-close-pairs',
        detail: `${close === 0 ? 'No' : 'Every'} pair of events is close in ${where}, so closeness there says nothing.`,
        have: close === 0 ? 0 : pairs,
        need: close === 0 ? 1 : pairs - 1,
      });
  const expected = (pairsCloseInSpace * pairsCloseInTime) / pairs;
  return {
    kind: 'knox',
    observed,
    expected,
    ratio: observed / expected,
    p: permutations
      ? (simulated.reduce((sum, count) => sum + (count >= observed ? 1 : 0), 0) + 1) / (simulated.length + 1)
      : poissonAtLeast(observed, expected),
    poissonAbove: poissonAtLeast(observed + 1, expected),
    pairs,
    pairsCloseInSpace,
    pairsCloseInTime,
    simulated,
  };
};

/** P(X ≥ k) for a Poisson X: the regularised incomplete gamma function (Abramowitz & Stegun 1964, 26.4.21). */
const poissonAtLeast = (k: number, mean: number): number => (k === 0 ? 1 : incompleteGamma(k, mean).lower);
