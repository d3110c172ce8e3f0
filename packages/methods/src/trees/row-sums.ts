import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import type { Split } from './best-split.ts';
import { type BinnedTable, binAt, FEATURES_PER_WORD, MISSING_BIN } from './bins.ts';
import { HISTOGRAM_LENGTH } from './histograms.ts';
import { sumByBinWasm } from './sum-by-bin.wasm.ts';

/** What is done with single rows when a tree is grown, in one memory. */
export interface RowSums {
  /** the rows used, leaf by leaf once a tree is grown */
  readonly order: Uint32Array;
  /** two numbers a row, see `FixedPoint` */
  readonly derivatives: Float64Array;
  /**
   * Sums the derivatives of the rows order[from … to − 1] by the bins of each feature: features (rounded up to whole words) ×
   * 256 bins × 2, overwritten. O((to − from) · features).
   */
  fill(from: number, to: number, into: Float64Array): void;
  /** Moves the rows that go right behind those that go left, both in their order, and returns where the right ones begin. */
  divide(split: Split, from: number, to: number): number;
}

const FOUR_HISTOGRAMS = FEATURES_PER_WORD * HISTOGRAM_LENGTH;

/** assembly/trees/sum-by-bin.ts */
interface SumByBin {
  gather(derivatives: number, order: number, from: number, to: number, gathered: number): void;
  sumByBin(words: number, gathered: number, order: number, from: number, to: number, into: number): void;
  divideRows(
    words: number,
    order: number,
    aside: number,
    from: number,
    to: number,
    shift: number,
    bin: number,
    missingLeft: number,
  ): number;
}

/** Undefined where the engine cannot. */
export const wasmRowSums = (table: BinnedTable, rows: Uint32Array): RowSums | undefined => {
  const layout = memoryLayout();
  const at = {
    words: table.words.map((word) => layout.take(word.byteLength)),
    derivatives: layout.take(table.rows * 16),
    gathered: layout.take(rows.length * 16),
    order: layout.take(rows.byteLength),
    aside: layout.take(rows.byteLength + 16),
    sums: layout.take(table.words.length * FOUR_HISTOGRAMS * 8),
  };
  const loaded = loadWasm<SumByBin>(sumByBinWasm, layout.size);
  if (!loaded) return undefined;
  const { buffer } = loaded.memory;
  const { gather, sumByBin, divideRows } = loaded.exports;
  table.words.forEach((word, group) => {
    new Int32Array(buffer, at.words[group]!, table.rows).set(word);
  });
  const sums = new Float64Array(buffer, at.sums, table.words.length * FOUR_HISTOGRAMS);
  return {
    order: new Uint32Array(buffer, at.order, rows.length),
    derivatives: new Float64Array(buffer, at.derivatives, 2 * table.rows),
    fill(from, to, into) {
      sums.fill(0);
      gather(at.derivatives, at.order, from, to, at.gathered);
      at.words.forEach((word, group) => {
        sumByBin(word, at.gathered, at.order, from, to, at.sums + group * FOUR_HISTOGRAMS * 8);
      });
      into.set(sums);
    },
    divide: ({ feature, bin, missingLeft }, from, to) =>
      divideRows(
        at.words[Math.floor(feature / FEATURES_PER_WORD)]!,
        at.order,
        at.aside,
        from,
        to,
        8 * (feature % FEATURES_PER_WORD),
        bin,
        missingLeft ? 1 : 0,
      ),
  };
};

export const plainRowSums = ({ words, rows: all }: BinnedTable, rows: Uint32Array): RowSums => {
  const order = new Uint32Array(rows.length);
  const aside = new Uint32Array(rows.length);
  const derivatives = new Float64Array(2 * all);
  return {
    order,
    derivatives,
    fill(from, to, into) {
      into.fill(0);
      words.forEach((word, group) => {
        const start = group * FOUR_HISTOGRAMS;
        fillFour(word, derivatives, order, from, to, into.subarray(start, start + FOUR_HISTOGRAMS));
      });
    },
    divide({ feature, bin, missingLeft }, from, to) {
      const column = words[Math.floor(feature / FEATURES_PER_WORD)]!;
      const byte = feature % FEATURES_PER_WORD;
      let left = from;
      let right = 0;
      for (let i = from; i < to; i++) {
        const row = order[i]!;
        const own = binAt(column, row, byte);
        const goesLeft = own === MISSING_BIN ? missingLeft : own <= bin;
        // both are written, one counts: no branch to mispredict
        order[left] = row;
        aside[right] = row;
        if (goesLeft) left++;
        else right++;
      }
      order.set(aside.subarray(0, right), left);
      return left;
    },
  };
};

const fillFour = (
  words: Int32Array,
  derivatives: Float64Array,
  order: Uint32Array,
  from: number,
  to: number,
  into: Float64Array,
): void => {
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const word = words[row]!;
    const g = derivatives[2 * row]!;
    const h = derivatives[2 * row + 1]!;
    // two numbers a bin: a byte of the word, doubled, is the place in its histogram of 512
    const a = (word & 255) << 1;
    const b = HISTOGRAM_LENGTH | ((word >>> 7) & 510);
    const c = (2 * HISTOGRAM_LENGTH) | ((word >>> 15) & 510);
    const d = (3 * HISTOGRAM_LENGTH) | ((word >>> 23) & 510);
    into[a]! += g;
    into[a + 1]! += h;
    into[b]! += g;
    into[b + 1]! += h;
    into[c]! += g;
    into[c + 1]! += h;
    into[d]! += g;
    into[d + 1]! += h;
  }
};
