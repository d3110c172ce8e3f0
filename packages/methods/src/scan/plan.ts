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
  /**
   * codes[(circle · longest + length − 1) · groups + g]: code of the smallest expected count of the circle's intervals of
   * this length whose ends lie in the g-th `group` slots
   */
  readonly codes: Uint16Array;
  readonly group: number;
  readonly groups: number;
  /** circles of a centre in runs that are checked together; run b, runStarts[c] ≤ b < runStarts[c + 1], begins with circle runZones[b] */
  readonly runStarts: Int32Array;
  readonly runZones: Int32Array;
  /** the largest expected count of any window */
  readonly mostExpected: number;
  readonly thresholds: Thresholds;
}

interface PlanInputs {
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
const MOST_SMALL_COUNT = 0x7fff;

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
  const group = ends === 'last' ? width : groupLength(expected, steps, zoneEnds.length * longest);
  const groups = Math.ceil(width / group);
  const codes = new Uint16Array(zoneEnds.length * longest * groups);
  const runZones: number[] = [];
  const runStarts = new Int32Array(places + 1);
  const typical = Math.ceil(0.6 * longest);
  const sums = new Float64Array(width);
  const smallest = new Float64Array(longest * groups);
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
      else smallestIntervals(sums, smallest, group);
      for (let i = 0; i < smallest.length; i++) codes[zone * smallest.length + i] = codeOf(smallest[i]!);
      const size = ends === 'last' ? sums[typical - 1]! : (sums[width - 1]! * typical) / width;
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
    group,
    groups,
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

/** @param smallest a row per length, a column per group of ends */
const smallestIntervals = (sums: Float64Array, smallest: Float64Array, group: number): void => {
  const groups = Math.ceil(sums.length / group);
  smallest.fill(Number.POSITIVE_INFINITY);
  for (let d = 0; d < smallest.length / groups; d++)
    for (let g = Math.floor(d / group); g < groups; g++) {
      let least = Number.POSITIVE_INFINITY;
      const stop = Math.min(sums.length, (g + 1) * group);
      for (let end = Math.max(d, g * group); end < stop; end++) {
        const size = sums[end]! - (end > d ? sums[end - d - 1]! : 0);
        if (size < least) least = size;
      }
      smallest[d * groups + g] = least;
    }
};

const SHORTEST_GROUP = 4;
const MOST_CODES = 2 ** 24;

/** Where expected counts change over time, one threshold serves few ends; where they do not, all. */
const groupLength = (expected: Float64Array, steps: number, rows: number): number => {
  const totals = new Float64Array(steps);
  for (let i = 0; i < expected.length; i++) totals[i % steps]! += expected[i]!;
  if (Math.max(...totals) <= 1.02 * Math.min(...totals)) return steps;
  let group = SHORTEST_GROUP;
  while (group < steps && rows * Math.ceil(steps / group) > MOST_CODES) group *= 2;
  return Math.min(group, steps);
};

const largestInterval = (sums: Float64Array, ends: 'any' | 'last', longest: number): number => {
  let most = sums[longest - 1]!;
  if (ends === 'any')
    for (let end = longest; end < sums.length; end++)
      most = Math.max(most, sums[end]! - sums[end - longest]!);
  return most;
};
