import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { newId } from '@bluehelm/kernel';
import { beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../../tests/support/server.ts';

const many = 12_345;

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await testServer();
  token = await server.token();
  for (const [title, note] of [
    ['=HYPERLINK("http://evil")', 'a formula'],
    ['Two, "quoted"', 'line one\nline two'],
  ])
    await server.call(token, 'POST', '/api/v1/records', {
      kind: 'sighting',
      when: { start: '2024-05-31' },
      where: { lon: 12.5, lat: 41.9, precision: 2 },
      body: { title, note, colour: 'red' },
    });
  // many, written by the owner at once
  await server.db.owner.query(
    `insert into bluehelm.record (mission, id, kind, version, state, title, marking, provenance, body, search, seq,
       created_at, changed_at, changed_by)
     select mission, gen_random_uuid(), 'memo', 1, 'open', 'memo', marking, '{}',
       jsonb_build_object('text', repeat('memo ', 200)), '', 1000 + n, now(), now(), 'test'
     from generate_series(1, $1) n, (select mission, marking from bluehelm.record limit 1) one`,
    [many],
  );
});

const get = (url: string, headers = {}) => server.call(token, 'GET', url, undefined, headers);

test('CSV has the columns that the kind declares, and formulas are made harmless', async () => {
  const csv = (await get('/api/v1/records.csv?kind=sighting')).body;
  const [head] = csv.split('\r\n');
  expect(head).toBe('id,date_start,latitude,longitude,title,note');
  expect(csv).toMatch(`2024-05-31,41.9,12.5,"'=HYPERLINK(""http://evil"")",a formula`);
  expect(csv).toMatch('"Two, ""quoted""","line one\nline two"');
});

test('GeoJSON has a feature per record, NDJSON a line, each offered as a file', async () => {
  const reply = await get('/api/v1/records.geojson?kind=sighting');
  expect(reply.headers['content-type']).toMatch('application/geo+json');
  expect(reply.headers['content-disposition']).toMatch(
    /attachment; filename="alpha-sighting-\d{4}-\d\d-\d\d\.geojson"/,
  );
  expect(reply.json().features).toHaveLength(2);
  expect(reply.json().features[0]).toMatchObject({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [12.5, 41.9] },
    properties: { kind: 'sighting', start: '2024-05-31', placePrecision: 2, colour: 'red' },
  });
  const lines = (await get('/api/v1/records.ndjson?kind=sighting')).body.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).version)).toEqual([1, 1]);
});

test('an export that matches nothing is whole nevertheless', async () => {
  const none = 'kind=sighting&text=nothingmatchesthis';
  expect((await get(`/api/v1/records.geojson?${none}`)).json()).toEqual({
    type: 'FeatureCollection',
    features: [],
  });
  expect((await get(`/api/v1/records.csv?${none}`)).body).toBe(
    'id,date_start,latitude,longitude,title,note\r\n',
  );
  expect((await get(`/api/v1/records.ndjson?${none}`)).body).toBe('');
});

test('an export of many pages is whole, also compressed, and ends at its limit', async () => {
  const whole = await get('/api/v1/records.ndjson?kind=memo', { 'accept-encoding': 'gzip' });
  const lines = gunzipSync(whole.rawPayload).toString().trim().split('\n');
  expect([lines.length, new Set(lines.map((line) => JSON.parse(line).id)).size]).toEqual([many, many]);
  const features = (await get('/api/v1/records.geojson?kind=memo&limit=1500')).json().features;
  expect(features).toHaveLength(1_500);
});

test('a reader that stops reading holds up its export, which fetches no more and ends with it', async () => {
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  let pages = 0;
  const query = server.db.app.connect.bind(server.db.app);
  const counting = (async () => {
    pages++;
    return query();
  }) as typeof query;
  Object.assign(server.db.app, { connect: counting });
  const outgoing = request({
    host: '127.0.0.1',
    port,
    path: '/api/v1/records.ndjson?kind=memo',
    headers: { authorization: `Bearer ${token}` },
  });
  outgoing.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    outgoing.on('response', (response) => {
      response.pause();
      resolve();
    });
    outgoing.end();
  });
  await sleep(700);
  const before = pages;
  await sleep(300);
  // 12 345 records of over a kilobyte do not fit into the sockets' buffers
  expect(pages).toBe(before);
  expect(pages).toBeLessThan(many / 1_000);
  outgoing.destroy();
  Object.assign(server.db.app, { connect: query });
  await expect.poll(() => server.db.app.totalCount - server.db.app.idleCount).toBe(0);
});

test('a role that may not export is told so', async () => {
  const reporter = await server.token({ role: 'reporter' });
  const reply = await server.call(reporter, 'GET', '/api/v1/records.csv?kind=sighting');
  expect([reply.statusCode, reply.json().code]).toEqual([403, 'RIGHT_MISSING']);
  expect((await get(`/api/v1/records/${newId()}`)).statusCode).toBe(404);
});
