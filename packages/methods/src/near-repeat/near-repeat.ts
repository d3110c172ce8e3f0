import { Problem } from '@bluehelm/kernel/problem';
import type { Metric } from '../cells/close-pairs.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import { checkedEvents } from './checked.ts';
import {
  type Permutations,
  type SpaceTimeCounts,
  type SpaceTimeRun,
  spaceTimeCounts,
} from './space-time-counts.ts';

export interface NearRepeatOptions extends SpaceTimeRun, Permutations {
  /** ascending from 0 or above; each band holds distances from one break up to but without the next; the last may be Infinity */
  readonly spaceBreaks: readonly number[];
  /** the same for the time between two events */
  readonly timeBreaks: readonly number[];
  /** `manhattan` is what the Near Repeat Calculator and R's NearRepeat use */
  readonly metric: Metric;
}

/** Tables by row: bands of space × bands of time. */
export interface NearRepeatResult {
  readonly kind: 'near-repeat';
  readonly spaceBreaks: readonly number[];
  readonly timeBreaks: readonly number[];
  readonly pairs: number;
  /** pairs of events so far apart */
  readonly observed: Float64Array;
  /** what independence of place and time would bring on average: exact, not simulated */
  readonly expected: Float64Array;
  /** observed / expected; 1.5 is half as many again. NaN where no pair can lie */
  readonly ratio: Float64Array;
  /** the middle of the permuted counts */
  readonly median: Float64Array;
  /** the share of permutations, the observed order among them, with at least as many pairs: one-sided, per band */
  readonly p: Float64Array;
}

/**
 * How much more often than by chance does an event follow another so near and so soon? Pairs by distance and time apart.
 *
 * Bands are half-open, [from, to): with time breaks 0, 1, 8 in days the first band is the same day and the second the
 * next seven.
 *
 * @param x, y plane coordinates, one per event; project degrees first
 * @param times one per event; whole days where hours are not known
 * @returns tables, or `Insufficient`: fewer than 10 events, equal times, or no pair within the bands
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n log n + pairs within the last finite break of space · permutations · breaks of time); a last band without end
 * costs nothing, since it is what the others leave of all pairs.
 * Source: Knox (1964); Johnson et al. (2007), Journal of Quantitative Criminology 23(3), 201–219; bands and metric as in
 * the Near Repeat Calculator (Ratcliffe 2009) and R's NearRepeat (Steenbeek 2019).
 */
export const nearRepeat = async (
  x: Float64Array,
  y: Float64Array,
  times: Float64Array,
  { spaceBreaks, timeBreaks, metric, permutations, seed, ...run }: NearRepeatOptions,
): Promise<NearRepeatResult | Insufficient> => {
  ascending('spaceBreaks', spaceBreaks);
  ascending('timeBreaks', timeBreaks);
  const refusal = checkedEvents(x, y, times, { permutations, seed });
  if (refusal) return refusal;
  const spaceLimits = spaceBreaks.filter(isLimit);
  const timeLimits = timeBreaks.filter(isLimit);
  const counts = await spaceTimeCounts(
    x,
    y,
    times,
    { spaceLimits, timeLimits, metric, closed: false, inference: { permutations, seed } },
    run,
  );
  const observed = table(counts, counts.observed, { spaceBreaks, timeBreaks });
  const inSpace = bandTotals(counts.inBand, spaceBreaks, counts.pairs);
  const inTime = bandTotals(differences(counts.withinTime), timeBreaks, counts.pairs);
  const expected = new Float64Array(observed.length);
  inSpace.forEach((near, row) => {
    inTime.forEach((soon, column) => {
      expected[row * inTime.length + column] = (near / counts.pairs) * soon;
    });
  });
  if (expected.every((pairs) => pairs === 0))
    return insufficient({
      reason: 'no-close-pairs',
      detail: 'No pair of events lies within the bands of space and time.',
      have: 0,
      need: 1,
    });

  const size = counts.observed.length;
  const simulated = Array.from({ length: permutations }, (_, k) =>
    table(counts, counts.simulated.subarray(k * size, (k + 1) * size), { spaceBreaks, timeBreaks }),
  );
  const cells = Array.from(observed, (_, cell) => Float64Array.from(simulated, (one) => one[cell]!).sort());
  return {
    kind: 'near-repeat',
    spaceBreaks,
    timeBreaks,
    pairs: counts.pairs,
    observed,
    expected,
    ratio: observed.map((count, cell) => count / expected[cell]!),
    median: Float64Array.from(cells, middle),
    p: observed.map(
      (count, cell) => (cells[cell]!.filter((other) => other >= count).length + 1) / (permutations + 1),
    ),
  };
};

interface Breaks {
  readonly spaceBreaks: readonly number[];
  readonly timeBreaks: readonly number[];
}

// nothing is nearer than 0, and beyond Infinity nothing is left
const isLimit = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;

/** @throws Problem METHOD_VALUE_INVALID */
const ascending = (name: string, breaks: readonly number[]): void => {
  const fits = breaks.every((value, i) => value >= 0 && (i === 0 || value > breaks[i - 1]!));
  if (fits && breaks.length >= 2 && breaks[0]! < Number.POSITIVE_INFINITY) return;
  throw new Problem(
    methodProblems.value,
    `${name} is ${breaks.join(', ')}; two or more ascending numbers from 0 were expected.`,
  );
};

/** Counts by band from counts by listed band of space and limit of time. */
const table = (
  { pairs, inBand, withinTime }: SpaceTimeCounts,
  counts: Float64Array,
  { spaceBreaks, timeBreaks }: Breaks,
): Float64Array => {
  const limits = withinTime.length;
  const rows: Float64Array[] = [];
  for (let band = 0; band < inBand.length; band++)
    rows.push(
      bandTotals(differences(counts.subarray(band * limits, (band + 1) * limits)), timeBreaks, inBand[band]!),
    );
  const all = bandTotals(differences(withinTime), timeBreaks, pairs);
  const columns = timeBreaks.length - 1;
  const cells = new Float64Array((spaceBreaks.length - 1) * columns);
  for (let column = 0; column < columns; column++)
    bandTotals(
      Float64Array.from(rows, (row) => row[column]!),
      spaceBreaks,
      all[column]!,
    ).forEach((count, row) => {
      cells[row * columns + column] = count;
    });
  return cells;
};

/** Counts in the bands asked for, from those in bands that begin at 0 and are finite, and the count of everything. */
const bandTotals = (finite: Float64Array, breaks: readonly number[], all: number): Float64Array => {
  const asked = breaks[0]! > 0 ? finite.subarray(1) : finite;
  if (breaks.at(-1)! < Number.POSITIVE_INFINITY) return asked;
  return Float64Array.of(...asked, all - finite.reduce((sum, count) => sum + count, 0));
};

const differences = (cumulative: Float64Array): Float64Array =>
  cumulative.map((count, i) => (i === 0 ? count : count - cumulative[i - 1]!));

const middle = (sorted: Float64Array): number => {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};
