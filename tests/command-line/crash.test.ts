import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../src/foundation/database/engine/index.ts';
import {
  type RunningServer,
  runBluehelm,
  spawnBluehelm,
  startServer,
  temporaryFolder,
} from '../support/bluehelm.ts';
import { gedFile } from '../support/ged-files.ts';
import { integrityOf } from '../support/integrity.ts';
import { killDatabase, until } from '../support/processes.ts';

const rows = 16_000;
const patient = 300_000;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  file = await gedFile(folder, 'long.csv', { rows });
});

const whole = { doubled: 0, withoutFact: 0, factWithoutRecord: 0, brokenHistory: 0, feedGaps: 0 };

const auditHolds = async (dataFolder: string): Promise<void> => {
  const { code, stdout } = await runBluehelm(['audit', 'verify', '--json', '--data', dataFolder]);
  expect(stdout).toContain('"intact":true');
  expect(code).toBe(0);
};

/** Rows of one table as the owner counts them; undefined while the database cannot be asked. */
const counted = async (ownerUrl: string): Promise<number | undefined> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows: found } = await client.query(
      `select count(*)::int as count from bluehelm.record where kind = 'incident'`,
    );
    return found[0].count;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
};

test(
  'an import that is killed again and again is completed: nothing lost, nothing doubled, no trace of halves',
  async () => {
    const dataFolder = `${folder}/import`;
    const words = (mission: number) => [
      ...['import', file, '--mission', `crash-${mission}`, '--json', '--data', dataFolder],
    ];
    let engine: Engine | undefined;
    // where one import is completed before it is hit, the next begins in another mission
    let mission = 1;
    let kills = 0;
    let databaseKills = 0;
    for (let round = 0; kills < 10 && round < 30; round++) {
      // this process joins the database, so that killing the importer alone leaves it running
      engine ??= await openEngine({ dataFolder });
      const before = (await counted(engine.ownerUrl)) ?? 0;
      const running = spawnBluehelm(words(mission));
      let ended = false;
      void running.ended.then(() => {
        ended = true;
      });
      // two rounds in three are killed while rows are being written, the others while it starts
      const { ownerUrl } = engine;
      if (round % 3 !== 2)
        await until('rows arrive', async () => ended || ((await counted(ownerUrl)) ?? 0) > before, 60_000);
      await sleep(Math.random() * 400);
      if (ended) {
        mission++;
        continue;
      }
      kills++;
      process.kill(-running.child.pid!, 'SIGKILL');
      if (kills % 4 === 3) {
        databaseKills++;
        await killDatabase(dataFolder);
        await engine.close();
        engine = undefined;
      }
      await running.ended;
    }
    expect([kills, databaseKills]).toEqual([10, 2]);

    const last = await runBluehelm(words(mission));
    expect(last.code).toBe(0);
    expect(JSON.parse(last.stdout)).toMatchObject({ read: rows, updated: 0, refused: 0 });
    engine ??= await openEngine({ dataFolder });
    for (let one = 1; one <= mission; one++)
      expect(await integrityOf(engine.ownerUrl, `crash-${one}`)).toEqual({ incidents: rows, ...whole });
    await auditHolds(dataFolder);

    // those that died are marked by the next import or start, once they have been silent for a while
    const owner = new pg.Client({ connectionString: engine.ownerUrl });
    await owner.connect();
    await owner.query(`update bluehelm.import_run set beat_at = beat_at - interval '2 minutes'`);
    for (let one = 1; one <= mission; one++) await runBluehelm(words(one));
    const { rows: states } = await owner.query(
      `select state, count(*)::int as count from bluehelm.record where kind = 'import' group by state order by state`,
    );
    await owner.end();
    // a kill before the import's record was written leaves none
    expect(states.map((one) => one.state)).toEqual(['done', 'interrupted']);
    // one that was killed after its last row, before its process ended, was done as well
    expect(states[0].count).toBeGreaterThanOrEqual(2 * mission);
    await engine.close();
  },
  patient,
);

interface Editable {
  readonly id: string;
  version: number;
  /** the last text that the server said it had written */
  acknowledged: string;
  /** the text on its way when the server died */
  tried: string;
}

