import type { CellColumn, Derived } from './cells.ts';
import type { GroupColumn } from './groups.ts';
import { type ColumnTable, nobodys } from './table.ts';

/** Rows in the order of their cells, then groups: those of a viewport stand together, and so do those of a group. */
export interface OrderedRows {
  /** rows by place in the order, and the markings of these rows */
  readonly rows: Uint32Array;
  readonly marking: Int32Array;
  /** groups by cell: those of cell c are groups[groupsOf[c]] … groups[groupsOf[c + 1] - 1] */
  readonly groups: Uint32Array;
  readonly groupsOf: Uint32Array;
  /** where the rows of groups[g] start; those of the last end at the end */
  readonly rowsOf: Uint32Array;
  /** the box around each cell's rows, degrees: west, south, east, north */
  readonly boxes: Float64Array;
  /** rows written since, which stand in no group here: to be looked at one by one */
  readonly loose: readonly number[];
}

const mostLoose = 20_000;

/** Keeps rows in order: sorted anew, in some fifty milliseconds a million, when many have been written since. */
export const orderedRows = (
  table: ColumnTable,
  cells: Derived<CellColumn>,
  groups: Derived<GroupColumn>,
): (() => OrderedRows) => {
  let ordered: OrderedRows | undefined;
  let placeOf = new Uint32Array(0);
  let sorted = 0;
  let loose: number[] = [];
  table.onOverwritten((row) => {
    if (!ordered || row >= sorted) return;
    const place = placeOf[row]!;
    if (ordered.marking[place] === nobodys) return;
    (ordered.marking as Int32Array)[place] = nobodys;
    loose.push(row);
  });
  let followed = 0;
  return () => {
    if (ordered && table.count - sorted + loose.length <= mostLoose) {
      for (; followed < table.count; followed++) loose.push(followed);
      return ordered;
    }
    loose = [];
    sorted = table.count;
    followed = table.count;
    ({ ordered, placeOf } = sort(table, cells.column, groups.column, loose));
    return ordered;
  };
};

const sort = (
  { columns, count }: ColumnTable,
  { cells }: CellColumn,
  { code, cell }: GroupColumn,
  loose: readonly number[],
): { ordered: OrderedRows; placeOf: Uint32Array<ArrayBuffer> } => {
  const groupsOf = startsOf(cell, cell.length, cells.length);
  const groups = new Uint32Array(cell.length);
  const rank = new Uint32Array(cell.length);
  const nextGroup = groupsOf.slice();
  for (let group = 0; group < cell.length; group++) {
    rank[group] = nextGroup[cell[group]!]!++;
    groups[rank[group]!] = group;
  }
  const ranks = new Uint32Array(count);
  for (let row = 0; row < count; row++) ranks[row] = rank[code[row]!]!;
  const rowsOf = startsOf(ranks, count, cell.length);
  const rows = new Uint32Array(count);
  const marking = new Int32Array(count);
  const placeOf = new Uint32Array(count);
  const boxes = new Float64Array(4 * cells.length).map((_, i) =>
    i % 4 < 2 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
  );
  const nextRow = rowsOf.slice();
  for (let row = 0; row < count; row++) {
    const place = nextRow[ranks[row]!]!++;
    placeOf[row] = place;
    rows[place] = row;
    marking[place] = columns.marking[row]!;
    const box = 4 * cell[code[row]!]!;
    const [lon, lat] = [columns.lon[row]!, columns.lat[row]!];
    if (lon < boxes[box]!) boxes[box] = lon;
    if (lat < boxes[box + 1]!) boxes[box + 1] = lat;
    if (lon > boxes[box + 2]!) boxes[box + 2] = lon;
    if (lat > boxes[box + 3]!) boxes[box + 3] = lat;
  }
  return { ordered: { rows, marking, groups, groupsOf, rowsOf, boxes, loose }, placeOf };
};

/** Where each code's values start when sorted by code; one more for the end. */
const startsOf = (codes: ArrayLike<number>, count: number, kinds: number): Uint32Array<ArrayBuffer> => {
  const starts = new Uint32Array(kinds + 1);
  for (let i = 0; i < count; i++) starts[codes[i]! + 1]!++;
  for (let code = 0; code < kinds; code++) starts[code + 1]! += starts[code]!;
  return starts;
};
