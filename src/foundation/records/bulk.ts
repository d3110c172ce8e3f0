import { createHash, hash } from 'node:crypto';
import { cellAt, cellNumber, geometryBBox, type Id, newId } from '@bluehelm/kernel';
import type { Needs, Session } from '../access/index.ts';
import { copyRow, copyTime } from './copy-text.ts';
import type { AnyKind } from './kind.ts';
import type { SourceDraft } from './source-draft.ts';
import { loadStage, spreadStage } from './stage.ts';
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
  readonly hash: string;
  readonly kept: readonly string[] | null;
  readonly body: Record<string, unknown> | null;
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
  const known = await findKnown(writer, options.source, drafts);
  const staged: Staged[] = [];
  let unchanged = 0;
  drafts.forEach((draft, position) => {
    const found = known.get(draft.sourceId);
    const row = stage(writer, options, draft, position, found);
    if (row === undefined) unchanged++;
    else staged.push(row);
  });
  if (staged.length === 0) return { created: 0, updated: 0, unchanged, refused: [] };
  for (const row of staged) digest.update(`${row.id}/${row.version} ${row.hash}\n`);
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
  return {
    created: fresh.length - refused.length,
    updated: staged.length - fresh.length,
    unchanged,
    refused,
  };
};

const findKnown = async (
  writer: Writer,
  source: string,
  drafts: readonly SourceDraft[],
): Promise<Map<string, Known>> => {
  const { rows } = await writer.client.query<Known & { source_id: string }>(
    `select source_id, id, version, encode(source_hash, 'hex') as hash, provenance->'kept' as kept,
       case when provenance ? 'kept' then body end as body
     from bluehelm.record where mission = $1 and source = $2 and source_id = any($3)`,
    [writer.session.mission.id, source, drafts.map((draft) => draft.sourceId)],
  );
  return new Map(rows.map((row) => [row.source_id, row]));
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
  const { when, where } = draft;
  const place = where && [where.lon, where.lat, where.precision, where.geometry];
  const said = JSON.stringify(draft.body);
  const sourceHash = hash('md5', `${said}${JSON.stringify([when, place, draft.state])}`, 'hex');
  if (found?.hash === sourceHash) return undefined;
  const body = found?.kept ? keep(draft.body, found.body ?? {}, found.kept) : draft.body;
  const fact = kind.analysis && when && where ? kind.analysis.fact(body) : undefined;
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
    where?.geometry && JSON.stringify(where.geometry),
    box?.west,
    box?.south,
    box?.east,
    box?.north,
    draft.marking ?? options.marking,
    options.source,
    draft.sourceId,
    `\\x${sourceHash}`,
    options.importId,
    draft.line,
    draft.raw,
    found?.kept ? JSON.stringify({ kept: found.kept }) : '{}',
    body === draft.body ? said : JSON.stringify(body),
    `${title} ${kind.words?.(body) ?? ''}`,
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

/** What a person changed stays; the rest follows the source. */
const keep = (
  said: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
  kept: readonly string[],
): Record<string, unknown> => {
  const body: Record<string, unknown> = { ...said };
  for (const field of kept)
    if (now[field] === undefined) delete body[field];
    else body[field] = now[field];
  return body;
};
