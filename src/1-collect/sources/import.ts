import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { formatOf, type Input, type Recognition, type Refusal } from '@bluehelm/formats';
import { everyone, type Id, Problem } from '@bluehelm/kernel';
import { demand, type Session } from '../../foundation/access/index.ts';
import {
  concludeRecord,
  createRecord,
  type Importer,
  type MissionRecord,
  type RecordNeeds,
  type SourceDraft,
  upsertBatch,
} from '../../foundation/records/index.ts';
import { Extent } from './extent.ts';
import type { ImportBody } from './kind.ts';
import { sourceProblems } from './problems.ts';
import { firstBytes, importerOf, recogniseHead } from './recognise-file.ts';
import { addRefused, beat, lostImports, type Progress } from './store.ts';

export type ImportNeeds = RecordNeeds & {
  readonly importers: readonly Importer[];
  /** called after an import that made or changed records: other rooms add what belongs to them */
  readonly afterImport?: (session: Session, importer: Importer, record: MissionRecord) => Promise<void>;
};

export interface ImportRequest {
  /** a file on this machine */
  readonly path: string;
  /** its name as the user knows it */
  readonly name?: string;
  /** a driver's id, or `auto` */
  readonly source?: string;
  readonly encoding?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Readonly<Progress>) => void;
  /** hears of each refused row, in the file's order */
  readonly onRefused?: (refused: readonly Refusal[]) => void | Promise<void>;
}

/** Rows per transaction: large enough that its costs vanish, small enough that an edit waits less than a second. */
const batchRows = 4000;
const beatMs = 1000;

/** Recognises a file without taking it in. @throws Problem SOURCE_* */
export const recogniseFile = async (request: ImportRequest): Promise<Recognition> =>
  recogniseHead(
    await firstBytes(request.path),
    request.name ?? basename(request.path),
    request.source ?? 'auto',
    request.encoding,
  );

/** Opens the import record that a file's rows will refer to. @throws Problem RIGHT_MISSING, SOURCE_* */
export const beginImport = async (
  needs: ImportNeeds,
  session: Session,
  request: ImportRequest,
): Promise<MissionRecord> => {
  demand(session, 'import');
  await sweepLost(needs, session);
  const found = await recogniseFile(request);
  const importer = importerOf(needs.importers, found);
  const { size } = await stat(request.path);
  const body: ImportBody = {
    file: request.name ?? basename(request.path),
    format: found.format,
    layout: found.layout,
    source: importer.source,
    of: importer.kind.name,
    header: found.mapping.map((one) => one.column).slice(0, 500),
    bytes: size,
    bytesRead: 0,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
  };
  return createRecord(
    needs,
    session,
    'import',
    { body, marking: { audience: [everyone] } },
    {
      provenance: {
        method: 'import',
        parameters: {
          format: found.format,
          layout: found.layout,
          encoding: request.encoding ?? found.encoding,
          container: found.container,
        },
      },
    },
  );
};

/**
 * Takes in a file under an open import record. Streaming: the next batch is parsed while one is written. Everything
 * that was reported as written stays written, whatever happens after; run again, it goes on where it stopped.
 * @returns the import record in its final state; @throws Problem where the file as a whole cannot be read
 */
export const runImport = async (
  needs: ImportNeeds,
  session: Session,
  record: MissionRecord,
  request: ImportRequest,
): Promise<MissionRecord> => {
  const run = await openRun(needs, session, record, request);
  try {
    await run.all();
  } catch (error) {
    if (request.signal?.aborted) {
      await run.end('interrupted');
      throw error;
    }
    const problem =
      error instanceof Problem
        ? error
        : new Problem(sourceProblems.interrupted, (error as Error).message, { cause: error });
    await run.end('failed', { problem: { ...problem.toJSON() } });
    throw problem;
  }
  const ended = await run.end('done');
  if (run.progress.created + run.progress.updated > 0)
    await needs.afterImport?.(session, run.importer, ended);
  return ended;
};

