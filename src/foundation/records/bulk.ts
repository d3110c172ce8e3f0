import { createHash } from 'node:crypto';
import type { DatePrecision, Geometry, Id, PlacePrecision } from '@bluehelm/kernel';
import { newId } from '@bluehelm/kernel';
import type { Needs, Session } from '../access/index.ts';
import { storableText } from '../database/index.ts';
import { type BulkOptions, type PreparedRow, prepareRow } from './bulk-row.ts';
import { copyCells } from './copy-text.ts';
import { findRow } from './read.ts';
import { keptPart, type RecordRow } from './record.ts';
import type { SourceDraft } from './source-draft.ts';
import { loadStage, spreadStage } from './stage.ts';
import { type Writer, writing } from './write.ts';

export interface Outcome {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** positions in the batch that could not be written, which happens when a record exists that may not be seen */
  readonly refused: readonly number[];
}

interface Known {
  readonly id: Id;
  readonly version: number;
  readonly marking: number;
  readonly hash: string | null;
  /** what a person changed; null where the record follows its source alone */
  readonly kept: readonly string[] | null;
  /** the record as it stands, only where something of it is kept */
  readonly now: RecordRow | null;
}

/**
 * Writes a batch of source rows as one transaction: new ones are made, changed ones get a new version, unchanged ones
 * are left alone; record, history, fact, feed and audit together. Rows of one identifier that stand twice in the batch
 * are taken one after the other, so the last one counts. Complexity: linear in the batch, with one COPY.
 */
export const upsertBatch = async (
  needs: Pick<Needs, 'db'>,
  session: Session,
  options: BulkOptions,
  drafts: readonly SourceDraft[],
): Promise<Outcome> =>
  upsertPrepared(
    needs,
    session,
    options,
    drafts.map((draft) => prepareRow(options, draft)),
  );

/** The same of rows that were prepared while the batch before was being written. */
export const upsertPrepared = async (
  needs: Pick<Needs, 'db'>,
  session: Session,
  options: BulkOptions,
  drafts: readonly PreparedRow[],
): Promise<Outcome> =>
  writing(needs, session, async (writer) => {
    const total = { created: 0, updated: 0, unchanged: 0, refused: [] as number[] };
    const digest = createHash('sha256');
    for (const [from, to] of distinctRuns(drafts)) {
      const part = await upsertDistinct(writer, options, drafts.slice(from, to), digest);
      total.created += part.created;
      total.updated += part.updated;
      total.unchanged += part.unchanged;
      total.refused.push(...part.refused.map((at) => at + from));
    }
    if (total.created + total.updated > 0)
      writer.act({
        act: 'import.batch',
        subject: `import/${options.importId}`,
        marking: options.marking,
        detail: {
          kind: options.kind.name,
          created: total.created,
          updated: total.updated,
          digest: digest.digest('hex'),
        },
      });
    return total;
  });

/** Cuts a batch wherever an identifier comes again. */
const distinctRuns = (rows: readonly PreparedRow[]): [number, number][] => {
  const runs: [number, number][] = [];
  let seen = new Set<string>();
  let from = 0;
  rows.forEach(({ draft }, at) => {
    if (seen.has(draft.sourceId)) {
      runs.push([from, at]);
      seen = new Set();
      from = at;
    }
    seen.add(draft.sourceId);
  });
  if (rows.length > from) runs.push([from, rows.length]);
  return runs;
};

