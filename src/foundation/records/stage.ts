import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { Client } from '../database/index.ts';
import { uncountedFlag } from './fact.ts';
import type { Writer } from './write.ts';

/** Rows wait here, seen by no one else, until one statement per table spreads them. COPY itself may not face row security. */
const stageTable = `create temp table if not exists stage (
  mission uuid, id uuid, version int, marking int, provenance jsonb, seq bigint, kind text, state text, title text, when_start timestamptz, when_end timestamptz,
  when_precision smallint, lon float8, lat float8, place_precision smallint, geometry jsonb, west float8, south float8,
  east float8, north float8, source text, source_id text, source_hash bytea, source_import uuid, source_line int,
  source_raw text, body json, search text, cell bigint, category smallint, low int, best int, high int, flags int
) on commit delete rows; truncate stage`;

/** Sends lines of COPY text to the empty stage. */
export const loadStage = async (client: Client, lines: readonly string[]): Promise<void> => {
  await client.query(stageTable);
  const copy = client.query(from('copy stage from stdin'));
  await pipeline(Readable.from(chunks(lines), { objectMode: false }), copy);
};

const chunkLength = 256 * 1024;

function* chunks(lines: readonly string[]): Generator<Buffer> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length >= chunkLength) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

const recordFields = `mission, id, kind, version, state, title, when_start, when_end, when_precision, lon, lat,
  place_precision, geometry, west, south, east, north, marking, source, source_id, source_hash, source_import,
  source_line, source_raw, provenance, body`;

const factFields = `mission, id, kind, marking, start_at, end_at, date_precision, lon, lat, place_precision, cell,
  category, low, best, high, flags`;

const factValues = `mission, id, kind, marking, when_start, when_end, when_precision, lon, lat, place_precision, cell,
  category, low, best, high, flags`;

/**
 * Spreads the stage over record, record_past and fact. New records come first: where some cannot be inserted, what is
 * staged moves up in the feed before anything else is written under its place.
 * @returns the new records that could not be inserted, because their source's identifier is taken by a record that
 *   this session may not see
 */
export const spreadStage = async (
  writer: Writer,
  analysed: boolean,
  expected: { created: number; updated: number },
): Promise<ReadonlySet<string>> => {
  const { client, session } = writer;
  const stamp = [writer.at, session.actor];
  let missing: ReadonlySet<string> = new Set();
  if (expected.created > 0) {
    const { rowCount } = await client.query(
      `insert into bluehelm.record (${recordFields}, search, seq, created_at, changed_at, changed_by)
       select ${recordFields}, array_to_tsvector(string_to_array(search, ' ')), seq, $1, $1, $2 from stage where version = 1
       on conflict (mission, source, source_id) where source is not null do nothing`,
      stamp,
    );
    if (rowCount !== expected.created)
      missing = await dropUnwritten(writer, expected.created + expected.updated);
  }
  if (expected.updated > 0) {
    await client.query(
      `insert into bluehelm.record_past (mission, id, version, marking, snapshot, changed_at, changed_by)
       select r.mission, r.id, r.version, r.marking, to_jsonb(r) - '{mission,search,source_hash,seq}'::text[],
         r.changed_at, r.changed_by
       from bluehelm.record r join stage s using (mission, id) where s.version > 1`,
    );
    await client.query(
      // the state stays, too: what a person verified is not undone by an import
      `update bluehelm.record r set version = s.version, title = s.title, when_start = s.when_start,
         when_end = s.when_end, when_precision = s.when_precision, lon = s.lon, lat = s.lat,
         place_precision = s.place_precision, geometry = s.geometry, west = s.west, south = s.south, east = s.east,
         north = s.north, source_hash = s.source_hash, source_import = s.source_import,
         source_line = s.source_line, source_raw = s.source_raw, provenance = s.provenance, body = s.body,
         search = array_to_tsvector(string_to_array(s.search, ' ')), seq = s.seq, changed_at = $1, changed_by = $2
       from stage s where r.mission = s.mission and r.id = s.id and s.version > 1`,
      stamp,
    );
  }
  if (analysed)
    await client.query(
      `insert into bluehelm.fact (${factFields})
       select ${factValues} from stage where cell is not null
       ${
         expected.updated === 0
           ? ''
           : `on conflict (mission, id) do update set start_at = excluded.start_at, end_at = excluded.end_at,
                date_precision = excluded.date_precision, lon = excluded.lon, lat = excluded.lat,
                place_precision = excluded.place_precision, cell = excluded.cell, category = excluded.category,
                low = excluded.low, best = excluded.best, high = excluded.high, 
                -- an import does not move a state, so it does not change whether the record is counted
                flags = (excluded.flags & ~${uncountedFlag}) | (fact.flags & ${uncountedFlag})`
       }`,
    );
  return missing;
};

/** Takes what was not inserted off the stage and closes the gaps it left in the feed. */
const dropUnwritten = async ({ client, head }: Writer, staged: number): Promise<ReadonlySet<string>> => {
  const { rows } = await client.query<{ id: string }>(
    `delete from stage s where version = 1
       and not exists (select from bluehelm.record r where r.mission = s.mission and r.id = s.id) returning id`,
  );
  await client.query(
    `update stage s set seq = n.seq
     from (select id, $1 + row_number() over (order by seq) as seq from stage) n where n.id = s.id`,
    [head.seq - staged],
  );
  // by way of negative numbers, since no two records may ever hold one place
  for (const sign of [-1, 1])
    await client.query(
      `update bluehelm.record r set seq = $1 * s.seq from stage s
       where r.mission = s.mission and r.id = s.id and s.version = 1`,
      [sign],
    );
  head.seq -= rows.length;
  return new Set(rows.map((row) => row.id));
};
