import type { Cells } from '../cells/cells.ts';

/** The cells within two rows and columns of one cell. In each row they, and so their points, stand in one stretch. */
export interface Neighbourhood {
  /** first cell of the stretch in each of five rows, from two above to two below */
  readonly first: Uint32Array;
  /** the cell after its last; equal to `first` where there is none */
  readonly end: Uint32Array;
  /** moves to a cell; cells must be visited in ascending order */
  moveTo(cell: number): void;
}

export const ROWS_AROUND = 5;
export const OWN_ROW = 2;

/** O(cells) for a walk over all of them. */
export const neighbourhood = ({ row, column, rowStart }: Cells): Neighbourhood => {
  const first = new Uint32Array(ROWS_AROUND);
  const end = new Uint32Array(ROWS_AROUND);
  const rowEnd = new Uint32Array(ROWS_AROUND);
  const rows = rowStart.length - 1;
  let at = -1;
  return {
    first,
    end,
    moveTo(cell) {
      if (row[cell]! !== at) {
        at = row[cell]!;
        for (let k = 0; k < ROWS_AROUND; k++) {
          const r = at + k - OWN_ROW;
          const exists = r >= 0 && r < rows;
          first[k] = exists ? rowStart[r]! : 0;
          end[k] = first[k]!;
          rowEnd[k] = exists ? rowStart[r + 1]! : 0;
        }
      }
      const own = column[cell]!;
      for (let k = 0; k < ROWS_AROUND; k++) {
        const stop = rowEnd[k]!;
        let low = first[k]!;
        while (low < stop && column[low]! < own - 2) low++;
        let high = Math.max(low, end[k]!);
        while (high < stop && column[high]! <= own + 2) high++;
        first[k] = low;
        end[k] = high;
      }
    },
  };
};
