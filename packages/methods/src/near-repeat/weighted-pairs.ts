import { shuffle } from '../random/choose.ts';
import { seeded } from '../random/seeded.ts';
import type { BlockTask } from '../workers/blocks.ts';

/** Pairs of events close in space with the weights of either side, and the times to lay over them. */
export interface WeightedPairs {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** reciprocal share of the circle around the first event through the second, and the other way round */
  readonly forward: Float64Array;
  readonly backward: Float64Array;
  /** the first distance that each pair is within */
  readonly band: Uint16Array;
  readonly bands: number;
  readonly times: Float64Array;
  readonly period: readonly [number, number];
  /** ascending */
  readonly timesApart: Float64Array;
  readonly seed: number | bigint;
}

/** Σ w v over the ordered pairs within each distance and time apart, for permutations from … to − 1. */
export const permutedPairSums: BlockTask<WeightedPairs, Float64Array> = {
  name: 'space-time-k-permutations',
  run: (pairs, from, to) => {
    const root = seeded(pairs.seed);
    const cells = pairs.bands * pairs.timesApart.length;
    const sums = new Float64Array((to - from) * cells);
    for (let k = from; k < to; k++)
      sums.set(pairSums(pairs, shuffle(root.fork(k), pairs.times.slice())), (k - from) * cells);
    return sums;
  },
};

export const pairSums = (
  { first, second, forward, backward, band, bands, period, timesApart }: WeightedPairs,
  times: Float64Array,
): Float64Array => {
  const columns = timesApart.length;
  const longest = timesApart[columns - 1]!;
  const sums = new Float64Array(bands * columns);
  for (let pair = 0; pair < first.length; pair++) {
    const one = times[first[pair]!]!;
    const other = times[second[pair]!]!;
    const apart = Math.abs(one - other);
    if (apart > longest) continue;
    let column = 0;
    while (apart > timesApart[column]!) column++;
    sums[band[pair]! * columns + column]! +=
      forward[pair]! * timeWeight(one, apart, period) + backward[pair]! * timeWeight(other, apart, period);
  }
  // what lies within a distance and a time lies within all greater ones
  for (let row = 0; row < bands; row++)
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      sums[cell]! +=
        (column > 0 ? sums[cell - 1]! : 0) +
        (row > 0 ? sums[cell - columns]! : 0) -
        (row > 0 && column > 0 ? sums[cell - columns - 1]! : 0);
    }
  return sums;
};

/** 1, or 2 where only one of the two moments so far from an event lies in the period. */
export const timeWeight = (time: number, apart: number, [start, end]: readonly [number, number]): number =>
  time - apart >= start && time + apart <= end ? 1 : 2;