const tokenFor = async (dataFolder: string, mission: string): Promise<string> => {
  const words = ['token', 'create', '--mission', mission, '--role', 'analyst', '--data', dataFolder];
  return (await runBluehelm(words)).stdout.trim();
};

test(
  'edits that were acknowledged before the server was killed are there, and no half of the others',
  async () => {
    let server: RunningServer = await startServer();
    const { dataFolder } = server;
    const small = await gedFile(folder, 'small.csv', { rows: 8 });
    await runBluehelm(['import', small, '--mission', 'edits', '--data', dataFolder]);
    const token = await tokenFor(dataFolder, 'edits');
    const call = (path: string, init: RequestInit = {}) =>
      fetch(`${server.origin}/api/v1/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
      });
    const page = (await (await call('records?kind=incident&limit=8')).json()) as {
      records: { id: string; version: number; body: { summary: string } }[];
    };
    const records: Editable[] = page.records.map(({ id, version, body }) => ({
      id,
      version,
      acknowledged: body.summary,
      tried: body.summary,
    }));
    expect(records).toHaveLength(8);

    let acknowledged = 0;
    for (let round = 0; round < 3; round++) {
      let alive = true;
      const editing = records.map(async (record) => {
        while (alive) {
          record.tried = `edit ${record.version + 1} of round ${round}`;
          const answer = await call(`records/${record.id}`, {
            method: 'PATCH',
            headers: { 'if-match': `"${record.version}"` },
            body: JSON.stringify({ body: { summary: record.tried } }),
          }).catch(() => undefined);
          if (answer === undefined) return;
          expect(answer.status).toBe(200);
          const changed = (await answer.json().catch(() => undefined)) as Editable | undefined;
          if (changed === undefined) return;
          record.version = changed.version;
          record.acknowledged = record.tried;
          acknowledged++;
        }
      });
      await sleep(400 + Math.random() * 600);
      const dying = server.kill(true);
      if (round % 2 === 0) await killDatabase(dataFolder);
      await dying;
      alive = false;
      await Promise.all(editing);
      server = await startServer({ dataFolder });
      for (const record of records) {
        const now = (await (await call(`records/${record.id}`)).json()) as {
          version: number;
          body: { summary: string };
        };
        // the last one acknowledged, or the one whose answer was lost on its way
        const lost = now.version === record.version + 1;
        expect(now.version).toBe(lost ? record.version + 1 : record.version);
        expect(now.body.summary).toBe(lost ? record.tried : record.acknowledged);
        record.version = now.version;
        record.acknowledged = now.body.summary;
      }
    }
    expect(acknowledged).toBeGreaterThan(20);
    const engine = await openEngine({ dataFolder });
    expect(await integrityOf(engine.ownerUrl, 'edits')).toEqual({ incidents: 8, ...whole });
    await engine.close();
    await auditHolds(dataFolder);
    await server.stop();
  },
  patient,
);

test(
  'an upload that was accepted is taken in by the next start, whatever died after the answer',
  async () => {
    let server = await startServer();
    const { dataFolder } = server;
    const body = await readFile(file);
    const token = await tokenFor(dataFolder, 'uploads');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${server.origin}/api/v1/imports?name=long.csv`, {
      method: 'POST',
      headers,
      body,
    });
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    await Promise.all([server.kill(true), killDatabase(dataFolder)]);

    server = await startServer({ dataFolder });
    const state = async () => {
      const found = await fetch(`${server.origin}/api/v1/imports/${id}`, { headers });
      return (await found.json()) as { state: string; body: { read: number } };
    };
    await until('some rows were read', async () => (await state()).body.read > 0, 60_000);
    // stopped in the middle by Ctrl-C this time
    await server.stop();
    server = await startServer({ dataFolder });
    await until('the upload is taken in', async () => (await state()).state === 'done', 90_000);
    expect((await state()).body.read).toBe(rows);
    await server.stop();
    const engine = await openEngine({ dataFolder });
    expect(await integrityOf(engine.ownerUrl, 'uploads')).toEqual({ incidents: rows, ...whole });
    await engine.close();
  },
  patient,
);

afterAll(async () => {
  await killDatabase(`${folder}/import`);
});
