import { wholeNumber } from '../problems.ts';
import type { Weights } from './weights.ts';

/**
 * Binary weights of a rectangular grid whose cell in row `r`, column `c` has the number `r · columns + c`.
 * `rook` cells share a side, `queen` cells a side or a corner. O(cells), no object per cell.
 * @throws Problem METHOD_VALUE_INVALID for a side that is not a whole number ≥ 1
 */
export const gridWeights = (rows: number, columns: number, contiguity: 'rook' | 'queen'): Weights => {
  wholeNumber('rows', rows, 1);
  wholeNumber('columns', columns, 1);
  wholeNumber('the number of cells', rows * columns, 1, 2 ** 28);
  const n = rows * columns;
  const queen = contiguity === 'queen';
  const sides = 2 * (rows * (columns - 1) + columns * (rows - 1));
  const corners = queen ? 4 * (rows - 1) * (columns - 1) : 0;
  const offsets = new Uint32Array(n + 1);
  const neighbours = new Uint32Array(sides + corners);
  let edge = 0;
  for (let r = 0; r < rows; r++) {
    const above = r > 0;
    const below = r < rows - 1;
    for (let c = 0; c < columns; c++) {
      const i = r * columns + c;
      const left = c > 0;
      const right = c < columns - 1;
      if (above) {
        if (queen && left) neighbours[edge++] = i - columns - 1;
        neighbours[edge++] = i - columns;
        if (queen && right) neighbours[edge++] = i - columns + 1;
      }
      if (left) neighbours[edge++] = i - 1;
      if (right) neighbours[edge++] = i + 1;
      if (below) {
        if (queen && left) neighbours[edge++] = i + columns - 1;
        neighbours[edge++] = i + columns;
        if (queen && right) neighbours[edge++] = i + columns + 1;
      }
      offsets[i + 1] = edge;
    }
  }
  return { n, offsets, neighbours };
};
