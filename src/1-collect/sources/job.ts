import { rm } from 'node:fs/promises';
import { type Id, id, Problem } from '@bluehelm/kernel';
import { beginSession, findMission, type Grant, type Session } from '../../foundation/access/index.ts';
import type { JobHandler } from '../../foundation/jobs/index.ts';
import { concludeRecord, readRecord } from '../../foundation/records/index.ts';
import { fileSource } from './file-source.ts';
import { type ImportNeeds, runImport } from './import.ts';

/** An uploaded file that waits to be taken in, and on whose behalf. */
export interface ImportJob {
  readonly mission: Id;
  readonly importId: Id;
  readonly path: string;
  readonly name: string;
  readonly source: string;
  readonly encoding?: string;
  readonly bearer: Grant;
}

/** The jobs of this room. */
export interface ImportJobs {
  readonly import: ImportJob;
}

/** Takes in uploaded files. Stopped by the server's end, the job is taken up again by the next start. */
export const importJob =
  (needs: ImportNeeds): JobHandler<ImportJob> =>
  async (job, signal) => {
    const mission = await findMission(needs.db, job.mission);
    const session = beginSession(needs.markings, mission, job.bearer);
    const record = await readRecord(needs, session, id(job.importId));
    const { path, name, source, encoding } = job;
    try {
      // taken up again after its server died or was stopped
      if (record.state !== 'running') await concludeRecord(needs, session, record.id, 'running');
      const rows = await fileSource({ path, name, source, ...(encoding ? { encoding } : {}) });
      await runImport(needs, session, record, rows, { signal });
    } catch (error) {
      // a file that cannot be read stays unreadable: its record says why, trying again would not help
      if (!(error instanceof Problem)) throw error;
      await noteFailure(needs, session, record.id, error);
    }
    await rm(path, { force: true });
  };

/** Most failures are noted where they happen; one before the first row, such as a lost file, is noted here. */
const noteFailure = async (
  needs: ImportNeeds,
  session: Session,
  wanted: Id,
  problem: Problem,
): Promise<void> => {
  const { state, body } = await readRecord(needs, session, wanted);
  if (state === 'failed') return;
  await concludeRecord(needs, session, wanted, 'failed', { ...body, problem: { ...problem.toJSON() } });
};
