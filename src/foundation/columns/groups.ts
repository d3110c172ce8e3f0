import { type CellColumn, type Derived, sliceRows, withRoom } from './cells.ts';
import type { ColumnTable } from './table.ts';

/** Each row's group (cell, month, category), numbered densely, so that counting groups is one array access a row. */
export interface GroupColumn {
  readonly code: Int32Array;
  /** of each group: the cell's code, the month since January 1970, the category's number */
  readonly cell: readonly number[];
  readonly month: readonly number[];
  readonly category: readonly number[];
}

/** The group column over a cell column that is complete whenever this one steps. */
export const groupColumn = (table: ColumnTable, inCells: Derived<CellColumn>): Derived<GroupColumn> => {
  const codes = new Map<number, number>();
  const [cell, month, category]: [number[], number[], number[]] = [[], [], []];
  let code = new Int32Array(0);
  let done = 0;
  const readRow = (row: number) => {
    const { columns } = table;
    const own = inCells.column.code[row]!;
    // 16 bits each for month and category leave 21 bits to cells: two million
    const key = (own * 65_536 + columns.month[row]! + 32_768) * 65_536 + columns.category[row]! + 32_768;
    let known = codes.get(key);
    if (known === undefined) {
      known = cell.length;
      cell.push(own);
      month.push(columns.month[row]!);
      category.push(columns.category[row]!);
      codes.set(key, known);
    }
    code[row] = known;
  };
  table.onOverwritten((row) => {
    if (row < done) readRow(row);
  });
  return {
    step: () => {
      code = withRoom(code, table);
      const to = Math.min(table.count, done + 4 * sliceRows);
      for (; done < to; done++) readRow(done);
      return done === table.count;
    },
    get column() {
      return { code, cell, month, category };
    },
  };
};
