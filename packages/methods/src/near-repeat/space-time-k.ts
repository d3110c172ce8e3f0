import { Problem } from '@bluehelm/kernel/problem';
import { closePairs } from '../cells/close-pairs.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, methodProblems } from '../problems.ts';
import { inWindow, type PolygonWindow } from '../windows/window.ts';
import { inBlocks } from '../workers/blocks.ts';
import { checkedEvents } from './checked.ts';
import { circleInWindow, distanceToEdge } from './circle-in-window.ts';
import { joined } from './close-counts.ts';
import type { Permutations, SpaceTimeRun } from './space-time-counts.ts';
import { pairSums, permutedPairSums, timeWeight, type WeightedPairs } from './weighted-pairs.ts';

export interface SpaceTimeKOptions extends SpaceTimeRun, Permutations {
  /** where events could have been seen, in the unit of x and y */
  readonly window: PolygonWindow;
  /** when: first and last moment of observation, in the unit of the times */
  readonly period: readonly [number, number];
  /** ascending, above 0 */
  readonly distances: Float64Array;
  /** ascending, above 0 */
  readonly timesApart: Float64Array;
}

/** Tables by row: distances × times apart. */
export interface SpaceTimeK {
  readonly kind: 'space-time-k';
  readonly distances: Float64Array;
  readonly timesApart: Float64Array;
  /** K(s, t): events within s and t of an event, per intensity */
  readonly k: Float64Array;
  /** K₁(s) of places and K₂(t) of times alone */
  readonly kSpace: Float64Array;
  readonly kTime: Float64Array;
  /** D = K − K₁ K₂: 0 on average without interaction */
  readonly d: Float64Array;
  /** D₀ = D / (K₁ K₂): the proportional increase of events there. NaN where nothing is expected */
  readonly d0: Float64Array;
  /** spread of D under permuted times */
  readonly standardError: Float64Array;
  /** D / standard error, 0 where D cannot vary */
  readonly residual: Float64Array;
  /** the sum of the residuals, and the share of permutations, the observed order among them, with at least it */
  readonly statistic: number;
  readonly p: number;
  /** events outside the window or the period, left out */
  readonly outside: number;
}

/**
 * At which distances and delays do events bring further events? The space-time K function with its test of interaction.
 *
 * @param x, y plane coordinates, one per event; project degrees first
 * @param times one per event
 * @returns K, D and one p, or `Insufficient`: fewer than 10 events, equal times, or no pair within the limits
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n + pairs within the largest distance · (corners + permutations)).
 * Source: Diggle, Chetwynd, Häggkvist & Morris (1995), Statistical Methods in Medical Research 4(2), 124–136; edge weights:
 * Ripley (1976) in space, its one-dimensional likeness in time. The standard errors are those of the permutations, not
 * the analytic ones.
 */
export const spaceTimeK = async (
  x: Float64Array,
  y: Float64Array,
  times: Float64Array,
  options: SpaceTimeKOptions,
): Promise<SpaceTimeK | Insufficient> => {
  const { window, period, distances, timesApart, permutations, seed, workers, signal, onProgress } = options;
  ascending('distances', distances);
  ascending('timesApart', timesApart);
  if (!(period[0] < period[1])) throw wrong('period', period, 'its first moment and a later last one');
  checkedEvents(x, y, times, { permutations, seed });
  const kept = Array.from(x.keys()).filter(
    (i) => times[i]! >= period[0] && times[i]! <= period[1] && inWindow(window, x[i]!, y[i]!),
  );
  const [px, py, pt] = [x, y, times].map((values) => Float64Array.from(kept, (i) => values[i]!));
  const refusal = checkedEvents(px!, py!, pt!, undefined);
  if (refusal) return refusal;

  const pairs: WeightedPairs = { ...(await spacePairs(px!, py!, pt!, options)), period, timesApart, seed };
  const n = kept.length;
  const length = period[1] - period[0];
  const scale = 1 / (n * (n - 1));
  const spaceSums = withinBands(pairs);
  const timeSums = timePairSums(pt!, period, timesApart);
  if (spaceSums.at(-1) === 0 || timeSums.at(-1) === 0)
    return insufficient({
      reason: 'no-close-pairs',
      detail: 'No two events lie within the largest distance, or none within the longest time apart.',
      have: 0,
      need: 1,
    });
  const kSpace = spaceSums.map((sum) => sum * window.area * scale);
  const kTime = timeSums.map((sum) => sum * length * scale);
  const expected = new Float64Array(distances.length * timesApart.length).map(
    (_, cell) => kSpace[Math.floor(cell / timesApart.length)]! * kTime[cell % timesApart.length]!,
  );
  const k = pairSums(pairs, pairs.times).map((sum) => sum * window.area * length * scale);
  const d = k.map((value, cell) => value - expected[cell]!);

  const blocks = await inBlocks(permutedPairSums, pairs, permutations, {
    // about a thirtieth of a second
    blockSize: Math.max(1, Math.round(4e6 / (pairs.first.length + 4 * n))),
    workers,
    signal,
    onProgress,
  });
  const simulated = joined(blocks).map(
    (sum, at) => sum * window.area * length * scale - expected[at % expected.length]!,
  );
  const standardError = spread(d, simulated);
  const residuals = (from: Float64Array): Float64Array =>
    from.map((value, cell) => (standardError[cell]! > 0 ? value / standardError[cell]! : 0));
  const residual = residuals(d);
  const statistic = total(residual);
  let reached = 0;
  for (let at = 0; at < simulated.length; at += d.length)
    // orders that are the same but for rounding count as reached
    if (total(residuals(simulated.subarray(at, at + d.length))) >= statistic - 1e-9 * Math.abs(statistic))
      reached++;
  return {
    kind: 'space-time-k',
    distances,
    timesApart,
    k,
    kSpace,
    kTime,
    d,
    d0: d.map((value, cell) => value / expected[cell]!),
    standardError,
    residual,
    statistic,
    p: (reached + 1) / (permutations + 1),
    outside: x.length - n,
  };
};

