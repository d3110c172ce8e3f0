import { type Id, newId } from '@bluehelm/kernel';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { type Database, openDatabase } from '../database/index.ts';
import { type JobHandlers, type Jobs, openJobs } from './index.ts';

interface Payloads {
  readonly 'test-job': { readonly number: number };
}

let db: Database;
let url: string;
const opened: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  url = await testDatabase();
  db = await openDatabase(url, { migrate: false });
  return () => db.close();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

type Handler = JobHandlers<Payloads>['test-job'];
const open = async (handler: Handler, on = db, log?: (message: string) => void): Promise<Jobs<Payloads>> => {
  const jobs = await openJobs(on, { 'test-job': handler }, log);
  opened.push(jobs);
  return jobs;
};
const waiting = async (): Promise<number> =>
  (await db.owner.query('select count(*) as count from bluehelm_jobs.jobs')).rows[0].count;
const soon = { timeout: 20_000, interval: 20 };

test('a job runs once with what it was given and is gone', async () => {
  const given: number[] = [];
  const jobs = await open(async ({ number }) => void given.push(number));
  await jobs.add('test-job', { number: 7 });
  await vi.waitFor(async () => expect(await waiting()).toBe(0), soon);
  expect(given).toEqual([7]);
});

test('a job with a key that waits already is not added twice', async () => {
  const given: number[] = [];
  let free = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  const jobs = await open(async ({ number }) => {
    given.push(number);
    await held;
  });
  await jobs.add('test-job', { number: 0 });
  await vi.waitFor(() => expect(given).toEqual([0]), soon);
  const key: Id = newId();
  await jobs.add('test-job', { number: 1 }, key);
  await jobs.add('test-job', { number: 2 }, key);
  free();
  await vi.waitFor(async () => expect(await waiting()).toBe(0), soon);
  expect(given).toEqual([0, 2]);
});

test('a job that fails is told of and tried again', async () => {
  let tries = 0;
  const told: string[] = [];
  const jobs = await open(
    async () => {
      if (++tries === 1) throw new Error('the first time');
    },
    db,
    (message) => told.push(message),
  );
  await jobs.add('test-job', { number: 1 });
  await vi.waitFor(async () => expect(await waiting()).toBe(0), soon);
  expect(tries).toBe(2);
  expect(told.join()).toMatch(/the first time/);
});

test('a job that a killed server held is taken up by the next one at once', async () => {
  await (await open(async () => undefined)).close();
  opened.pop();
  // what a kill leaves: a job that a worker holds which is no more
  await db.owner.query(`select bluehelm_jobs.add_job('test-job', '{"number": 3}')`);
  await db.owner.query(
    `update bluehelm_jobs._private_jobs set locked_by = 'dead', locked_at = now(), attempts = 1`,
  );
  const given: number[] = [];
  await open(async ({ number }) => void given.push(number));
  await vi.waitFor(() => expect(given).toEqual([3]), soon);
});

test('a second server leaves the first one’s running job alone', async () => {
  let runs = 0;
  let free = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  const first = await open(async () => {
    runs++;
    await held;
  });
  await first.add('test-job', { number: 1 });
  await vi.waitFor(() => expect(runs).toBe(1), soon);
  const second = await openDatabase(url, { migrate: false });
  let others = 0;
  const other = await openJobs(second, { 'test-job': async () => void others++ });
  const { rows } = await db.owner.query('select locked_by from bluehelm_jobs.jobs');
  expect(rows).toEqual([{ locked_by: expect.any(String) }]);
  free();
  await vi.waitFor(async () => expect(await waiting()).toBe(0), soon);
  expect([runs, others]).toEqual([1, 0]);
  await other.close();
  await second.close();
});

test('closing tells a running job by its signal and waits for it', async () => {
  const said: string[] = [];
  const jobs = await open(async (_, signal) => {
    said.push('started');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    said.push('stopped');
  });
  await jobs.add('test-job', { number: 1 });
  await vi.waitFor(() => expect(said).toEqual(['started']), soon);
  opened.pop();
  await jobs.close();
  expect(said).toEqual(['started', 'stopped']);
});

test('the connection that keeps other servers away may break without ending the process', async () => {
  const given: number[] = [];
  const jobs = await open(async ({ number }) => void given.push(number));
  await db.owner.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 471147006 and database =
       (select oid from pg_database where datname = current_database())`,
  );
  await jobs.add('test-job', { number: 5 });
  await vi.waitFor(() => expect(given).toEqual([5]), soon);
});
