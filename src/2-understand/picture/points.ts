import { dayMs, isoWhen, type Marking, type PlacePrecision } from '@bluehelm/kernel';
import { demand, type Session } from '../../foundation/access/index.ts';
import { type Columns, columnsOf, idOf, markingOfRows, rowsWhere } from '../../foundation/columns/index.ts';
import type { RecordNeeds } from '../../foundation/records/index.ts';
import { countedKind, type PictureFilter, rowFilter } from './picture.ts';

export interface Points {
  readonly points: readonly {
    readonly id: string;
    /** degrees */
    readonly lon: number;
    readonly lat: number;
    readonly category: string;
    readonly best: number;
    readonly start: string;
    readonly precision: PlacePrecision;
  }[];
  /** whether there are more than `limit` */
  readonly more: boolean;
  /** the join of the markings of the records that pass the filter */
  readonly marking: Marking | null;
}

/** The latest records in a box as points, latest first. @throws Problem as the picture does */
export const picturePoints = (
  needs: RecordNeeds,
  session: Session,
  query: PictureFilter & { readonly limit?: number },
): Promise<Points> => {
  demand(session, 'read');
  const kind = countedKind(needs, query.kind);
  const wanted = rowFilter(kind, query);
  const limit = Math.min(Math.max(query.limit ?? 5000, 1), 50_000);
  const names = new Map(kind.analysis!.categories.map((term) => [term.number, term.name]));
  return columnsOf(needs).read(session.mission, kind.name, {}, ({ table: { columns }, table }) => {
    const rows = rowsWhere(table, session.bits, wanted);
    const points = latest(columns, rows, limit).map((row) => ({
      id: idOf(columns, row),
      lon: columns.lon[row]!,
      lat: columns.lat[row]!,
      category: names.get(columns.category[row]!) ?? String(columns.category[row]),
      best: columns.best[row]!,
      start: isoWhen(columns.start[row]!, columns.datePrecision[row] as 0),
      precision: columns.placePrecision[row] as PlacePrecision,
    }));
    return {
      points,
      more: rows.length > limit,
      marking: markingOfRows(table, rows, needs.markings) ?? null,
    };
  });
};

/** The rows that start latest, latest first. Counts days before it sorts, so that it sorts few. */
const latest = ({ start }: Columns, rows: Uint32Array, limit: number): number[] => {
  const since = rows.length <= limit ? Number.NEGATIVE_INFINITY : sinceWhen(start, rows, limit);
  const few: number[] = [];
  for (let i = 0; i < rows.length; i++) if (start[rows[i]!]! >= since) few.push(rows[i]!);
  return few.sort((a, b) => start[b]! - start[a]! || b - a).slice(0, limit);
};

/** Midnight of the day since which at least `limit` rows start. */
const sinceWhen = (start: Float64Array, rows: Uint32Array, limit: number): number => {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < rows.length; i++) {
    const day = Math.floor(start[rows[i]!]! / dayMs);
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const counts = new Uint32Array(last - first + 1);
  for (let i = 0; i < rows.length; i++) counts[Math.floor(start[rows[i]!]! / dayMs) - first]!++;
  let day = last;
  for (let left = limit - counts[day - first]!; left > 0 && day > first; left -= counts[day - first]!) day--;
  return day * dayMs;
};
