import { type Id, monthOf } from '@bluehelm/kernel';
import { type IdIndex, idIndex } from './id-index.ts';

/** The columns of one kind's facts in one mission: a typed array each, of which the first `count` rows are in use. */
export interface Columns {
  /** 16 bytes a row */
  readonly id: Uint8Array;
  readonly marking: Int32Array;
  /** milliseconds since 1970, both ends included */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly datePrecision: Uint8Array;
  /** degrees */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly placePrecision: Uint8Array;
  /** number of the kind's category */
  readonly category: Int16Array;
  readonly low: Int32Array;
  readonly best: Int32Array;
  readonly high: Int32Array;
  readonly flags: Int32Array;
  /** months since January 1970 of the start */
  readonly month: Int16Array;
}

/** A marking that no reader has: of rows that are not counted, and of places in an order whose row has gone. */
export const nobodys = -1;

/** A column table that grows. It holds rows of every marking: what leaves it is masked by its reader's bits. */
export interface ColumnTable {
  readonly count: number;
  readonly columns: Columns;
  /** the row of an identifier whose 16 bytes start at `at`, or -1 */
  find(bytes: Uint8Array, at: number): number;
  /** Makes room for so many rows; ends with the columns in which they may be written. */
  reserve(rows: number): Columns;
  /** Says that rows below this have been written. */
  use(rows: number): void;
  /** Says that a row that was in use has been written over. */
  overwritten(row: number): void;
  /** Derived columns hear which rows were written over, in the order in which they asked. */
  onOverwritten(handler: (row: number) => void): void;
  /** bytes taken by the columns in use and their index */
  readonly bytes: number;
}

export const emptyTable = (capacity = 1024): ColumnTable => {
  let columns = allocate(capacity);
  let count = 0;
  // made when the first change comes: a first filling brings no identifier twice
  let index: IdIndex | undefined;
  const handlers: ((row: number) => void)[] = [];
  return {
    get count() {
      return count;
    },
    get columns() {
      return columns;
    },
    find: (bytes, at) => {
      index ??= idIndex(() => columns.id, count);
      return index.find(bytes, at);
    },
    reserve: (rows) => {
      if (rows > columns.marking.length)
        columns = grown(columns, Math.max(rows, Math.ceil(columns.marking.length * 1.5)));
      return columns;
    },
    use: (rows) => {
      if (index) for (let row = count; row < rows; row++) index.add(row);
      count = rows;
    },
    overwritten: (row) => {
      for (const handler of handlers) handler(row);
    },
    onOverwritten: (handler) => void handlers.push(handler),
    get bytes() {
      return count * bytesPerRow + (index ? 4 * 2 ** Math.ceil(Math.log2(2 * count + 64)) : 0);
    },
  };
};

/** Bytes of one row in all columns, without index and cells. */
export const bytesPerRow = 16 + 4 + 8 + 8 + 1 + 8 + 8 + 1 + 2 + 4 + 4 + 4 + 4 + 2;

const allocate = (rows: number): Columns => ({
  id: new Uint8Array(16 * rows),
  marking: new Int32Array(rows),
  start: new Float64Array(rows),
  end: new Float64Array(rows),
  datePrecision: new Uint8Array(rows),
  lon: new Float64Array(rows),
  lat: new Float64Array(rows),
  placePrecision: new Uint8Array(rows),
  category: new Int16Array(rows),
  low: new Int32Array(rows),
  best: new Int32Array(rows),
  high: new Int32Array(rows),
  flags: new Int32Array(rows),
  month: new Int16Array(rows),
});

const grown = (before: Columns, rows: number): Columns => {
  const after = allocate(rows);
  for (const name of Object.keys(after) as (keyof Columns)[]) after[name].set(before[name]);
  return after;
};

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A row's identifier as text. */
export const idOf = ({ id }: Columns, row: number): Id => {
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += hex[id[row * 16 + i]!];
  }
  return text as Id;
};

// days of the months from this one are looked up, which is ten times as fast as a Date
const firstDay = Date.UTC(1900, 0, 1) / 86_400_000;
const monthOfDay = Int16Array.from({ length: 366 * 250 }, (_, day) => monthOf((firstDay + day) * 86_400_000));

/** {@link monthOf}, quickly. */
export const monthAt = (ms: number): number =>
  monthOfDay[Math.floor(ms / 86_400_000) - firstDay] ?? monthOf(ms);