const wrong = (name: string, values: ArrayLike<number>, expected: string): Problem =>
  new Problem(
    methodProblems.value,
    `${name} is ${Array.from(values).join(', ')}; ${expected} were expected.`,
  );

const ascending = (name: string, values: Float64Array): void => {
  allFinite(name, values);
  if (
    values.length === 0 ||
    values.length > 1000 ||
    !values.every((value, i) => value > (values[i - 1] ?? 0))
  )
    throw wrong(name, values, '1 to 1000 ascending numbers above 0');
};

/** A pair through whose circle hardly any of the window passes would outweigh all others; spatstat's bound, too. */
const MOST_WEIGHT = 100;

/** The pairs within the largest distance with their edge weights. */
const spacePairs = async (
  x: Float64Array,
  y: Float64Array,
  times: Float64Array,
  { window, distances, signal }: Pick<SpaceTimeKOptions, 'window' | 'distances'> & LongRun,
): Promise<Omit<WeightedPairs, 'period' | 'timesApart' | 'seed'>> => {
  const breath = breathing({ signal });
  const close = closePairs(x, y, distances.at(-1)!, 'euclidean');
  const { order } = close;
  const edge = Float64Array.from(order, (event) => distanceToEdge(window, x[event]!, y[event]!));
  const weight = (place: number, radius: number): number =>
    radius <= edge[place]!
      ? 1
      : Math.min(MOST_WEIGHT, 1 / circleInWindow(window, x[order[place]!]!, y[order[place]!]!, radius));
  const [first, second, forward, backward, band]: number[][] = [[], [], [], [], []];
  for (let i = 0; i < x.length; i++) {
    if (breath.due()) await breath.take(0);
    const found = close.from(i);
    for (let at = 0; at < found; at++) {
      const j = close.later[at]!;
      const apart = close.distances[at]!;
      first!.push(i);
      second!.push(j);
      forward!.push(weight(i, apart));
      backward!.push(weight(j, apart));
      band!.push(distances.findIndex((distance) => apart <= distance));
    }
  }
  return {
    first: Uint32Array.from(first!),
    second: Uint32Array.from(second!),
    forward: Float64Array.from(forward!),
    backward: Float64Array.from(backward!),
    band: Uint16Array.from(band!),
    bands: distances.length,
    times: Float64Array.from(order, (event) => times[event]!),
  };
};

/** Σ w over the ordered pairs within each distance. */
const withinBands = ({ forward, backward, band, bands }: WeightedPairs): Float64Array => {
  const sums = new Float64Array(bands);
  for (let pair = 0; pair < band.length; pair++) sums[band[pair]!]! += forward[pair]! + backward[pair]!;
  for (let row = 1; row < bands; row++) sums[row]! += sums[row - 1]!;
  return sums;
};

/** Σ v over the ordered pairs of events within each time apart. */
const timePairSums = (
  times: Float64Array,
  period: readonly [number, number],
  timesApart: Float64Array,
): Float64Array => {
  const sorted = times.slice().sort();
  const sums = new Float64Array(timesApart.length);
  const longest = timesApart.at(-1)!;
  for (let i = 0; i < sorted.length; i++)
    for (let j = i + 1; j < sorted.length && sorted[j]! - sorted[i]! <= longest; j++) {
      const apart = sorted[j]! - sorted[i]!;
      let column = 0;
      while (apart > timesApart[column]!) column++;
      sums[column]! += timeWeight(sorted[i]!, apart, period) + timeWeight(sorted[j]!, apart, period);
    }
  for (let column = 1; column < sums.length; column++) sums[column]! += sums[column - 1]!;
  return sums;
};

/** Root mean square over the permutations and the observed order, around the exact mean 0. */
const spread = (observed: Float64Array, simulated: Float64Array): Float64Array => {
  const squares = observed.map((value) => value * value);
  simulated.forEach((value, at) => {
    squares[at % observed.length]! += value * value;
  });
  return squares.map((sum) => Math.sqrt(sum / (simulated.length / observed.length + 1)));
};

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
