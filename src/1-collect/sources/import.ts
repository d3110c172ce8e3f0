import { setImmediate as turn } from 'node:timers/promises';
import type { Batch, Refusal } from '@bluehelm/formats';
import { everyone, type Id, Problem } from '@bluehelm/kernel';
import { demand, type Session } from '../../foundation/access/index.ts';
import {
  type BulkOptions,
  concludeRecord,
  createRecord,
  type Importer,
  type MissionRecord,
  type PreparedRow,
  prepareRow,
  type RecordNeeds,
  type SourceDraft,
  upsertPrepared,
} from '../../foundation/records/index.ts';
import { ahead } from './ahead.ts';
import { Extent } from './extent.ts';
import type { ImportBody } from './kind.ts';
import { sourceProblems } from './problems.ts';
import { importerOf } from './recognise-file.ts';
import type { RowSource } from './row-source.ts';
import { addRefused, beat, lostImports, type Progress } from './store.ts';

export type ImportNeeds = RecordNeeds & {
  readonly importers: readonly Importer[];
  /** called after an import that made or changed records: other rooms add what belongs to them */
  readonly afterImport?: (session: Session, importer: Importer, record: MissionRecord) => Promise<void>;
};

/** Who hears of an import, and who may stop it. */
export interface ImportHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Readonly<Progress>) => void;
  /** hears of each refused row, in the source's order */
  readonly onRefused?: (refused: readonly Refusal[]) => void | Promise<void>;
}

/** Rows per transaction: large enough that its costs vanish, small enough that an edit waits less than a second. */
const batchRows = 2000;
/** Batches that are parsed and made ready while one is written. */
const batchesAhead = 2;
const rowsAtOnce = 50;
const beatMs = 1000;

/** Opens the import record that a source's rows will refer to. @throws Problem RIGHT_MISSING, SOURCE_DRIVER_UNKNOWN */
export const beginImport = async (
  needs: ImportNeeds,
  session: Session,
  source: RowSource,
): Promise<MissionRecord> => {
  demand(session, 'import');
  await sweepLost(needs, session);
  const importer = importerOf(needs.importers, source);
  const { name, format, layout, header, bytes, parameters } = source;
  const body: ImportBody = {
    file: name,
    format,
    layout,
    source: importer.source,
    of: importer.kind.name,
    header: header.slice(0, 500),
    ...(bytes === undefined ? {} : { bytes }),
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
    { provenance: { method: 'import', parameters: { format, ...parameters } } },
  );
};

/**
 * Takes in a source's rows under an open import record. Streaming: the next batch is parsed while one is written. Everything
 * that was reported as written stays written, whatever happens after; run again, it goes on where it stopped.
 * @returns the import record in its final state; @throws Problem where the source as a whole cannot be read
 */
export const runImport = async (
  needs: ImportNeeds,
  session: Session,
  record: MissionRecord,
  source: RowSource,
  hooks: ImportHooks = {},
): Promise<MissionRecord> => {
  const run = await openRun(needs, session, record, source, hooks);
  try {
    await run.all();
  } catch (error) {
    // where the database itself is gone, the next start finds the record and marks it; the first fault is what counts
    const end = (state: string, more?: Partial<ImportBody>) => run.end(state, more).catch(() => undefined);
    if (hooks.signal?.aborted) {
      await end('interrupted');
      throw error;
    }
    const problem =
      error instanceof Problem
        ? error
        : new Problem(sourceProblems.interrupted, `The import stopped: ${(error as Error).message}.`, {
            mend: 'What was written stays. Import it again to complete it.',
            cause: error,
          });
    await end('failed', { problem: { ...problem.toJSON() } });
    throw problem;
  }
  const ended = await run.end('done');
  // also where nothing was new: an earlier run may have ended before it came to this
  await needs.afterImport?.(session, run.importer, ended);
  return ended;
};

const openRun = async (
  needs: ImportNeeds,
  session: Session,
  record: MissionRecord,
  source: RowSource,
  hooks: ImportHooks,
) => {
  const body = record.body as ImportBody;
  const importer = importerOf(needs.importers, source);
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
  const options: BulkOptions = {
    kind: importer.kind,
    source: importer.source,
    marking,
    importId: record.id as Id,
  };
  const extent = new Extent();
  let beatAt = 0;
  let stored = 0;

  const tell = async (now = false) => {
    hooks.onProgress?.(progress);
    if (!now && Date.now() - beatAt < beatMs) return;
    beatAt = Date.now();
    await beat(needs, session, { id: record.id, marking, progress });
  };

  const refuse = async (refused: readonly Refusal[]) => {
    if (refused.length === 0) return;
    progress.refused += refused.length;
    await hooks.onRefused?.(refused);
    await addRefused(needs, session, { id: record.id, marking, from: stored }, refused);
    stored += refused.length;
  };

  const take = async (batch: Taken) => {
    const outcome = await upsertPrepared(needs, session, options, batch.rows);
    const unwritten = outcome.refused.map((at) => unwritable(batch.rows[at]!.draft));
    await refuse([...batch.refused, ...unwritten].sort((a, b) => a.line - b.line));
    for (const { draft } of batch.rows) extent.add(draft);
    progress.read += batch.rows.length + batch.refused.length;
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
      const batches = source.batches({ batchRows, ...(hooks.signal ? { signal: hooks.signal } : {}) });
      for await (const batch of ahead(eachPrepared(needs, importer, options, batches), batchesAhead)) {
        hooks.signal?.throwIfAborted();
        await take(batch);
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
  readonly rows: readonly PreparedRow[];
  readonly refused: readonly Refusal[];
  readonly bytesRead: number;
}

/** Everything about a batch that can be done before its turn to be written. */
async function* eachPrepared(
  needs: ImportNeeds,
  importer: Importer,
  options: BulkOptions,
  batches: AsyncIterable<Batch<unknown>>,
): AsyncGenerator<Taken> {
  for await (const batch of batches) {
    const rows: PreparedRow[] = [];
    const refused: Refusal[] = [...batch.refused];
    for (const row of batch.rows) {
      // the batch being written needs this thread again and again
      if ((rows.length + refused.length) % rowsAtOnce === 0) await turn();
      try {
        const draft = importer.draft(row.value);
        needs.kinds.check(importer.kind, draft.body);
        rows.push(prepareRow(options, { ...draft, line: row.line, raw: row.raw }));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const fault = { column: error.faults[0]?.where ?? 'row', given: '', reason: error.detail };
        refused.push({ ...fault, line: row.line, raw: row.raw, faults: [fault] });
      }
    }
    yield { rows, refused, bytesRead: batch.bytesRead };
  }
}

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
