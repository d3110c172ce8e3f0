import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { bucketPlaces, rowSorter } from './sort-row.ts';
import { sortedRowsWasm } from './sorted-rows.wasm.ts';

/** Of one row of draws x and what happened, y. */
export interface RowScore {
  /** Σ |x − y| */
  absolute: number;
  /** Σ |x − x'| over pairs of draws */
  spread: number;
}

/** Scores the row of draws that begins at `from`; the answer is overwritten by the next call. */
export type RowScorer = (samples: Float64Array, from: number, y: number) => RowScore;

/** assembly/scores/sorted-rows.ts */
interface SortedRows {
  scoreRow(
    row: number,
    draws: number,
    y: number,
    origin: number,
    scale: number,
    bucketOf: number,
    starts: number,
    sorted: number,
    out: number,
  ): number;
}

// short rows take longer to hand over than to sort
const LEAST_DRAWS = 64;

/** By WebAssembly where the engine has it, with the same order of additions, so the same result to the bit. */
export const rowScorer = (draws: number, withWasm = true): RowScorer => {
  const plain = plainScorer(draws);
  return withWasm && draws >= LEAST_DRAWS ? (wasmScorer(draws, plain) ?? plain) : plain;
};

const plainScorer = (draws: number): RowScorer => {
  const sorter = rowSorter(draws);
  const score: RowScore = { absolute: 0, spread: 0 };
  return (samples, from, y) => {
    const away = sorter.sort(samples, from, y);
    score.absolute = 0;
    score.spread = 0;
    for (let i = 0; i < draws; i++) {
      const value = away[i]!;
      score.absolute += Math.abs(value);
      score.spread += value * (2 * i + 1 - draws);
    }
    return score;
  };
};

const wasmScorer = (draws: number, plain: RowScorer): RowScorer | undefined => {
  const layout = memoryLayout();
  const at = {
    row: layout.take(8 * draws),
    bucketOf: layout.take(4 * draws),
    starts: layout.take(4 * draws),
    sorted: layout.take(8 * draws),
    out: layout.take(16),
  };
  const loaded = loadWasm<SortedRows>(sortedRowsWasm, layout.size);
  if (!loaded) return undefined;
  const { scoreRow } = loaded.exports;
  const row = new Float64Array(loaded.memory.buffer, at.row, draws);
  const out = new Float64Array(loaded.memory.buffer, at.out, 2);
  const score: RowScore = { absolute: 0, spread: 0 };
  return (samples, from, y) => {
    const places = bucketPlaces(samples, from, draws, y);
    if (!places) return plain(samples, from, y);
    row.set(samples.subarray(from, from + draws));
    const { bucketOf, starts, sorted } = at;
    if (scoreRow(at.row, draws, y, places.origin, places.scale, bucketOf, starts, sorted, at.out) === 0)
      return plain(samples, from, y);
    score.absolute = out[0]!;
    score.spread = out[1]!;
    return score;
  };
};
