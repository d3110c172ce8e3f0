import { rm } from 'node:fs/promises';
import { type Id, id, Problem } from '@bluehelm/kernel';
import { beginSession, findMission, type Grant } from '../../foundation/access/index.ts';
import type { JobHandler } from '../../foundation/jobs/index.ts';
import { readRecord } from '../../foundation/records/index.ts';
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

declare module '../../foundation/jobs/index.ts' {
  interface JobPayloads {
    import: ImportJob;
  }
}

/** Takes in uploaded files. Stopped by the server's end, the job is taken up again by the next start. */
export const importJob =
  (needs: ImportNeeds): JobHandler<'import'> =>
  async (job, signal) => {
    const mission = await findMission(needs.db, job.mission);
    const session = beginSession(needs.markings, mission, job.bearer);
    const record = await readRecord(needs, session, id(job.importId));
    const { path, name, source, encoding } = job;
    try {
      await runImport(needs, session, record, {
        path,
        name,
        source,
        signal,
        ...(encoding ? { encoding } : {}),
      });
    } catch (error) {
      // a file that cannot be read stays unreadable: its record says why, trying again would not help
      if (!(error instanceof Problem)) throw error;
    }
    await rm(path, { force: true });
  };
