import type { DatePrecision, Geometry, Id, Marking, PlacePrecision } from '@bluehelm/kernel';
import type { Selectable } from 'kysely';
import type { Markings } from '../access/index.ts';
import type { RecordTable } from '../database/index.ts';

export interface RecordWhen {
  /** ISO dates or times, both ends included */
  readonly start: string;
  readonly end: string;
  readonly precision: DatePrecision;
}

export interface RecordWhere {
  /** degrees; of a line or area, the middle of its box */
  readonly lon: number;
  readonly lat: number;
  readonly precision: PlacePrecision;
  /** only what is more than a point */
  readonly geometry?: Geometry;
}

/** Where a record comes from: its source and row, or the method, parameters and inputs it was computed from. */
export interface Provenance {
  /** import record this came with */
  readonly import?: string;
  readonly line?: number;
  /** the source's row as it was read */
  readonly raw?: string;
  readonly method?: string;
  readonly parameters?: object;
  readonly inputs?: object;
  readonly code?: string;
  /** what a person changed: body fields, and time and place as in {@link keptPart}. Later imports leave it alone */
  readonly kept?: readonly string[];
  readonly [more: string]: unknown;
}

/** Time and place among what is kept; no body field begins with a slash. */
export const keptPart = { when: '/when', where: '/where' } as const;

/** A record as the application hands it on. */
export interface MissionRecord {
  readonly id: Id;
  readonly kind: string;
  readonly version: number;
  readonly state: string;
  readonly title: string;
  readonly when: RecordWhen | null;
  readonly where: RecordWhere | null;
  readonly marking: Marking;
  readonly source: { readonly name: string; readonly id: string } | null;
  readonly provenance: Provenance;
  readonly body: Readonly<Record<string, unknown>>;
  /** place in the mission's change feed */
  readonly seq: number;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly changedBy: string;
}

export type RecordRow = Omit<
  Selectable<RecordTable>,
  'search' | 'source_hash' | 'west' | 'south' | 'east' | 'north'
>;

export const recordColumns = [
  'mission',
  'id',
  'kind',
  'version',
  'state',
  'title',
  'when_start',
  'when_end',
  'when_precision',
  'lon',
  'lat',
  'place_precision',
  'geometry',
  'marking',
  'source',
  'source_id',
  'source_import',
  'source_line',
  'source_raw',
  'provenance',
  'body',
  'seq',
  'created_at',
  'changed_at',
  'changed_by',
] as const;

const iso = (time: Date, precision: number): string =>
  precision === 0 ? time.toISOString() : time.toISOString().slice(0, 10);

export const asRecord = (row: RecordRow, markings: Markings): MissionRecord => ({
  id: row.id as Id,
  kind: row.kind,
  version: row.version,
  state: row.state,
  title: row.title,
  when:
    row.when_start === null
      ? null
      : {
          start: iso(row.when_start, row.when_precision!),
          end: iso(row.when_end!, row.when_precision!),
          precision: row.when_precision as DatePrecision,
        },
  where:
    row.lon === null
      ? null
      : {
          lon: row.lon,
          lat: row.lat!,
          precision: row.place_precision as PlacePrecision,
          ...(row.geometry === null ? {} : { geometry: row.geometry as Geometry }),
        },
  marking: markings.of(row.marking)!,
  source: row.source === null ? null : { name: row.source, id: row.source_id! },
  provenance: {
    ...(row.source_import === null ? {} : { import: row.source_import }),
    ...(row.source_line === null ? {} : { line: row.source_line }),
    ...(row.source_raw === null ? {} : { raw: row.source_raw }),
    ...(row.provenance as Provenance),
  },
  body: row.body as Readonly<Record<string, unknown>>,
  seq: row.seq,
  createdAt: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
  changedBy: row.changed_by,
});
