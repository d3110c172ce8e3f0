import { createHash, hash } from 'node:crypto';
import {
  cellAt,
  cellNumber,
  type DatePrecision,
  type Geometry,
  geometryBBox,
  type Id,
  newId,
  type PlacePrecision,
} from '@bluehelm/kernel';
import type { Needs, Session } from '../access/index.ts';
import { storableJson, storableText } from '../database/index.ts';
import { copyRow, copyTime } from './copy-text.ts';
import { factOf } from './fact.ts';
import type { AnyKind } from './kind.ts';
import { findRow } from './read.ts';
import { keptPart, type RecordRow } from './record.ts';
import type { SourceDraft } from './source-draft.ts';
import { loadStage, spreadStage } from './stage.ts';
import { wordsOf } from './words.ts';
import { factResolution, type Writer, writing } from './write.ts';

export interface Outcome {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** positions in the batch that could not be written, which happens when a record exists that may not be seen */
  readonly refused: readonly number[];
}

export interface BulkOptions {
  readonly kind: AnyKind;
  readonly source: string;
  /** number of the marking of rows that do not bring their own */
  readonly marking: number;
  /** the import record these rows came with */
  readonly importId: Id;
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
const distinctRuns = (drafts: readonly SourceDraft[]): [number, number][] => {
  const runs: [number, number][] = [];
  let seen = new Set<string>();
  let from = 0;
  drafts.forEach((draft, at) => {
    if (seen.has(draft.sourceId)) {
      runs.push([from, at]);
      seen = new Set();
      from = at;
    }
    seen.add(draft.sourceId);
  });
  if (drafts.length > from) runs.push([from, drafts.length]);
  return runs;
};

const upsertDistinct = async (
  writer: Writer,
  options: BulkOptions,
  drafts: readonly SourceDraft[],
  digest: { update(text: string): unknown },
): Promise<Outcome> => {
  const known = await findKnown(writer, options, drafts);
  const staged: Staged[] = [];
  let unchanged = 0;
  drafts.forEach((draft, position) => {
    const found = known.get(draft.sourceId);
    const row = stage(writer, options, draft, position, found);
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
  drafts: readonly SourceDraft[],
): Promise<Map<string, Known>> => {
  const { client, session } = writer;
  const { rows } = await client.query<Omit<Known, 'now'> & { source_id: string }>(
    `select source_id, id, version, marking, encode(source_hash, 'hex') as hash, provenance->'kept' as kept
     from bluehelm.record where mission = $1 and source = $2 and source_id = any($3) and kind = $4`,
    [session.mission.id, source, drafts.map((draft) => storableText(draft.sourceId)), kind.name],
  );
  const known = new Map<string, Known>();
  for (const { source_id, ...row } of rows)
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
  draft: SourceDraft,
  position: number,
  found: Known | undefined,
): Staged | undefined => {
  const { kind } = options;
  const said = storableJson(draft.body);
  const sourceHash = hashOf(draft, said);
  if (found?.hash === sourceHash) return undefined;
  const { when, where, body } = found?.now ? keep(draft, found.now, found.kept!) : draft;
  const fact = factOf({ kind, state: draft.state ?? kind.initial, body, when, where });
  const title = kind.headline(body);
  const box = where?.geometry ? geometryBBox(where.geometry) : undefined;
  const id = found?.id ?? newId();
  const version = (found?.version ?? 0) + 1;
  const text = copyRow([
    writer.session.mission.id,
    id,
    kind.name,
    version,
    draft.state ?? kind.initial,
    title,
    when && copyTime(when.start),
    when && copyTime(when.end),
    when?.precision,
    where?.lon,
    where?.lat,
    where?.precision,
    where?.geometry && storableJson(where.geometry),
    box?.west,
    box?.south,
    box?.east,
    box?.north,
    // an import never changes a marking: what a person has marked stays as it is
    found?.marking ?? draft.marking ?? options.marking,
    options.source,
    draft.sourceId,
    `\\x${sourceHash}`,
    options.importId,
    draft.line,
    draft.raw,
    found?.kept ? JSON.stringify({ kept: found.kept }) : '{}',
    body === draft.body ? said : storableJson(body),
    wordsOf(`${title} ${kind.words?.(body) ?? ''}`).join(' '),
    ++writer.head.seq,
    fact && cellNumber(cellAt(where!.lon, where!.lat, factResolution)),
    fact?.category,
    fact?.low,
    fact?.best,
    fact?.high,
    fact?.flags,
  ]);
  return { id, version, position, hash: sourceHash, text };
};

const hashOf = ({ when, where, state }: SourceDraft, said: string): string => {
  const place = where && [where.lon, where.lat, where.precision, where.geometry];
  return hash('md5', `${said}${JSON.stringify([when, place, state])}`, 'hex');
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
