import type { Cells } from '../cells/cells.ts';

/** The cells that can hold neighbours of each cell's points. In each row they, and so their points, stand in one stretch. */
export interface Neighbourhoods {
  /** rows of cells in a neighbourhood, and which of them is the cell's own */
  readonly rows: number;
  readonly own: number;
  /** all points of cells up to so many rows and columns apart are neighbours */
  readonly sure: number;
  /** cells × rows: the first cell of the stretch */
  readonly first: Uint32Array;
  /** and the cell after its last; equal to `first` where there is none */
  readonly end: Uint32Array;
}

/**
 * The neighbourhoods of cells with sides of eps / (√2 · `division`), for a division of 1 (a cell's points are all neighbours)
 * or 2 (those of the nine cells around it, too). O(cells).
 */
export const neighbourhoods = ({ row, column, rowStart }: Cells, division: 1 | 2): Neighbourhoods => {
  const own = division + 1;
  const rows = 2 * own + 1;
  const first = new Uint32Array(row.length * rows);
  const end = new Uint32Array(row.length * rows);
  const all = rowStart.length - 1;
  for (let r = 0; r < all; r++)
    for (let k = Math.max(0, own - r); k < rows && r + k - own < all; k++) {
      let low = rowStart[r + k - own]!;
      let high = low;
      const stop = rowStart[r + k - own + 1]!;
      for (let cell = rowStart[r]!; cell < rowStart[r + 1]!; cell++) {
        const middle = column[cell]!;
        while (low < stop && column[low]! < middle - own) low++;
        while (high < stop && column[high]! <= middle + own) high++;
        first[cell * rows + k] = low;
        end[cell * rows + k] = high;
      }
    }
  return { rows, own, sure: division - 1, first, end };
};

/** The rows of a neighbourhood from the nearest on. */
export const nearestRows = ({ own }: Neighbourhoods): number[] => {
  const rows = [own];
  for (let away = 1; away <= own; away++) rows.push(own - away, own + away);
  return rows;
};
