import type { Design } from '../design/design.ts';
import { type Cholesky, cholesky, isSingular } from '../linear-algebra/cholesky.ts';

/**
 * A design whose columns are read centred and scaled, so that years beside rates, or troops beside shares, lose no digits in
 * X′WX. Coefficients are searched on this scale and told on the design's own.
 */
export interface ScaledDesign {
  readonly design: Design;
  /** number of columns */
  readonly width: number;
  readonly centre: Float64Array;
  /** what a centred column is multiplied by */
  readonly scale: Float64Array;
  /** largest minus smallest value of each column, 1 for the constant */
  readonly range: Float64Array;
  /** the constant column, or −1 */
  readonly constant: number;
}

/** O(rows · columns). */
export const scaledDesign = (design: Design): ScaledDesign => {
  const { rows, values } = design;
  const width = design.columns.length;
  const centre = new Float64Array(width);
  const scale = new Float64Array(width).fill(1);
  const range = new Float64Array(width);
  const first = values.slice(0, width);
  const low = new Float64Array(width);
  const high = new Float64Array(width);
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    // about the first row, so that squares do not cancel
    const start = first[j]!;
    let least = start;
    let most = start;
    let sum = 0;
    let square = 0;
    for (let at = j; at < rows * width; at += width) {
      const value = values[at]!;
      const apart = value - start;
      sum += apart;
      square += apart * apart;
      if (value < least) least = value;
      else if (value > most) most = value;
    }
    low[j] = least;
    high[j] = most;
    sums[j] = sum;
    squares[j] = square;
  }
  const constant = low.findIndex((value, j) => value === high[j] && value !== 0);
  for (let j = 0; j < width; j++) {
    const shift = sums[j]! / rows;
    const variance = Math.max(0, squares[j]! / rows - shift * shift);
    if (j === constant) scale[j] = 1 / first[j]!;
    else {
      if (constant >= 0) centre[j] = first[j]! + shift;
      const square = variance + (constant >= 0 ? 0 : (first[j]! + shift) ** 2);
      if (square > 0) scale[j] = 1 / Math.sqrt(square);
    }
    range[j] = j === constant ? 1 : high[j]! - low[j]!;
  }
  return { design, width, centre, scale, range, constant };
};

/** Writes the rows from … from + count − 1 column by column into `columns`, `stride` apart. */
export const loadRows = (
  { design: { values }, width, centre, scale }: ScaledDesign,
  from: number,
  count: number,
  columns: Float64Array,
  stride: number,
): void => {
  for (let j = 0; j < width; j++) {
    const middle = centre[j]!;
    const factor = scale[j]!;
    let at = from * width + j;
    const to = j * stride + count;
    for (let i = j * stride; i < to; i++) {
      columns[i] = (values[at]! - middle) * factor;
      at += width;
    }
  }
};

/** Coefficients on the design's own scale: b = T·β, T as in `ownCovariance`. */
export const ownCoefficients = (beta: Float64Array, scaled: ScaledDesign): Float64Array => {
  const { width, centre, scale, constant } = scaled;
  const own = new Float64Array(width);
  let shift = 0;
  for (let j = 0; j < width; j++) {
    own[j] = beta[j]! * scale[j]!;
    if (j !== constant) shift += own[j]! * centre[j]!;
  }
  if (constant >= 0) own[constant] = (beta[constant]! - shift) * scale[constant]!;
  return own;
};

/**
 * A column that is a combination of those before it, with the columns it combines.
 * @returns undefined where all columns are needed
 *
 * O(rows · columns²).
 */
export const redundantColumn = (
  scaled: ScaledDesign,
): { readonly column: string; readonly of: string[] } | undefined => {
  const { design, width } = scaled;
  const gram = new Float64Array(width * width);
  const block = 256;
  const columns = new Float64Array(width * block);
  const ones = new Float64Array(block).fill(1);
  const all: BlockColumns = { from: 0, columns, width };
  for (let from = 0; from < design.rows; from += block) {
    const count = Math.min(block, design.rows - from);
    loadRows(scaled, from, count, columns, block);
    addProducts(gram, width, all, all, ones, count, block);
  }
  mirror(gram, width);
  const found = cholesky(gram, width);
  if (!isSingular(found)) return undefined;
  const { column } = found;
  const before = cholesky(leading(gram, width, column), column) as Cholesky;
  const right = Float64Array.from({ length: column }, (_, k) => gram[column * width + k]!);
  const shares = column === 0 ? new Float64Array(0) : before.solve(right);
  return {
    column: design.columns[column]!,
    of: design.columns.slice(0, column).filter((_, k) => Math.abs(shares[k]!) > 1e-6),
  };
};

const leading = (matrix: Float64Array, width: number, size: number): Float64Array => {
  const part = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) part[i * size + j] = matrix[i * width + j]!;
  return part;
};

/** Columns of a block of rows, and where they start among the parameters. */
export interface BlockColumns {
  readonly from: number;
  readonly columns: Float64Array;
  readonly width: number;
}

/**
 * Adds A′ diag(w) B of one block to the lower triangle of `into`, size × size: A's columns give its rows. Two columns of each at
 * a time: four sums in flight, and every value read is used twice.
 */
export const addProducts = (
  into: Float64Array,
  size: number,
  a: BlockColumns,
  b: BlockColumns,
  w: Float64Array,
  count: number,
  stride: number,
): void => {
  const left = a.columns;
  const right = b.columns;
  const same = left === right;
  for (let j = 0; j < a.width; j += 2) {
    const two = j + 1 < a.width;
    const j0 = j * stride;
    const j1 = two ? j0 + stride : j0;
    const row = (a.from + j) * size + b.from;
    const until = same ? j + 1 : b.width;
    for (let k = 0; k < until; k += 2) {
      const both = k + 1 < b.width;
      const k0 = k * stride;
      const k1 = both ? k0 + stride : k0;
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      for (let i = 0; i < count; i++) {
        const weight = w[i]!;
        const first = weight * left[j0 + i]!;
        const second = weight * left[j1 + i]!;
        const third = right[k0 + i]!;
        const fourth = right[k1 + i]!;
        s00 += first * third;
        s01 += first * fourth;
        s10 += second * third;
        s11 += second * fourth;
      }
      into[row + k] = into[row + k]! + s00;
      // what lies above the diagonal is written over by `mirror`
      if (both) into[row + k + 1] = into[row + k + 1]! + s01;
      if (two) into[row + size + k] = into[row + size + k]! + s10;
      if (two && both) into[row + size + k + 1] = into[row + size + k + 1]! + s11;
    }
  }
};

/** Adds A′v of one block to `into`, from A's first parameter on. */
export const addSums = (
  into: Float64Array,
  a: BlockColumns,
  v: Float64Array,
  count: number,
  stride: number,
): void => {
  for (let j = 0; j < a.width; j++)
    into[a.from + j] = into[a.from + j]! + product(v, a.columns, j * stride, count);
};

/** Σ v[i] · columns[start + i], two sums in flight. */
const product = (v: Float64Array, columns: Float64Array, start: number, count: number): number => {
  let even = 0;
  let odd = 0;
  let i = 0;
  for (; i + 1 < count; i += 2) {
    even += v[i]! * columns[start + i]!;
    odd += v[i + 1]! * columns[start + i + 1]!;
  }
  if (i < count) even += v[i]! * columns[start + i]!;
  return even + odd;
};

/** Copies the lower triangle onto the upper. */
export const mirror = (matrix: Float64Array, size: number): void => {
  for (let i = 0; i < size; i++)
    for (let j = i + 1; j < size; j++) matrix[i * size + j] = matrix[j * size + i]!;
};
