export type { CellColumn } from './cells.ts';
export { columnsOf, type KeptColumns, type View, type Wanted } from './columns.ts';
export { countGroups, type GroupCounts } from './counts.ts';
export type { GroupColumn } from './groups.ts';
export { markingOfRows } from './markings-of.ts';
export { narrowed, type RowFilter, rowsWhere, tally } from './select.ts';
export { type Columns, type ColumnTable, idOf } from './table.ts';
