import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../src/foundation/database/engine/index.ts';
import { type Ran, runBluehelm, startServer, temporaryFolder } from '../support/bluehelm.ts';
import { gedFile } from '../support/ged-files.ts';

let server: Engine;
let folder: string;
let url: string;

// a PostgreSQL server that Bluehelm neither starts nor stops: to the command it is known by its address alone
beforeAll(async () => {
  folder = await temporaryFolder();
  server = await openEngine({ dataFolder: `${folder}/server` });
  const admin = new pg.Client({ connectionString: server.ownerUrl });
  await admin.connect();
  // not a superuser, as on most servers of a headquarters
  await admin.query(`create role chief login createrole password 'not:a@secret/here'`);
  await admin.query('create database headquarters owner chief');
  await admin.end();
  const given = new URL(server.ownerUrl);
  given.username = 'chief';
  given.password = encodeURIComponent('not:a@secret/here');
  given.pathname = '/headquarters';
  url = given.href;
});
afterAll(() => server.close());

const command = (address: string, ...words: string[]): Promise<Ran> =>
  runBluehelm([...words, '--data', `${folder}/data`], { cwd: folder, env: { DATABASE_URL: address } });

test('DATABASE_URL: migrations, import, row security, audit and the server work on a server that is not ours', async () => {
  const file = await gedFile(folder, 'some.csv', { rows: 300 });
  const first = await command(url, 'import', file, '--json');
  expect(first.stderr).toBe('');
  expect(JSON.parse(first.stdout)).toMatchObject({ read: 300, created: 300 });
  expect(JSON.parse((await command(url, 'import', file, '--json')).stdout)).toMatchObject({ unchanged: 300 });

  const doctor = JSON.parse((await command(url, 'doctor', '--json')).stdout);
  expect(doctor.ok).toBe(true);
  expect(doctor.findings).toContainEqual({
    check: 'row security',
    ok: true,
    found: 'the application sees nothing outside a session',
  });
  expect(doctor.findings).toContainEqual(
    expect.objectContaining({ check: 'database', found: expect.stringContaining('server PostgreSQL') }),
  );
  expect((await command(url, 'audit', 'verify')).code).toBe(0);

  const running = await startServer({ dataFolder: `${folder}/data`, env: { DATABASE_URL: url } });
  const token = (
    await command(url, 'token', 'create', '--mission', 'default', '--role', 'reader')
  ).stdout.trim();
  const answer = await fetch(`${running.origin}/api/v1/records?kind=incident&limit=5`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(((await answer.json()) as { records: unknown[] }).records).toHaveLength(5);
  const ended = await running.stop();
  expect(ended.code).toBe(0);
  expect(ended.stdout + ended.stderr).not.toContain('secret');

  // the server itself goes on
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
});

test.each([
  ['mysql://localhost/x', 'not a PostgreSQL connection string'],
  ['postgresql://chief:wrong-password@localhost:1/headquarters', 'No usable answer from localhost:1'],
])('%s is refused with a clear message and without its password', async (address, message) => {
  const ran = await command(address, 'mission', 'list');
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(message);
  expect(ran.stderr).not.toContain('wrong-password');
  expect(ran.stderr).not.toContain('please report');
});
