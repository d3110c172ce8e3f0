import type { Id } from '@bluehelm/kernel';
import { Logger, type Runner, run, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Database } from '../database/index.ts';

/** What does the work of a job, given its payload; the signal says that the server ends. */
export type JobHandler<Payload> = (payload: Payload, signal: AbortSignal) => Promise<void>;

/** Handlers by the names of their jobs. `Payloads` says what each is given. */
export type JobHandlers<Payloads> = { readonly [Name in keyof Payloads]: JobHandler<Payloads[Name]> };

export interface Jobs<Payloads> {
  add<Name extends keyof Payloads & string>(name: Name, payload: Payloads[Name], key?: Id): Promise<void>;
  /** waits for running jobs to notice their signal, then stops */
  close(): Promise<void>;
}

export const jobsSchema = 'bluehelm_jobs';
const serverLock = 471_147_006;

/**
 * Runs background jobs on the same database. A job that a killed server held is taken up again at once by the next
 * server: only one server per database holds the lock that allows this.
 */
export const openJobs = async <Payloads extends object>(
  db: Database,
  handlers: JobHandlers<Payloads>,
  log: (message: string) => void = () => undefined,
): Promise<Jobs<Payloads>> => {
  const lockHolder = await freeStaleJobs(db);
  const stopping = new AbortController();
  const taskList: TaskList = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (payload: unknown) =>
        (handler as (given: unknown, signal: AbortSignal) => Promise<void>)(payload, stopping.signal),
    ]),
  );
  const runner: Runner = await run({
    pgPool: db.owner,
    schema: jobsSchema,
    taskList,
    concurrency: 1,
    noHandleSignals: true,
    pollInterval: 2000,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log(message);
    }),
  });
  return {
    add: async (name, payload, key) => {
      await runner.addJob(name, payload as never, { maxAttempts: 25, ...(key ? { jobKey: key } : {}) });
    },
    close: async () => {
      stopping.abort();
      await runner.stop();
      lockHolder?.release(true);
    },
  };
};

/** @returns the connection that holds the server's lock, or undefined where another server runs */
const freeStaleJobs = async (db: Database): Promise<pg.PoolClient | undefined> => {
  const client = await db.owner.connect();
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
    serverLock,
  ]);
  if (!rows[0]!.held) {
    client.release();
    return undefined;
  }
  const stale = await client.query<{ locked_by: string }>(
    `select distinct locked_by from ${jobsSchema}.jobs where locked_by is not null`,
  );
  await client.query(`select ${jobsSchema}.force_unlock_workers($1)`, [
    stale.rows.map((row) => row.locked_by),
  ]);
  // one that the last server's end interrupted waits for nothing either
  await client.query(
    `select ${jobsSchema}.reschedule_jobs(
       array(select id from ${jobsSchema}.jobs where attempts between 1 and max_attempts - 1), run_at => now())`,
  );
  return client;
};
