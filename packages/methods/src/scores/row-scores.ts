import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { LEAST_DRAWS, plainRowScorer } from './plain-row-scores.ts';
import { sortedRowsWasm } from './sorted-rows.wasm.ts';

/** Of each row of draws x and what happened, y. */
export interface RowScores {
  /** Σ |x − y| */
  readonly absolute: Float64Array;
  /** Σ |x − x'| over pairs of draws */
  readonly spread: Float64Array;
}

/** assembly/scores/sorted-rows.ts */
interface SortedRows {
  scoreRows(
    rows: number,
    count: number,
    draws: number,
    observed: number,
    bucketOf: number,
    starts: number,
    crowded: number,
    sorted: number,
    counts: number,
    out: number,
  ): void;
}

// more have buckets beyond 16 bits
const MOST_DRAWS = 32_767;
// rows handed over at once stay in the processor's first caches
const BLOCK_BYTES = 65_536;

/**
 * By WebAssembly where the engine has it, with the same order of additions, so the same result to the bit. O(draws) a row for
 * most, O(draws · log draws) at worst.
 */
export const rowScores = (
  observed: Float64Array,
  samples: Float64Array,
  draws: number,
  withWasm: boolean,
): RowScores => {
  const scores = {
    absolute: new Float64Array(observed.length),
    spread: new Float64Array(observed.length).fill(Number.NaN),
  };
  const left =
    withWasm && draws >= LEAST_DRAWS && draws <= MOST_DRAWS && byWasm(observed, samples, draws, scores);
  const plain = plainRowScorer(draws, left);
  for (let row = 0; row < observed.length; row++)
    if (Number.isNaN(scores.spread[row]!)) plain(samples, row * draws, observed[row]!, row, scores);
  return scores;
};

/** Leaves the spread NaN of rows that have to be sorted outright; false where there is no WebAssembly, having scored none. */
const byWasm = (observed: Float64Array, samples: Float64Array, draws: number, scores: RowScores): boolean => {
  const block = Math.min(observed.length, Math.max(1, Math.floor(BLOCK_BYTES / (8 * draws))));
  const layout = memoryLayout();
  const at = {
    rows: layout.take(8 * draws * block),
    observed: layout.take(8 * block),
    bucketOf: layout.take(2 * draws),
    starts: layout.take(4 * draws + 32),
    crowded: layout.take(2 * draws),
    sorted: layout.take(8 * (draws + 4)),
    counts: layout.take(16 * (2 * draws + 1)),
    out: layout.take(16 * block),
  };
  const loaded = loadWasm<SortedRows>(sortedRowsWasm, layout.size);
  if (!loaded) return false;
  const { buffer } = loaded.memory;
  const rows = new Float64Array(buffer, at.rows, draws * block);
  const happened = new Float64Array(buffer, at.observed, block);
  const out = new Float64Array(buffer, at.out, 2 * block);
  for (let from = 0; from < observed.length; from += block) {
    const to = Math.min(observed.length, from + block);
    rows.set(samples.subarray(from * draws, to * draws));
    happened.set(observed.subarray(from, to));
    const { bucketOf, starts, crowded, sorted, counts } = at;
    loaded.exports.scoreRows(
      at.rows,
      to - from,
      draws,
      at.observed,
      bucketOf,
      starts,
      crowded,
      sorted,
      counts,
      at.out,
    );
    for (let row = from; row < to; row++) {
      scores.absolute[row] = out[2 * (row - from)]!;
      scores.spread[row] = out[2 * (row - from) + 1]!;
    }
  }
  return true;
};
