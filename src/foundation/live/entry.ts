import type { Id } from '@bluehelm/kernel';
import type { Client } from '../database/index.ts';
import type { RecordWhen } from '../records/index.ts';

/** One entry of a mission's change feed: a record as it now is, or the note that it left a marking. */
export type Entry = Changed | Lost;

export interface Changed {
  readonly type: 'changed';
  readonly seq: number;
  readonly id: Id;
  readonly kind: string;
  readonly version: number;
  readonly state: string;
  readonly title: string;
  readonly when: RecordWhen | null;
  readonly where: { readonly lon: number; readonly lat: number; readonly precision: number } | null;
  /** number of the record's marking */
  readonly marking: number;
}

export interface Lost {
  readonly type: 'lost';
  readonly seq: number;
  readonly id: Id;
  /** number of the marking it left */
  readonly before: number;
  /** number of the marking it has now; undefined where the reader of the feed may not see it */
  readonly marking: number | undefined;
}

interface EntryRow {
  seq: number;
  id: Id;
  kind: string;
  version: number;
  state: string;
  title: string;
  when_start: Date | null;
  when_end: Date | null;
  when_precision: number;
  lon: number | null;
  lat: number;
  place_precision: number;
  marking: number | null;
  before: number | null;
}

/** The feed's entries after `after` in the order of their commits, as the bound session may see them. */
export const readEntries = async (
  client: Client,
  mission: Id,
  after: number,
  limit: number,
): Promise<Entry[]> => {
  const { rows } = await client.query<EntryRow>({
    name: 'feed',
    text: `(select seq, id, kind, version, state, title, when_start, when_end, when_precision, lon, lat,
         place_precision, marking, null::int as before
       from bluehelm.record where mission = $1 and seq > $2 order by seq limit $3)
     union all
     (select lost.seq, lost.id, null, null, null, null, null, null, null, null, null, null, now.marking, lost.marking
       from bluehelm.sight_lost lost
       left join bluehelm.record now on now.mission = lost.mission and now.id = lost.id
       where lost.mission = $1 and lost.seq > $2 order by lost.seq limit $3)
     order by seq limit $3`,
    values: [mission, after, limit],
  });
  return rows.map(asEntry);
};

const iso = (time: Date, precision: number): string =>
  precision === 0 ? time.toISOString() : time.toISOString().slice(0, 10);

const asEntry = (row: EntryRow): Entry =>
  row.before === null
    ? {
        type: 'changed',
        seq: row.seq,
        id: row.id,
        kind: row.kind,
        version: row.version,
        state: row.state,
        title: row.title,
        when:
          row.when_start === null
            ? null
            : {
                start: iso(row.when_start, row.when_precision),
                end: iso(row.when_end!, row.when_precision),
                precision: row.when_precision as RecordWhen['precision'],
              },
        where: row.lon === null ? null : { lon: row.lon, lat: row.lat, precision: row.place_precision },
        marking: row.marking!,
      }
    : { type: 'lost', seq: row.seq, id: row.id, before: row.before, marking: row.marking ?? undefined };
