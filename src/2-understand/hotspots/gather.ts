import { coarsestFor, dayMs, type Marking } from '@bluehelm/kernel';
import type { Session } from '../../foundation/access/index.ts';
import { type Columns, columnsOf, narrowed, rowsWhere, tally } from '../../foundation/columns/index.ts';
import type { Filter, RecordNeeds } from '../../foundation/records/index.ts';

/** Points whose place is known less precisely than a hexagon. */
export interface CoarsePoints {
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly precision: Uint8Array;
}

/** The incidents that a surface is made of, as one reader sees them in one state of the mission. */
export interface Gathered {
  readonly seq: number;
  /** all that pass the filter */
  readonly incidents: number;
  /** those that fit hexagons, by hexagon */
  readonly cells: readonly string[];
  readonly counts: Float64Array;
  readonly coarse: CoarsePoints;
  /** of all that pass the filter: those left out are counted too */
  readonly markings: readonly Marking[];
  /** from the filter's or the first incident's day to the filter's or the last one's */
  readonly days: number;
  readonly span: { readonly from: number; readonly to: number } | undefined;
}

/** How many incidents pass a filter, how precisely they are placed, and how far the mission's feed has come. */
export const countIncidents = (
  needs: RecordNeeds,
  session: Session,
  filter: Filter,
): Promise<{ seq: number; incidents: number; fitting: (resolution: number) => number }> =>
  columnsOf(needs).read(session.mission, filter.kind.name, {}, ({ table, seq }) => {
    const rows = rowsWhere(table, session.bits, filter);
    const { counts } = tally(rows, table.columns.placePrecision, 8);
    const fitting = (resolution: number) =>
      counts.reduce((sum, count, precision) => (precision <= coarsestFor(resolution) ? sum + count : sum), 0);
    return { seq, incidents: rows.length, fitting };
  });

/** The markings of all incidents that a session may see. */
export const readableMarkings = (needs: RecordNeeds, session: Session): Promise<Marking[]> =>
  columnsOf(needs).read(session.mission, 'incident', {}, ({ table }) =>
    markingsOf(needs, table.columns, rowsWhere(table, session.bits)),
  );

const markingsOf = (needs: RecordNeeds, { marking }: Columns, rows: Uint32Array): Marking[] =>
  [...distinct(marking, rows)].map((number) => needs.markings.of(number)!);

/** O(incidents). */
export const gather = (
  needs: RecordNeeds,
  session: Session,
  filter: Filter,
  resolution: number,
): Promise<Gathered> =>
  columnsOf(needs).read(session.mission, filter.kind.name, { cells: [resolution] }, (view) => {
    const { table, seq } = view;
    const { columns } = table;
    const rows = rowsWhere(table, session.bits, filter);
    const fitting = narrowed(table, rows, { placePrecision: coarsestFor(resolution) });
    const { cells, code } = view.cells(resolution);
    const { counts } = tally(fitting, code, cells.length);
    const used = [...counts.keys()].filter((cell) => counts[cell]! > 0);
    const span = spanOf(columns, rows);
    const [from, to] = [filter.from ?? span?.from ?? 0, filter.to ?? span?.to ?? 0];
    return {
      seq,
      incidents: rows.length,
      cells: used.map((cell) => cells[cell]!),
      counts: Float64Array.from(used, (cell) => counts[cell]!),
      coarse: coarsePoints(columns, rows, coarsestFor(resolution)),
      markings: markingsOf(needs, columns, rows),
      days: Math.floor(to / dayMs) - Math.floor(from / dayMs) + 1,
      span: rows.length > 0 ? { from, to } : undefined,
    };
  });

const spanOf = ({ start, end }: Columns, rows: Uint32Array): Gathered['span'] => {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (start[row]! < from) from = start[row]!;
    if (end[row]! > to) to = end[row]!;
  }
  return rows.length > 0 ? { from, to } : undefined;
};

const distinct = (values: Int32Array, rows: Uint32Array): Set<number> => {
  const found = new Set<number>();
  let last = -1;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    if (value !== last) found.add(value);
    last = value;
  }
  return found;
};

const coarsePoints = (columns: Columns, rows: Uint32Array, fits: number): CoarsePoints => {
  const coarse = rows.filter((row) => columns.placePrecision[row]! > fits);
  return {
    lon: Float64Array.from(coarse, (row) => columns.lon[row]!),
    lat: Float64Array.from(coarse, (row) => columns.lat[row]!),
    precision: Uint8Array.from(coarse, (row) => columns.placePrecision[row]!),
  };
};