const upsertDistinct = async (
  writer: Writer,
  options: BulkOptions,
  rows: readonly PreparedRow[],
  digest: { update(text: string): unknown },
): Promise<Outcome> => {
  const known = await findKnown(writer, options, rows);
  const staged: Staged[] = [];
  let unchanged = 0;
  rows.forEach((prepared, position) => {
    const row = stage(writer, options, prepared, position, known.get(prepared.draft.sourceId));
    if (row === undefined) unchanged++;
    else staged.push(row);
  });
  if (staged.length === 0) return { created: 0, updated: 0, unchanged, refused: [] };
  await loadStage(
    writer.client,
    staged.map((row) => row.text),
  );
  const fresh = staged.filter((row) => row.version === 1);
  const missing = await spreadStage(writer, options.kind.analysis !== undefined, {
    created: fresh.length,
    updated: staged.length - fresh.length,
  });
  const refused = staged.filter((row) => missing.has(row.id)).map((row) => row.position);
  for (const row of staged) if (!missing.has(row.id)) digest.update(`${row.id}/${row.version} ${row.hash}\n`);
  return {
    created: fresh.length - refused.length,
    updated: staged.length - fresh.length,
    unchanged,
    refused,
  };
};

const findKnown = async (
  writer: Writer,
  { kind, source }: BulkOptions,
  rows: readonly PreparedRow[],
): Promise<Map<string, Known>> => {
  const { client, session } = writer;
  const found = await client.query<Omit<Known, 'now'> & { source_id: string }>(
    // one look-up for each: while a table grows fast its statistics are old, and any other plan may read all of it
    `select found.* from unnest($3::text[]) as wanted(source_id) cross join lateral (
       select source_id, id, version, marking, encode(source_hash, 'hex') as hash, provenance->'kept' as kept, kind
       from bluehelm.record where mission = $1 and source = $2 and source_id = wanted.source_id limit 1) as found
     where found.kind = $4`,
    [session.mission.id, source, rows.map(({ draft }) => storableText(draft.sourceId)), kind.name],
  );
  const known = new Map<string, Known>();
  for (const { source_id, ...row } of found.rows)
    known.set(source_id, { ...row, now: row.kept && ((await findRow(client, session, row.id)) ?? null) });
  return known;
};

interface Staged {
  readonly id: Id;
  readonly version: number;
  readonly position: number;
  readonly hash: string;
  readonly text: string;
}

/** The row for COPY, or undefined where the source says nothing new. */
const stage = (
  writer: Writer,
  options: BulkOptions,
  { draft, hash, rest }: PreparedRow,
  position: number,
  found: Known | undefined,
): Staged | undefined => {
  if (found?.hash === hash) return undefined;
  const id = found?.id ?? newId();
  const version = (found?.version ?? 0) + 1;
  const own = copyCells([
    writer.session.mission.id,
    id,
    version,
    // an import never changes a marking: what a person has marked stays as it is
    found?.marking ?? draft.marking ?? options.marking,
    found?.kept ? JSON.stringify({ kept: found.kept }) : '{}',
    ++writer.head.seq,
  ]);
  const said = found?.now
    ? prepareRow(options, { ...draft, ...keep(draft, found.now, found.kept!) }, hash).rest
    : rest;
  return { id, version, position, hash, text: `${own}\t${said}\n` };
};

/** What a person changed stays; the rest follows the source. */
const keep = (
  draft: SourceDraft,
  now: RecordRow,
  kept: readonly string[],
): Pick<SourceDraft, 'when' | 'where' | 'body'> => {
  const body: Record<string, unknown> = { ...draft.body };
  const before = now.body as Readonly<Record<string, unknown>>;
  for (const field of kept)
    if (before[field] === undefined) delete body[field];
    else body[field] = before[field];
  return {
    when: kept.includes(keptPart.when) ? whenOf(now) : draft.when,
    where: kept.includes(keptPart.where) ? whereOf(now) : draft.where,
    body,
  };
};

const whenOf = ({ when_start, when_end, when_precision }: RecordRow): SourceDraft['when'] =>
  when_start && {
    start: when_start.getTime(),
    end: when_end!.getTime(),
    precision: when_precision as DatePrecision,
  };

const whereOf = ({ lon, lat, place_precision, geometry }: RecordRow): SourceDraft['where'] =>
  lon === null
    ? null
    : {
        lon,
        lat: lat!,
        precision: place_precision as PlacePrecision,
        ...(geometry === null ? {} : { geometry: geometry as Geometry }),
      };
