import { seeded } from '../random/seeded.ts';
import type { BlockTask } from '../workers/blocks.ts';
import { type Counter, type PairsAndTimes, plainCounter } from './pair-counter.ts';
import { permutationState } from './permute.ts';
import { wasmCounter } from './wasm-counter.ts';

export interface CloseCountsWork extends PairsAndTimes {
  readonly seed: number | bigint;
}

/** The task of the workers. Each task keeps the pairs where its inner loop wants them, so one serves one set of pairs. */
export const closeCountsTask = (): BlockTask<CloseCountsWork, Float64Array> => {
  let counter: Counter | undefined;
  return {
    name: 'near-repeat-close-counts',
    run(work, from, to) {
      counter ??= wasmCounter(work) ?? plainCounter(work);
      return permutedCounts(counter, work.seed, from, to);
    },
  };
};

/** The counts for permutations from … to − 1; the same whichever counter counts. */
export const permutedCounts = (
  counter: Counter,
  seed: number | bigint,
  from: number,
  to: number,
): Float64Array => {
  const root = seeded(seed);
  const lots: Float64Array[] = [];
  for (let first = from; first < to; first += counter.lanes)
    lots.push(
      counter.count(
        Array.from({ length: Math.min(counter.lanes, to - first) }, (_, lane) =>
          permutationState(root, first + lane),
        ),
      ),
    );
  return joined(lots);
};

export const joined = (parts: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