const openRun = async (
  needs: ImportNeeds,
  session: Session,
  record: MissionRecord,
  request: ImportRequest,
) => {
  const body = record.body as ImportBody;
  const importer = needs.importers.find((one) => one.format === body.format)!;
  const format = formatOf(body.format)!;
  const marking = await needs.markings.number(record.marking);
  const progress: Progress = {
    bytes: body.bytes,
    bytesRead: 0,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
  };
  const extent = new Extent();
  let beatAt = 0;
  let stored = 0;

  const tell = async (now = false) => {
    request.onProgress?.(progress);
    if (!now && Date.now() - beatAt < beatMs) return;
    beatAt = Date.now();
    await beat(needs, session, { id: record.id, marking, progress });
  };

  const refuse = async (refused: readonly Refusal[]) => {
    if (refused.length === 0) return;
    progress.refused += refused.length;
    await request.onRefused?.(refused);
    await addRefused(needs, session, { id: record.id, marking, from: stored }, refused);
    stored += refused.length;
  };

  const take = async (batch: Taken) => {
    const options = { kind: importer.kind, source: importer.source, marking, importId: record.id as Id };
    const outcome = await upsertBatch(needs, session, options, batch.drafts);
    const unwritten = outcome.refused.map((at) => unwritable(batch.drafts[at]!));
    await refuse([...batch.refused, ...unwritten].sort((a, b) => a.line - b.line));
    for (const draft of batch.drafts) extent.add(draft);
    progress.read += batch.drafts.length + batch.refused.length;
    progress.created += outcome.created;
    progress.updated += outcome.updated;
    progress.unchanged += outcome.unchanged;
    progress.bytesRead = batch.bytesRead;
    await tell();
  };

  return {
    importer,
    progress,
    all: async () => {
      await tell(true);
      const input: Input = { path: request.path, name: body.file };
      const batches = format.read(input, {
        layout: body.layout,
        batchRows,
        ...(request.encoding ? { encoding: request.encoding } : {}),
        ...(request.signal ? { signal: request.signal } : {}),
      });
      let writing: Promise<void> = Promise.resolve();
      try {
        for await (const batch of batches) {
          const taken = asDrafts(needs, importer, batch);
          await writing;
          request.signal?.throwIfAborted();
          writing = take(taken);
          // a failure is met at the next await; until then it must not count as unhandled
          writing.catch(() => undefined);
        }
      } finally {
        await writing;
      }
    },
    end: async (state: string, more: Partial<ImportBody> = {}) => {
      await beat(needs, session, { id: record.id, marking, progress, ended: true });
      const final: ImportBody = { ...body, ...progress, ...extent.found(), ...more };
      return concludeRecord(needs, session, record.id, state, final);
    },
  };
};

interface Taken {
  readonly drafts: readonly SourceDraft[];
  readonly refused: readonly Refusal[];
  readonly bytesRead: number;
}

const asDrafts = (
  needs: ImportNeeds,
  importer: Importer,
  batch: {
    rows: readonly { line: number; raw: string; value: unknown }[];
    refused: readonly Refusal[];
    bytesRead: number;
  },
): Taken => {
  const drafts: SourceDraft[] = [];
  const refused: Refusal[] = [...batch.refused];
  for (const row of batch.rows) {
    try {
      const draft = importer.draft(row.value);
      needs.kinds.check(importer.kind, draft.body);
      drafts.push({ ...draft, line: row.line, raw: row.raw });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const fault = { column: error.faults[0]?.where ?? 'row', given: '', reason: error.detail };
      refused.push({ ...fault, line: row.line, raw: row.raw, faults: [fault] });
    }
  }
  return { drafts, refused, bytesRead: batch.bytesRead };
};

const unwritable = (draft: SourceDraft): Refusal => {
  const fault = {
    column: 'row',
    given: draft.sourceId,
    reason: 'This row cannot be written with your rights in this mission.',
  };
  return { ...fault, line: draft.line ?? 0, raw: draft.raw ?? '', faults: [fault] };
};

/** Imports whose process died are marked so; their rows stay, and importing the file again completes them. */
export const sweepLost = async (
  needs: RecordNeeds,
  session: Session,
  afterSeconds?: number,
): Promise<void> => {
  for (const id of await lostImports(needs, session, afterSeconds)) {
    const ended = await concludeRecord(needs, session, id, 'interrupted');
    const marking = await needs.markings.number(ended.marking);
    const progress = ended.body as unknown as Progress;
    await beat(needs, session, { id, marking, progress, ended: true });
  }
};
