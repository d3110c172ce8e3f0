import type { Epidemic } from './model.ts';

/** The grid with equal covariate rows put together: the endemic integral is Σ weight · exp(row · β). */
export interface EndemicRows {
  readonly count: number;
  /** count × columns, row-major */
  readonly values: Float64Array;
  /** Σ area · duration · exp(offset) */
  readonly weight: Float64Array;
}

/** Season and trend are the same in every place, so a large grid often has few different rows. Expected O(rows · columns). */
export const endemicRows = ({ grid }: Epidemic): EndemicRows => {
  const { values } = grid.covariates;
  const columns = grid.covariates.names.length;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  let slots = 16;
  while (slots < 2 * grid.rows) slots *= 2;
  const table = new Int32Array(slots).fill(-1);
  const firstRow = new Int32Array(grid.rows);
  const weight = new Float64Array(grid.rows);
  const equal = (a: number, b: number): boolean => {
    for (let k = 0; k < columns; k++) if (values[a * columns + k] !== values[b * columns + k]) return false;
    return true;
  };
  let count = 0;
  for (let row = 0; row < grid.rows; row++) {
    let hash = 17;
    for (let k = row * columns * 2; k < (row + 1) * columns * 2; k++) {
      hash = Math.imul(hash ^ bits[k]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    let slot = (hash >>> 0) & (slots - 1);
    while (table[slot]! >= 0 && !equal(firstRow[table[slot]!]!, row)) slot = (slot + 1) & (slots - 1);
    if (table[slot]! < 0) {
      firstRow[count] = row;
      table[slot] = count++;
    }
    weight[table[slot]!]! += grid.area[row]! * grid.duration[row]! * Math.exp(grid.offset[row]!);
  }
  const kept = new Float64Array(count * columns);
  for (let at = 0; at < count; at++)
    kept.set(values.subarray(firstRow[at]! * columns, (firstRow[at]! + 1) * columns), at * columns);
  return { count, values: kept, weight: weight.slice(0, count) };
};
