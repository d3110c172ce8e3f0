import { uncountedFlag } from '../records/index.ts';
import { type Columns, type ColumnTable, monthAt, nobodys } from './table.ts';

/** What is copied: `fact.packed`, one value of fixed length, made by the migration 0006-packed-facts. */
export const copiedColumns = 'f.packed';

// a row of COPY's binary format: the number of fields (2 bytes), then each field's length (4 bytes) and value
const head = 2 + 4;
const fields = {
  id: 16,
  marking: 4,
  start: 8,
  end: 8,
  lon: 8,
  lat: 8,
  datePrecision: 2,
  placePrecision: 2,
  category: 2,
  low: 4,
  best: 4,
  high: 4,
  flags: 4,
} as const;
const widths = Object.values(fields);
const rowLength = head + widths.reduce((sum: number, width) => sum + width, 0);
const [ID, MARKING, START, END, LON, LAT, DATE, PLACE, CATEGORY, LOW, BEST, HIGH, FLAGS] = widths.map(
  (_, field) => widths.slice(0, field).reduce((sum: number, width) => sum + width, head),
) as [number, number, number, number, number, number, number, number, number, number, number, number, number];

// signature (11 bytes), flags and the length of an extension that PostgreSQL leaves empty
const headerLength = 19;
const epoch = Date.UTC(2000, 0, 1);

/**
 * Reads COPY's binary output straight into the columns, a message at a time: PostgreSQL sends each row as one message,
 * the first together with the header, and the end as a message of its own.
 * @param fresh whether no row can be in the table already
 * Source: PostgreSQL documentation, COPY, "Binary Format".
 */
export const copyReader = (
  table: ColumnTable,
  fresh: boolean,
): { take(bytes: Buffer, from: number, to: number): void; end(): void } => {
  let begun = false;
  let ended = false;
  let view: DataView = new DataView(new ArrayBuffer(0));
  let columns = table.columns;
  let capacity = columns.marking.length;

  const take = (bytes: Buffer, first: number, to: number) => {
    let from = first;
    if (!begun) {
      from += headerLength;
      begun = true;
    }
    if (to - from <= 2) {
      ended ||= to - from === 2;
      return;
    }
    if (view.buffer !== bytes.buffer || view.byteOffset !== bytes.byteOffset)
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (to - from !== rowLength || view.getInt16(from) !== 1)
      throw new Error('COPY answered with rows of another shape');
    const known = fresh ? -1 : table.find(bytes, from + ID);
    const row = known < 0 ? table.count : known;
    if (row >= capacity) {
      columns = table.reserve(row + 1);
      capacity = columns.marking.length;
    }
    readRow(columns, row, bytes, view, from);
    if (known < 0) table.use(row + 1);
    else table.overwritten(row);
  };

  return {
    take,
    end: () => {
      if (!ended) throw new Error('COPY ended before its last row');
    },
  };
};

const readRow = (to: Columns, row: number, bytes: Buffer, view: DataView, from: number): void => {
  for (let i = 0; i < 16; i++) to.id[row * 16 + i] = bytes[from + ID + i]!;
  const start = timeAt(view, from + START);
  to.start[row] = start;
  to.end[row] = timeAt(view, from + END);
  to.datePrecision[row] = view.getInt16(from + DATE);
  to.lon[row] = view.getFloat64(from + LON);
  to.lat[row] = view.getFloat64(from + LAT);
  to.placePrecision[row] = view.getInt16(from + PLACE);
  to.category[row] = view.getInt16(from + CATEGORY);
  to.low[row] = view.getInt32(from + LOW);
  to.best[row] = view.getInt32(from + BEST);
  to.high[row] = view.getInt32(from + HIGH);
  const flags = view.getInt32(from + FLAGS);
  to.flags[row] = flags;
  // what is not counted bears a marking that nobody reads
  to.marking[row] = flags & uncountedFlag ? nobodys : view.getInt32(from + MARKING);
  to.month[row] = monthAt(start);
};

/** Microseconds since 2000 as milliseconds since 1970. */
const timeAt = (view: DataView, from: number): number =>
  Math.floor((view.getInt32(from) * 4_294_967_296 + view.getUint32(from + 4)) / 1000) + epoch;
