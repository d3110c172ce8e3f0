import { seeded } from '../random/seeded.ts';
import { type RowSorter, rowSorter } from '../scores/sort-row.ts';

/** Values of this bin are missing; the others are ordered. */
export const MISSING_BIN = 255;
export const BIN_SLOTS = 256;
/** Features whose bins share one 32-bit word. */
export const FEATURES_PER_WORD = 4;

const SAMPLED_ROWS = 200_000;

/** A table of numbers cut into at most 255 bins a feature, four features to a word so that one read serves four histograms. */
export interface BinnedTable {
  readonly rows: number;
  readonly features: number;
  /** of feature f, bin b holds the values in (edges[f][b − 1], edges[f][b]] */
  readonly edges: readonly Float64Array[];
  /** words[g][row] holds the bins of features 4g … 4g + 3, the first in the lowest byte */
  readonly words: readonly Int32Array[];
}

/** The bin of one feature of one row. */
export const binAt = (words: Int32Array, row: number, byte: number): number =>
  (words[row]! >>> (8 * byte)) & 255;

/**
 * @param table rows × features, row by row; NaN is missing
 * @param bins most bins a feature, 2 to 255
 *
 * O(rows · features · log bins). Edges lie between distinct values, or at quantiles of 200,000 rows when there are more.
 */
export const binTable = (table: Float64Array, features: number, bins: number): BinnedTable => {
  const rows = table.length / features;
  const sampled = sampledRows(rows);
  // the columns of one word are taken out of the table together, for each line of memory holds several
  const columns = Array.from({ length: Math.min(features, FEATURES_PER_WORD) }, () => new Float64Array(rows));
  const chosen = new Float64Array(sampled?.length ?? rows);
  const sorter = rowSorter(chosen.length);
  const edges: Float64Array[] = [];
  const words: Int32Array[] = [];
  for (let group = 0; group < features; group += FEATURES_PER_WORD) {
    const into = new Int32Array(rows);
    words.push(into);
    const here = Math.min(features - group, FEATURES_PER_WORD);
    for (let row = 0; row < rows; row++)
      for (let byte = 0; byte < here; byte++) columns[byte]![row] = table[row * features + group + byte]!;
    for (let byte = 0; byte < here; byte++) {
      const column = columns[byte]!;
      const own = edgesOf(column, sampled, bins, chosen, sorter);
      edges.push(own);
      const binOf = edgeFinder(own);
      for (let row = 0; row < rows; row++) {
        const value = column[row]!;
        const bin = Number.isNaN(value) ? MISSING_BIN : binOf(value);
        into[row]! |= bin << (8 * byte);
      }
    }
  }
  return { rows, features, edges, words };
};

const CELLS = 4096;

/**
 * How many edges lie below a value. Equal cells between the first and the last edge tell how many lie below each; only among the few
 * of its own cell is one searched for.
 */
const edgeFinder = (edges: Float64Array): ((value: number) => number) => {
  const lowest = edges[0] ?? 0;
  const scale = (CELLS - 1) / Math.max(edges.at(-1)! - lowest, Number.MIN_VALUE * 2 ** 70);
  const cellOf = (value: number): number => {
    const at = (value - lowest) * scale;
    return at > 0 ? (at < CELLS - 1 ? at | 0 : CELLS - 1) : 0;
  };
  const below = new Uint16Array(CELLS + 1);
  for (const edge of edges) below[cellOf(edge) + 1]!++;
  for (let cell = 0; cell < CELLS; cell++) below[cell + 1]! += below[cell]!;
  return (value) => {
    const cell = cellOf(value);
    let from = below[cell]!;
    let to = below[cell + 1]!;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (edges[middle]! >= value) to = middle;
      else from = middle + 1;
    }
    return from;
  };
};

// one row from each of many equal stretches, so that tables with a period are sampled evenly too
const sampledRows = (rows: number): Uint32Array | undefined => {
  if (rows <= SAMPLED_ROWS) return undefined;
  const rng = seeded('bins');
  const stretch = rows / SAMPLED_ROWS;
  return Uint32Array.from({ length: SAMPLED_ROWS }, (_, i) => Math.floor((i + rng.next()) * stretch));
};

const edgesOf = (
  column: Float64Array,
  sampled: Uint32Array | undefined,
  bins: number,
  chosen: Float64Array,
  sorter: RowSorter,
): Float64Array => {
  let known = 0;
  for (let i = 0; i < chosen.length; i++) {
    const value = column[sampled?.[i] ?? i]!;
    if (!Number.isNaN(value)) chosen[known++] = value;
  }
  const sorted = known === chosen.length ? sorter.sort(chosen, 0, 0) : chosen.subarray(0, known).sort();
  const distinct: number[] = [];
  for (let i = 0; i < known && distinct.length <= bins; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct.push(sorted[i]!);
  const edges: number[] = [];
  if (distinct.length <= bins)
    for (let i = 1; i < distinct.length; i++) edges.push(between(distinct[i - 1]!, distinct[i]!));
  else
    for (let bin = 1; bin < bins; bin++) {
      const at = ((known - 1) * bin) / bins;
      const edge = between(sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!);
      // the highest value must lie above every edge, and edges rise
      if (edge < sorted[known - 1]! && (edges.length === 0 || edge > edges.at(-1)!)) edges.push(edge);
    }
  return Float64Array.from(edges);
};

/** The middle of a ≤ b, below b even when rounding would lift it there. */
const between = (a: number, b: number): number => {
  const middle = a + (b - a) / 2;
  return middle < b || a === b ? middle : a;
};
