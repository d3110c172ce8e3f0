import type { Metric } from '../cells/close-pairs.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { inBlocks } from '../workers/blocks.ts';
import { closeCountsTask, joined } from './close-counts.ts';
import { pairBands } from './pair-bands.ts';
import { closeCounts } from './pair-counter.ts';
import { closeInTime, timeCodes } from './time-codes.ts';

export interface Permutations {
  readonly permutations: number;
  readonly seed: number | bigint;
}

export interface SpaceTimeQuestion {
  /** ascending, above 0, finite */
  readonly spaceLimits: readonly number[];
  /** ascending, finite */
  readonly timeLimits: readonly number[];
  readonly metric: Metric;
  /** whether a pair at a limit is within it */
  readonly closed: boolean;
  readonly inference: Permutations | undefined;
}

export interface SpaceTimeRun extends LongRun {
  /** threads beside this one; the answer is the same for any number. None when not given. */
  readonly workers?: number | undefined;
}

/** Pairs of points by band of distance (one up to each space limit) and time limit (all up to it). */
export interface SpaceTimeCounts {
  readonly pairs: number;
  readonly inBand: Float64Array;
  readonly withinTime: Float64Array;
  /** bands × time limits */
  readonly observed: Float64Array;
  /** the same for each permutation of the times over the points, one after the other */
  readonly simulated: Float64Array;
}

/**
 * Lists the pairs that are close in space once, and counts how many are close in time as observed and under permutations.
 * O(n + pairs close in space · (1 + permutations · bands of time)).
 */
export const spaceTimeCounts = async (
  x: Float64Array,
  y: Float64Array,
  times: Float64Array,
  { spaceLimits, timeLimits, metric, closed, inference }: SpaceTimeQuestion,
  { workers, signal, onProgress }: SpaceTimeRun,
): Promise<SpaceTimeCounts> => {
  const n = times.length;
  const breath = breathing({ signal });
  const { order, bands } = await pairBands(x, y, spaceLimits, { metric, closed, breath });
  const codes = timeCodes(
    Float64Array.from(order, (point) => times[point]!),
    timeLimits,
    closed,
  );
  const work = { bands, times: codes };
  const listed = bands.reduce((sum, { neighbours }) => sum + neighbours.length, 0);
  const simulated = inference
    ? await inBlocks(closeCountsTask(), { ...work, seed: inference.seed }, inference.permutations, {
        blockSize: blockSize(n, listed * timeLimits.length),
        workers,
        signal,
        onProgress,
      })
    : [];
  return {
    pairs: (n * (n - 1)) / 2,
    inBand: Float64Array.from(bands, ({ neighbours }) => neighbours.length),
    withinTime: closeInTime(times, timeLimits, closed),
    observed: closeCounts(work),
    simulated: joined(simulated),
  };
};

const LANES = 32;

/** Whole lots of permutations that take some hundredths of a second. */
const blockSize = (n: number, comparisons: number): number => {
  const lotSeconds = LANES * (n * 5e-9 + comparisons * 1e-10) + 1e-5;
  return LANES * Math.min(1000, Math.max(1, Math.round(0.04 / lotSeconds)));
};
