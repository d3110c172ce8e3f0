import { coarsestFor } from '@bluehelm/kernel';
import type { CellColumn, Derived } from './cells.ts';
import type { GroupColumn } from './groups.ts';
import type { ColumnTable } from './table.ts';

/** Rows in the order of their cells, then groups, without those known too coarsely for the cells. */
export interface OrderedRows {
  /** rows by place in the order */
  readonly rows: Uint32Array;
  /** by place: 1 + the row's marking, so that 0 is nobody's; what counting reads of most rows */
  readonly marking: Uint16Array | Uint32Array;
  /** one more than the greatest marking */
  readonly markings: number;
  /** by place, degrees */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** where groups stand in the order, by group; later groups stand where their number says */
  readonly rank: Uint32Array;
  /** cell, month and category by rank */
  readonly cell: Uint32Array;
  readonly month: Int32Array;
  readonly category: Int32Array;
  /** where each rank's rows start; one more for the end */
  readonly rowsOf: Uint32Array;
  /** the ranks of cell c are groupsOf[c] … groupsOf[c + 1] - 1 */
  readonly groupsOf: Uint32Array;
  /** the box around each cell's rows, degrees: west, south, east, north */
  readonly boxes: Float64Array;
  /** rows written since, which stand in no group here: to be looked at one by one */
  readonly loose: readonly number[];
}

const mostLoose = 20_000;
// some five milliseconds of a counting sort
const slice = 65_536;
/** The place of rows that are among the loose ones. */
const gone = 0xffffffff;

/**
 * Keeps rows in order over cells and groups that are complete whenever this one steps. They are sorted anew, a slice at
 * a time, when many have been written since. About 26 bytes a row.
 */
export const orderedRows = (
  table: ColumnTable,
  cells: Derived<CellColumn>,
  groups: Derived<GroupColumn>,
): Derived<OrderedRows> => {
  let sort: Sort | undefined;
  let loose: number[] = [];
  // rows below this have a place or are loose
  let followed = 0;
  table.onOverwritten((row) => {
    if (!sort || row >= sort.count || sort.placeOf[row] === gone) return;
    // a sort that is under way gives it a place, which nobody sees once it ends
    if (sort.done) sort.forget(row);
    else if (!sort.changed.has(row)) sort.changed.add(row);
    else return;
    loose.push(row);
  });
  return {
    step: () => {
      if (!sort || (sort.done && table.count - sort.count + loose.length > mostLoose)) {
        loose = [];
        followed = table.count;
        sort = beginSort(table, cells.column, groups.column, () => loose);
      }
      return sort.done || sort.step(table, groups.column.code);
    },
    get column() {
      if (!sort?.done) throw new Error('The order of rows is not complete');
      for (; followed < table.count; followed++) loose.push(followed);
      return sort.ordered;
    },
  };
};

interface Sort {
  readonly ordered: OrderedRows;
  readonly count: number;
  readonly placeOf: Uint32Array;
  /** rows written over while the sort was under way */
  readonly changed: Set<number>;
  readonly done: boolean;
  /** Does a slice. @returns whether the sort is done */
  step(table: ColumnTable, code: Int32Array): boolean;
  /** Lets nobody see a row at its place. */
  forget(row: number): void;
}

/** Sorts in two passes over the rows, by counting: how many each group has, then each row to its place. */
const beginSort = (
  { count, columns }: ColumnTable,
  { cells, resolution }: CellColumn,
  inGroups: GroupColumn,
  loose: () => readonly number[],
): Sort => {
  const kinds = inGroups.cell.length;
  const { rank, groupsOf, ...byRank } = rankGroups(inGroups, cells.length);
  const coarsest = coarsestFor(resolution);
  // rows in no group come last: too coarse ones, and those whose group is newer, which are loose then
  const rowsOf = new Uint32Array(kinds + 2);
  const next = new Uint32Array(kinds + 1);
  // ranks first, so that what is written over meanwhile does not change them; then places
  const placeOf = new Uint32Array(count);
  const rows = new Uint32Array(count);
  const markings = 1 + highest(columns.marking, count);
  const marking = markings <= 65_535 ? new Uint16Array(count) : new Uint32Array(count);
  const [lon, lat] = [new Float64Array(count), new Float64Array(count)];
  const boxes = new Float64Array(4 * cells.length);
  for (let i = 0; i < boxes.length; i++) boxes[i] = i % 4 < 2 ? 720 : -720;
  const changed = new Set<number>();
  let counted = 0;
  let placed = 0;
  let done = false;

  const forget = (row: number) => {
    marking[placeOf[row]!] = 0;
    placeOf[row] = gone;
  };
  const countSlice = ({ columns: { placePrecision } }: ColumnTable, code: Int32Array) => {
    for (const to = Math.min(count, counted + slice); counted < to; counted++) {
      const group = code[counted]!;
      const own = placePrecision[counted]! <= coarsest && group < kinds ? rank[group]! : kinds;
      placeOf[counted] = own;
      rowsOf[own + 1]!++;
    }
    if (counted < count) return;
    for (let own = 0; own <= kinds; own++) rowsOf[own + 1]! += rowsOf[own]!;
    next.set(rowsOf.subarray(0, kinds + 1));
  };
  const placeSlice = ({ columns: from }: ColumnTable) => {
    for (const to = Math.min(count, placed + slice); placed < to; placed++) {
      const own = placeOf[placed]!;
      const place = next[own]!++;
      placeOf[placed] = place;
      rows[place] = placed;
      const x = from.lon[placed]!;
      const y = from.lat[placed]!;
      marking[place] = from.marking[placed]! + 1;
      lon[place] = x;
      lat[place] = y;
      if (own === kinds) continue;
      const box = 4 * byRank.cell[own]!;
      if (x < boxes[box]!) boxes[box] = x;
      if (y < boxes[box + 1]!) boxes[box + 1] = y;
      if (x > boxes[box + 2]!) boxes[box + 2] = x;
      if (y > boxes[box + 3]!) boxes[box + 3] = y;
    }
    if (placed < count) return;
    for (const row of changed) forget(row);
    done = true;
  };

  return {
    ordered: {
      ...{ rows, marking, markings, lon, lat, rank, ...byRank, rowsOf, groupsOf, boxes },
      get loose() {
        return loose();
      },
    },
    count,
    placeOf,
    changed,
    get done() {
      return done;
    },
    step: (table, code) => {
      if (counted < count) countSlice(table, code);
      else placeSlice(table);
      return done;
    },
    forget,
  };
};

/** Groups by cell. */
const rankGroups = ({ cell, month, category }: GroupColumn, cells: number) => {
  const groupsOf = new Uint32Array(cells + 1);
  for (const own of cell) groupsOf[own + 1]!++;
  for (let own = 0; own < cells; own++) groupsOf[own + 1]! += groupsOf[own]!;
  const next = groupsOf.slice();
  const kinds = cell.length;
  const rank = new Uint32Array(kinds);
  const byRank = {
    cell: new Uint32Array(kinds),
    month: new Int32Array(kinds),
    category: new Int32Array(kinds),
  };
  for (let group = 0; group < kinds; group++) {
    const own = next[cell[group]!]!++;
    rank[group] = own;
    byRank.cell[own] = cell[group]!;
    byRank.month[own] = month[group]!;
    byRank.category[own] = category[group]!;
  }
  return { rank, groupsOf, ...byRank };
};

const highest = (values: Int32Array, count: number): number => {
  let most = -1;
  for (let i = 0; i < count; i++) if (values[i]! > most) most = values[i]!;
  return most;
};
