import type { PairBand } from './pair-bands.ts';
import { type PermutationState, permute } from './permute.ts';
import type { TimeCodes } from './time-codes.ts';

/** Pairs by distance, and the times of their points. */
export interface PairsAndTimes {
  readonly bands: readonly PairBand[];
  /** in the order of the points that the bands use */
  readonly times: TimeCodes;
}

/** Permutes the times and counts the pairs that are then close in time too. */
export interface Counter {
  /** how many permutations are counted side by side */
  readonly lanes: number;
  /** the counts for as many permutations at most: permutations × bands × limits */
  count(permutations: readonly PermutationState[]): Float64Array;
}

export const limitsOf = (times: TimeCodes): number =>
  times.kind === 'steps' ? times.limits.length : times.reaches.length;

/** One permutation at a time, in plain TypeScript. */
export const plainCounter = (work: PairsAndTimes): Counter => {
  const codes = work.times.codes.slice();
  return {
    lanes: 1,
    count([permutation]) {
      codes.set(work.times.codes);
      permute(permutation!, codes);
      return closeCounts(work, codes);
    },
  };
};

/** The pairs close in time, as the times stand or in another order: bands × limits. */
export const closeCounts = (
  { bands, times }: PairsAndTimes,
  codes: Int16Array | Int32Array = times.codes,
): Float64Array => {
  const counts = new Float64Array(bands.length * limitsOf(times));
  let cell = 0;
  for (const band of bands)
    if (times.kind === 'steps')
      for (const limit of times.limits) counts[cell++] = withinSteps(band, codes, limit);
    else for (const reach of times.reaches) counts[cell++] = withinReach(band, codes, reach);
  return counts;
};

const withinSteps = (
  { offsets, neighbours }: PairBand,
  codes: Int16Array | Int32Array,
  limit: number,
): number => {
  let close = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const own = codes[i]!;
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++)
      if (Math.abs(codes[neighbours[e]!]! - own) <= limit) close++;
  }
  return close;
};

const withinReach = (
  { offsets, neighbours }: PairBand,
  codes: Int16Array | Int32Array,
  reach: Int32Array,
): number => {
  let close = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const own = codes[i]!;
    const ownReach = reach[own]!;
    for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
      const other = codes[neighbours[e]!]!;
      if (other <= ownReach && own <= reach[other]!) close++;
    }
  }
  return close;
};
