import type { Breath } from '../long-run.ts';
import type { Circles } from './circles.ts';
import type { ScanModel } from './score.ts';
import { codeOf, type Thresholds, thresholdsFor } from './thresholds.ts';

/**
 * Everything about a scan that does not depend on where the cases are: circles, intervals, expected counts. Plain data,
 * so that it can be handed to worker threads.
 *
 * Counts of a place are kept cumulated over `width` slots. For intervals with any end, slot t counts steps 0 … t; for
 * intervals that end with the last step, slot d counts the last d + 1 steps.
 */
export interface ScanPlan extends Circles {
  readonly model: ScanModel;
  readonly leastCases: number;
  readonly places: number;
  readonly steps: number;
  readonly ends: 'any' | 'last';
  /** steps of the longest interval */
  readonly longest: number;
  readonly width: number;
  /** a row of `width` cumulated expected counts per place, in slots */
  readonly expected: Float64Array;
  /** a row per circle and a column per length: code of the smallest expected count of these intervals */
  readonly codes: Uint16Array;
  /** circles of a centre in runs that are checked together; run b, runStarts[c] ≤ b < runStarts[c + 1], begins with circle runZones[b] */
  readonly runStarts: Int32Array;
  readonly runZones: Int32Array;
  /** the largest expected count of any window */
  readonly mostExpected: number;
  readonly thresholds: Thresholds;
}

export interface PlanInputs {
  readonly circles: Circles;
  readonly model: ScanModel;
  /** a row of `steps` expected counts per place, summing to the number of cases */
  readonly expected: Float64Array;
  readonly steps: number;
  readonly ends: 'any' | 'last';
  readonly longest: number;
  readonly leastCases: number;
}

/** Counts up to this fit the small integers in which simulations are counted, side by side. */
export const MOST_SMALL_COUNT = 0x7fff;

// how far expected counts may grow within a run of circles, in standard deviations: the longer the run, the fewer
// checks, but the more often a check that fails must be repeated circle by circle
const RUN_GROWTH = 1.2;

/** O(circles · intervals). */
export const scanPlan = async (
  { circles, model, expected, steps, ends, longest, leastCases }: PlanInputs,
  breath: Breath,
): Promise<ScanPlan> => {
  const { members, memberStarts, zoneStarts, zoneEnds } = circles;
  const places = memberStarts.length - 1;
  const width = ends === 'any' ? steps : longest;
  const cumulated = inSlots(expected, places, steps, ends, width);
  const codes = new Uint16Array(zoneEnds.length * longest);
  const runZones: number[] = [];
  const runStarts = new Int32Array(places + 1);
  const typical = Math.ceil(0.6 * longest) - 1;
  const sums = new Float64Array(width);
  const smallest = new Float64Array(longest);
  let mostExpected = 0;
  for (let centre = 0; centre < places; centre++) {
    if (breath.due()) await breath.take(0);
    sums.fill(0);
    let at = memberStarts[centre]!;
    let runLimit = 0;
    for (let zone = zoneStarts[centre]!; zone < zoneStarts[centre + 1]!; zone++) {
      for (; at < zoneEnds[zone]!; at++) {
        const row = members[at]! * width;
        for (let slot = 0; slot < width; slot++) sums[slot] = sums[slot]! + cumulated[row + slot]!;
      }
      if (ends === 'last') smallest.set(sums);
      else smallestIntervals(sums, smallest);
      for (let d = 0; d < longest; d++) codes[zone * longest + d] = codeOf(smallest[d]!);
      const size = smallest[typical]!;
      if (zone === zoneStarts[centre]! || size > runLimit) {
        runZones.push(zone);
        runLimit = size + RUN_GROWTH * Math.sqrt(size);
      }
    }
    mostExpected = Math.max(mostExpected, largestInterval(sums, ends, longest));
    runStarts[centre + 1] = runZones.length;
  }
  return {
    ...circles,
    model,
    leastCases,
    places,
    steps,
    ends,
    longest,
    width,
    expected: cumulated,
    codes,
    runStarts,
    runZones: Int32Array.from([...runZones, zoneEnds.length]),
    mostExpected,
    thresholds: thresholdsFor(
      model,
      mostExpected,
      leastCases,
      fitsSmallCounts(mostExpected) ? MOST_SMALL_COUNT : 2 ** 31 - 1,
    ),
  };
};

/** Whether no simulated window can hold more than 32,767 cases: half of that is 128 standard deviations away. */
export const fitsSmallCounts = (mostExpected: number): boolean => mostExpected < MOST_SMALL_COUNT / 2;

/** Counts by place and step, cumulated in the plan's slots. */
export const inSlots = <Counts extends Float64Array | Int32Array>(
  counts: Counts,
  places: number,
  steps: number,
  ends: 'any' | 'last',
  width: number,
): Counts => {
  const slots = new (counts.constructor as new (length: number) => Counts)(places * width);
  for (let place = 0; place < places; place++) {
    let sum = 0;
    for (let slot = 0; slot < width; slot++) {
      sum += counts[place * steps + (ends === 'any' ? slot : steps - 1 - slot)]!;
      slots[place * width + slot] = sum;
    }
  }
  return slots;
};

const smallestIntervals = (sums: Float64Array, smallest: Float64Array): void => {
  for (let d = 0; d < smallest.length; d++) {
    let least = sums[d]!;
    for (let end = d + 1; end < sums.length; end++) {
      const size = sums[end]! - sums[end - d - 1]!;
      if (size < least) least = size;
    }
    smallest[d] = least;
  }
};

const largestInterval = (sums: Float64Array, ends: 'any' | 'last', longest: number): number => {
  let most = sums[longest - 1]!;
  if (ends === 'any')
    for (let end = longest; end < sums.length; end++)
      most = Math.max(most, sums[end]! - sums[end - longest]!);
  return most;
};
