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
  const low = Float64Array.from({ length: width }, (_, j) => values[j] ?? 0);
  const high = low.slice();
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  // about the first row, so that squares do not cancel
  const first = low.slice();
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) {
      const value = values[i * width + j]!;
      const apart = value - first[j]!;
      sums[j] = sums[j]! + apart;
      squares[j] = squares[j]! + apart * apart;
      if (value < low[j]!) low[j] = value;
      else if (value > high[j]!) high[j] = value;
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

/** The other way: coefficients on the scale searched on. */
export const scaledCoefficients = (own: Float64Array, scaled: ScaledDesign): Float64Array => {
  const { width, centre, scale, constant } = scaled;
  const beta = new Float64Array(width);
  let shift = 0;
  for (let j = 0; j < width; j++) {
    beta[j] = own[j]! / scale[j]!;
    if (j !== constant) shift += own[j]! * centre[j]!;
  }
  if (constant >= 0) beta[constant] = own[constant]! / scale[constant]! + shift;
  return beta;
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
  for (let from = 0; from < design.rows; from += block) {
    const count = Math.min(block, design.rows - from);
    loadRows(scaled, from, count, columns, block);
    addProducts(gram, width, { from: 0, columns, width }, { from: 0, columns, width }, ones, count, block);
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
 * Adds A′ diag(w) B of one block to the lower triangle of `into`, size × size: A's columns give its rows. Four columns of B at
 * once keep four sums in flight.
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
  const weighted = new Float64Array(count);
  const same = a.columns === b.columns;
  const left = a.columns;
  const right = b.columns;
  for (let j = 0; j < a.width; j++) {
    const start = j * stride;
    for (let i = 0; i < count; i++) weighted[i] = w[i]! * left[start + i]!;
    const row = (a.from + j) * size + b.from;
    const until = same ? j + 1 : b.width;
    let k = 0;
    for (; k + 3 < until; k += 4) {
      const k0 = k * stride;
      const k1 = k0 + stride;
      const k2 = k1 + stride;
      const k3 = k2 + stride;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let i = 0; i < count; i++) {
        const x = weighted[i]!;
        s0 += x * right[k0 + i]!;
        s1 += x * right[k1 + i]!;
        s2 += x * right[k2 + i]!;
        s3 += x * right[k3 + i]!;
      }
      into[row + k] = into[row + k]! + s0;
      into[row + k + 1] = into[row + k + 1]! + s1;
      into[row + k + 2] = into[row + k + 2]! + s2;
      into[row + k + 3] = into[row + k + 3]! + s3;
    }
    for (; k < until; k++) into[row + k] = into[row + k]! + product(weighted, right, k * stride, count);
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
