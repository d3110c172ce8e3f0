import { cellAt } from '@bluehelm/kernel';
import type { ColumnTable } from './table.ts';

/** Each row's H3 cell at one resolution, as a number into a list of the cells that occur. */
export interface CellColumn {
  readonly resolution: number;
  /** cells that occur, in the order they were met */
  readonly cells: readonly string[];
  /** by row */
  readonly code: Int32Array;
}

/** A column made from others, a slice of rows at a time, and then kept up with them. */
export interface Derived<Column> {
  /** Does a slice of what is left. @returns whether the column is complete */
  step(): boolean;
  readonly column: Column;
}

/** Rows of one slice: some ten milliseconds of work, after which others have their turn. */
export const sliceRows = 8192;

/**
 * The cell column of a resolution. Cells are those of the points themselves, not parents of finer cells, which differ
 * at edges. About a microsecond and a half for each row, once.
 */
export const cellColumn = (table: ColumnTable, resolution: number): Derived<CellColumn> => {
  const cells: string[] = [];
  const codes = new Map<string, number>();
  let code = new Int32Array(0);
  let done = 0;
  const readRow = (row: number) => {
    const { lon, lat } = table.columns;
    const cell = cellAt(lon[row]!, lat[row]!, resolution);
    let known = codes.get(cell);
    if (known === undefined) {
      known = cells.length;
      cells.push(cell);
      codes.set(cell, known);
    }
    code[row] = known;
  };
  table.onOverwritten((row) => {
    if (row < done) readRow(row);
  });
  return {
    step: () => {
      code = withRoom(code, table);
      const to = Math.min(table.count, done + sliceRows);
      for (; done < to; done++) readRow(done);
      return done === table.count;
    },
    get column() {
      return { resolution, cells, code };
    },
  };
};

/** The same codes in an array as long as the table's columns. */
export const withRoom = (code: Int32Array<ArrayBuffer>, table: ColumnTable): Int32Array<ArrayBuffer> => {
  if (code.length >= table.count) return code;
  const more = new Int32Array(table.columns.marking.length);
  more.set(code);
  return more;
};
