import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnyKind } from '../src/foundation/records/index.ts';
import { type TestServer, testServer } from './support/server.ts';

const guide = await readFile(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8');
const example = /^```ts\n([\s\S]*?)^```/m.exec(guide)![1]!;

// inside the project, so that the example's imports find the packages they name
const folder = fileURLToPath(new URL('../test-output/', import.meta.url));
const file = `${folder}contributing-${process.pid}.ts`;
let server: TestServer;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(file, example.replaceAll('../../foundation/', '../src/foundation/'));
  const { checkpoint } = (await import(file)) as { checkpoint: AnyKind };
  server = await testServer({}, [], [checkpoint]);
});

afterAll(() => rm(file, { force: true }));

test('the kind of CONTRIBUTING.md is served, kept, moved and shown on maps as it stands there', async () => {
  const token = await server.token();
  const made = await server.call(token, 'POST', '/api/v1/records', {
    kind: 'checkpoint',
    when: { start: '2026-05-31' },
    where: { lon: 4.5, lat: 13.2 },
    marking: { audience: ['*'] },
    body: { name: 'Bridge, north end' },
  });
  expect(made.statusCode).toBe(201);
  const { id } = made.json() as { id: string };
  const moved = await server.call(
    token,
    'POST',
    `/api/v1/records/${id}/state`,
    { to: 'gone' },
    { 'if-match': '"1"' },
  );
  expect(moved.json()).toMatchObject({ title: 'Bridge, north end', state: 'gone', version: 2 });
  const items = await server.call(token, 'GET', '/ogc/collections/checkpoint/items');
  expect(items.json()).toMatchObject({ numberMatched: 1, features: [{ id }] });
  const table = await server.call(token, 'GET', '/api/v1/records.csv?kind=checkpoint');
  expect(table.payload).toBe(`id,name\r\n${id},"Bridge, north end"\r\n`);
});
