import type { Id } from '@bluehelm/kernel';
import { cellAt, cellNumber } from '@bluehelm/kernel';
import { bind, type Needs, type Session } from '../access/index.ts';
import { type Act, appendActs, type Head, lockHead } from '../audit/index.ts';
import { type Client, transaction } from '../database/index.ts';
import type { Placed } from './draft.ts';
import { factOf } from './fact.ts';
import type { AnyKind } from './kind.ts';

/** A transaction that writes to one mission, alone until it commits. */
export interface Writer {
  readonly client: Client;
  readonly session: Session;
  readonly head: Head;
  readonly at: Date;
  /** notes an act; all are chained when the transaction ends */
  act(act: Omit<Act, 'actor'>): void;
}

/** Fact rows keep the cell of this resolution (about 0.1 km²) for counting inside the database. */
export const factResolution = 9;

/** What another process hears when a mission changed: the mission and its feed's new end. */
export const changeChannel = 'bluehelm_change';

/** Runs `work` as one transaction: records, history, facts, audit and feed are all written, or none. */
export const writing = <T>(
  { db }: Pick<Needs, 'db'>,
  session: Session,
  work: (writer: Writer) => Promise<T>,
): Promise<T> =>
  transaction(db.app, async (client) => {
    await bind(client, session, true);
    const mission = session.mission.id;
    const head = await lockHead(client, mission);
    const before = head.seq;
    const acts: Act[] = [];
    const at = new Date();
    const act: Writer['act'] = (noted) => acts.push({ ...noted, actor: session.actor });
    const result = await work({ client, session, head, at, act });
    if (acts.length > 0 || head.seq > before) await appendActs(client, mission, head, acts, at);
    if (head.seq > before)
      await client.query('select pg_notify($1, $2)', [changeChannel, `${mission}:${head.seq}`]);
    return result;
  });

export interface NewVersion extends Placed {
  readonly id: Id;
  readonly kind: AnyKind;
  readonly version: number;
  readonly state: string;
  readonly title: string;
  /** the words it is found by */
  readonly search: readonly string[];
  readonly marking: number;
  readonly provenance: object;
  readonly body: Readonly<Record<string, unknown>>;
}

const values = (writer: Writer, given: NewVersion, seq: number): unknown[] => [
  writer.session.mission.id,
  given.id,
  given.kind.name,
  given.version,
  given.state,
  given.title,
  given.when?.start ?? null,
  given.when?.end ?? null,
  given.when?.precision ?? null,
  given.where?.lon ?? null,
  given.where?.lat ?? null,
  given.where?.precision ?? null,
  given.where?.geometry ? JSON.stringify(given.where.geometry) : null,
  ...(given.where?.box ?? [null, null, null, null]),
  given.marking,
  JSON.stringify(given.provenance),
  JSON.stringify(given.body),
  given.search,
  seq,
  writer.at,
  writer.session.actor,
];

/** Inserts version 1 of a record and its fact. @returns its place in the feed */
export const insertRecord = async (
  writer: Writer,
  given: NewVersion,
  source?: { name: string; id: string; hash?: Buffer },
): Promise<number> => {
  const seq = ++writer.head.seq;
  await writer.client.query(
    `insert into bluehelm.record (mission, id, kind, version, state, title, when_start, when_end, when_precision,
       lon, lat, place_precision, geometry, west, south, east, north, marking, provenance, body, search, seq,
       changed_at, changed_by, created_at, source, source_id, source_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
       array_to_tsvector($21), $22, $23, $24, $23, $25, $26, $27)`,
    [...values(writer, given, seq), source?.name ?? null, source?.id ?? null, source?.hash ?? null],
  );
  await putFact(writer, given);
  return seq;
};

/** Replaces the current version, which must have been kept in record_past before. */
export const replaceRecord = async (writer: Writer, given: NewVersion): Promise<number> => {
  const seq = ++writer.head.seq;
  await writer.client.query(
    `update bluehelm.record set kind = $3, version = $4, state = $5, title = $6, when_start = $7, when_end = $8,
       when_precision = $9, lon = $10, lat = $11, place_precision = $12, geometry = $13, west = $14, south = $15,
       east = $16, north = $17, marking = $18, provenance = $19, body = $20, search = array_to_tsvector($21),
       seq = $22, changed_at = $23, changed_by = $24
     where mission = $1 and id = $2`,
    values(writer, given, seq),
  );
  await putFact(writer, given);
  return seq;
};

const putFact = async (writer: Writer, given: NewVersion): Promise<void> => {
  const fact = factOf(given);
  if (!fact) return;
  await writer.client.query(
    `insert into bluehelm.fact (mission, id, kind, marking, start_at, end_at, date_precision, lon, lat,
       place_precision, cell, category, low, best, high, flags)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (mission, id) do update set marking = $4, start_at = $5, end_at = $6, date_precision = $7, lon = $8,
       lat = $9, place_precision = $10, cell = $11, category = $12, low = $13, best = $14, high = $15, flags = $16`,
    [
      writer.session.mission.id,
      given.id,
      given.kind.name,
      given.marking,
      given.when!.start,
      given.when!.end,
      given.when!.precision,
      given.where!.lon,
      given.where!.lat,
      given.where!.precision,
      cellNumber(cellAt(given.where!.lon, given.where!.lat, factResolution)).toString(),
      fact.category,
      fact.low,
      fact.best,
      fact.high,
      fact.flags,
    ],
  );
};

/** Keeps the current version before it is replaced. */
export const keepVersion = async (writer: Writer, id: Id): Promise<void> => {
  await writer.client.query(
    `insert into bluehelm.record_past (mission, id, version, marking, snapshot, changed_at, changed_by)
     select mission, id, version, marking, to_jsonb(record) - '{mission,search,source_hash,seq}'::text[],
       changed_at, changed_by
     from bluehelm.record where mission = $1 and id = $2`,
    [writer.session.mission.id, id],
  );
};

/** Notes, as an entry of the feed, that a record leaves a marking: whoever loses sight of it is told so. */
export const noteSightLost = async (writer: Writer, id: Id, before: number): Promise<void> => {
  await writer.client.query(
    'insert into bluehelm.sight_lost (mission, seq, id, marking) values ($1, $2, $3, $4)',
    [writer.session.mission.id, ++writer.head.seq, id, before],
  );
};

/** The label an act is noted under. */
export const subjectOf = (kind: string, id: Id, version: number): string => `${kind}/${id}/v${version}`;
