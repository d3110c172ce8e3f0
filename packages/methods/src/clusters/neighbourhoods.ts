import type { Cells } from '../cells/cells.ts';

/** Rows of cells within two of a cell's own. */
export const ROWS_AROUND = 5;
export const OWN_ROW = 2;

/** The cells within two rows and columns of each cell. In each row they, and so their points, stand in one stretch. */
export interface Neighbourhoods {
  /** cells × rows from two above to two below: the first cell of the stretch */
  readonly first: Uint32Array;
  /** and the cell after its last; equal to `first` where there is none */
  readonly end: Uint32Array;
}

/** O(cells). */
export const neighbourhoods = ({ row, column, rowStart }: Cells): Neighbourhoods => {
  const first = new Uint32Array(row.length * ROWS_AROUND);
  const end = new Uint32Array(row.length * ROWS_AROUND);
  const rows = rowStart.length - 1;
  for (let r = 0; r < rows; r++)
    for (let k = Math.max(0, OWN_ROW - r); k < ROWS_AROUND && r + k - OWN_ROW < rows; k++) {
      let low = rowStart[r + k - OWN_ROW]!;
      let high = low;
      const stop = rowStart[r + k - OWN_ROW + 1]!;
      for (let cell = rowStart[r]!; cell < rowStart[r + 1]!; cell++) {
        const own = column[cell]!;
        while (low < stop && column[low]! < own - 2) low++;
        while (high < stop && column[high]! <= own + 2) high++;
        first[cell * ROWS_AROUND + k] = low;
        end[cell * ROWS_AROUND + k] = high;
      }
    }
  return { first, end };
};
