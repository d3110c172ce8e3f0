import type { Breath } from '../long-run.ts';

// of a column's own length, and a share for each column more: what is left of it below this is rounding
const LEAST_PIVOT = 4e-16;

/**
 * Columns with at most as many rows as there are columns, whose products with each other are those of the columns given.
 * Sums of products of any combinations of them, variances for one, stay what they were.
 *
 * O(rows · columns²). Cholesky's decomposition XᵀX = RᵀR of columns scaled to length 1, the longest remainder first, so
 * that columns that are combinations of others do no harm: Higham (2002), Accuracy and Stability of Numerical
 * Algorithms, 2nd ed., section 10.3.
 */
export const fewerRows = async (
  columns: readonly Float64Array[],
  breath: Breath,
): Promise<Float64Array[]> => {
  const size = columns.length;
  const left = await gramOf(columns, breath);
  const lengths = new Float64Array(size);
  for (let j = 0; j < size; j++) lengths[j] = Math.sqrt(left[j * size + j]!);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const scale = lengths[i]! * lengths[j]!;
      left[i * size + j] = scale > 0 ? left[i * size + j]! / scale : 0;
    }
  const rows: Float64Array[] = [];
  while (rows.length < size) {
    let most = 0;
    for (let j = 1; j < size; j++) if (left[j * size + j]! > left[most * size + most]!) most = j;
    const pivot = left[most * size + most]!;
    if (!(pivot > LEAST_PIVOT * size)) break;
    const row = new Float64Array(size);
    const root = Math.sqrt(pivot);
    for (let j = 0; j < size; j++) row[j] = left[most * size + j]! / root;
    for (let i = 0; i < size; i++) {
      const share = row[i]!;
      if (share === 0) continue;
      for (let j = 0; j < size; j++) left[i * size + j] = left[i * size + j]! - share * row[j]!;
    }
    left[most * size + most] = 0;
    rows.push(row);
  }
  return columns.map((_, j) => {
    const column = new Float64Array(rows.length);
    for (let i = 0; i < column.length; i++) column[i] = rows[i]![j]! * lengths[j]!;
    return column;
  });
};

/** XᵀX, two columns beside two at a time: every value read is used twice. */
const gramOf = async (columns: readonly Float64Array[], breath: Breath): Promise<Float64Array> => {
  const size = columns.length;
  const gram = new Float64Array(size * size);
  const put = (a: number, b: number, sum: number): void => {
    gram[a * size + b] = sum;
    gram[b * size + a] = sum;
  };
  const sums = new Float64Array(4);
  for (let a = 0; a < size; a += 2)
    for (let b = 0; b <= a; b += 2) {
      if (breath.due()) await breath.take(0);
      const [c, d] = [Math.min(a + 1, size - 1), Math.min(b + 1, size - 1)];
      products(columns[a]!, columns[c]!, columns[b]!, columns[d]!, sums);
      put(a, b, sums[0]!);
      put(a, d, sums[1]!);
      put(c, b, sums[2]!);
      put(c, d, sums[3]!);
    }
  return gram;
};

const products = (
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  into: Float64Array,
): void => {
  let ac = 0;
  let ad = 0;
  let bc = 0;
  let bd = 0;
  for (let i = 0; i < a.length; i++) {
    const p = a[i]!;
    const q = b[i]!;
    const r = c[i]!;
    const s = d[i]!;
    ac += p * r;
    ad += p * s;
    bc += q * r;
    bd += q * s;
  }
  into[0] = ac;
  into[1] = ad;
  into[2] = bc;
  into[3] = bd;
};
