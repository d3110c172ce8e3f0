import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@bluehelm/kernel';
import { beforeAll, expect, test } from 'vitest';
import { type Reply, type TestServer, testServer } from '../../../tests/support/server.ts';

/** Every hidden record says this, and nothing else does. */
const word = 'zebracorn';

interface Made {
  readonly id: string;
  readonly version: number;
}

let server: TestServer;
let high: string;
let low: string;
/** hidden by level, compartment and organisation, and hidden since a change */
const hidden: Made[] = [];
let raisedId: string;
let operations: string[];

const sighting = (title: string, marking: object) => ({
  kind: 'sighting',
  when: { start: '2024-05-31' },
  where: { lon: 33.333333, lat: 44.444444 },
  marking,
  body: { title, colour: 'green', note: title },
});

beforeAll(async () => {
  server = await testServer();
  const clearance = { level: 'confidential' as const, compartments: ['sources'], organisation: 'mission' };
  high = await server.token({ clearance });
  low = await server.token({
    clearance: { level: 'unclassified', compartments: [], organisation: 'visitor' },
  });
  const make = async (title: string, marking: object, kind = 'sighting') => {
    const body = kind === 'memo' ? { kind, marking, body: { text: title } } : sighting(title, marking);
    const reply = await server.call(high, 'POST', '/api/v1/records', body);
    expect(reply.statusCode, reply.body).toBe(201);
    return reply.json();
  };
  await make('plain', { audience: ['*'] });
  hidden.push(await make(`${word} level`, { level: 'confidential', audience: ['*'] }));
  hidden.push(await make(`${word} compartment`, { compartments: ['sources'], audience: ['*'] }));
  hidden.push(await make(`${word} organisation`, {}));
  hidden.push(await make(`${word} memo`, {}, 'memo'));
  const once = await make('shown at first', { audience: ['*'] });
  const raised = await server.call(
    high,
    'PATCH',
    `/api/v1/records/${once.id}`,
    { marking: { level: 'confidential' }, body: { title: `${word} raised` } },
    { 'if-match': '"1"' },
  );
  hidden.push(raised.json());
  raisedId = once.id;
  const { paths } = (await server.app.inject('/api/v1/openapi.json')).json();
  operations = Object.entries(paths as Record<string, object>).flatMap(([url, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
  );
});

type Ask = (token: string) => Promise<Reply[]>;

const get =
  (...urls: string[]): Ask =>
  (token) =>
    Promise.all(urls.map((url) => server.call(token, 'GET', url)));

const everyFilter = [
  '',
  '&bbox=33,44,34,45',
  '&from=2024-05-31&to=2024-05-31',
  '&category=green',
  '&least=0',
  `&text=${word.slice(0, 5)}`,
  '&state=open',
  '&sort=changed',
  '&sort=-changed',
];
const lists = (path: string, more = '') => [
  ...everyFilter.map((filter) => `${path}?kind=sighting${filter}${more}`),
  `${path}?kind=memo${more}`,
];

/** How each operation is asked for what is hidden. `none`: it tells nothing of records, and why. */
const cases: Record<string, { ask: Ask } | { single: (id: string) => Ask } | { none: string }> = {
  'GET /healthz': { none: 'only the server’s own state' },
  'GET /api/v1/openapi.json': { none: 'made from code' },
  'GET /sign-in': { none: 'takes a secret, gives a cookie' },
  'POST /api/v1/sign-out': { none: 'ends a session' },
  'GET /api/v1/session': { none: 'the caller itself' },
  'GET /api/v1/missions': { none: 'missions, not records' },
  'GET /api/v1/kinds': { none: 'made from code' },
  'GET /api/v1/kinds/{name}': { none: 'made from code' },
  'GET /ogc': { none: 'links' },
  'GET /ogc/conformance': { none: 'made from code' },
  'GET /ogc/api': { none: 'made from code' },
  'GET /api/v1/records': { ask: get(...lists('/api/v1/records', '&count=true')) },
  'GET /api/v1/records.geojson': { ask: get(...lists('/api/v1/records.geojson')) },
  'GET /api/v1/records.csv': { ask: get(...lists('/api/v1/records.csv')) },
  'GET /api/v1/records.ndjson': { ask: get(...lists('/api/v1/records.ndjson')) },
  'GET /api/v1/changes': { ask: get('/api/v1/changes', '/api/v1/changes?after=2&limit=3') },
  'GET /api/v1/changes/stream': { ask: stream },
  'GET /ogc/collections': { ask: get('/ogc/collections') },
  'GET /ogc/collections/{collectionId}': { ask: get('/ogc/collections/sighting') },
  'GET /ogc/collections/{collectionId}/items': {
    ask: get(
      ...[
        '',
        `?text=${word.slice(0, 5)}`,
        '?bbox=33,44,34,45',
        '?datetime=2024-05-31',
        '?category=green',
      ].map((query) => `/ogc/collections/sighting/items${query}`),
    ),
  },
  'GET /api/v1/records/{id}': { single: (id) => get(`/api/v1/records/${id}`) },
  'GET /api/v1/records/{id}/history': { single: (id) => get(`/api/v1/records/${id}/history`) },
  'GET /ogc/collections/{collectionId}/items/{featureId}': {
    single: (id) => get(`/ogc/collections/sighting/items/${id}`),
  },
  'PATCH /api/v1/records/{id}': {
    single: (id) => async (token) => [
      await server.call(
        token,
        'PATCH',
        `/api/v1/records/${id}`,
        { body: { note: 'n' } },
        { 'if-match': '"99"' },
      ),
      await server.call(
        token,
        'PATCH',
        `/api/v1/records/${id}`,
        { body: { wrong: 1 } },
        { 'if-match': '"1"' },
      ),
    ],
  },
  'POST /api/v1/records/{id}/state': {
    single: (id) => async (token) => [
      await server.call(
        token,
        'POST',
        `/api/v1/records/${id}/state`,
        { to: 'closed' },
        { 'if-match': '"99"' },
      ),
      await server.call(
        token,
        'POST',
        `/api/v1/records/${id}/state`,
        { to: 'nowhere' },
        { 'if-match': '"1"' },
      ),
    ],
  },
  'POST /api/v1/records': {
    ask: async (token) => [
      // what is answered to a writer is its own record; numbers of others must not show
      await server.call(token, 'POST', '/api/v1/records', sighting('own', { audience: ['*'] })),
    ],
  },
};

/** Reads the stream from its beginning, and a record made meanwhile. */
async function stream(token: string): Promise<Reply[]> {
  if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  let body = '';
  const outgoing = httpRequest({
    host: '127.0.0.1',
    port,
    path: '/api/v1/changes/stream?after=0',
    headers: { authorization: `Bearer ${token}` },
  });
  outgoing.on('error', () => undefined);
  outgoing.on('response', (response) =>
    response.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    }),
  );
  outgoing.end();
  await expect.poll(() => body).toMatch('plain');
  const reply = await server.call(high, 'POST', '/api/v1/records', sighting(`${word} live`, {}));
  hidden.push(reply.json());
  await server.call(high, 'POST', '/api/v1/records', sighting('live and open', { audience: ['*'] }));
  await expect.poll(() => body).toMatch('live and open');
  await sleep(50);
  outgoing.destroy();
  return [{ body, headers: {}, statusCode: 200 } as Reply];
}

const said = (replies: readonly Reply[]) =>
  replies.map((reply) => `${JSON.stringify(reply.headers)} ${reply.body}`).join('\n');

test('every route that exists has a case here', () => {
  expect(Object.keys(cases).sort()).toEqual(operations.sort());
});

test('no route tells a reader of what it may not see, and each tells those who may', async () => {
  for (const [operation, one] of Object.entries(cases)) {
    if (!('ask' in one)) continue;
    const known = [...hidden];
    const replies = await one.ask(low);
    for (const reply of replies) expect(reply.statusCode, `${operation} ${reply.body}`).toBeLessThan(300);
    const seen = said(replies);
    expect(seen, operation).not.toMatch(word);
    // who lost sight of a record is told its identifier once more, in the feed
    const secret = operation.includes('changes') ? known.filter(({ id }) => id !== raisedId) : known;
    for (const { id } of secret) expect(seen, operation).not.toMatch(id);
    if (operation.includes('collections') && !operation.includes('items')) continue;
    if (operation.startsWith('POST')) continue;
    // the case would notice: who may read is told
    const permitted = said(await one.ask(high));
    if (operation === 'GET /api/v1/changes') expect(permitted).toMatch(known[0]!.id);
    else expect(permitted, operation).toMatch(word);
  }
});

test('counts and extents are those of the records a reader may see', async () => {
  const count = async (token: string) =>
    (await server.call(token, 'GET', '/api/v1/records?kind=sighting&count=true&text=compartment')).json()
      .count;
  expect([await count(low), await count(high)]).toEqual([0, 1]);
  const far = sighting(`${word} far away`, { level: 'confidential', audience: ['*'] });
  await server.call(high, 'POST', '/api/v1/records', { ...far, where: { lon: -120, lat: -60 } });
  const second = await server.token({
    clearance: { level: 'unclassified', compartments: [], organisation: 'third' },
  });
  const [one] = (await server.call(second, 'GET', '/ogc/collections')).json().collections;
  expect(one.extent.spatial.bbox[0][0]).toBeCloseTo(33.333333);
});

test('what is hidden and what does not exist are answered in the same words', async () => {
  for (const [operation, one] of Object.entries(cases)) {
    if (!('single' in one)) continue;
    const nothing = newId();
    const absent = (await one.single(nothing)(low)).map((reply) => [
      reply.statusCode,
      reply.body.replaceAll(nothing, 'ID'),
    ]);
    for (const { id } of hidden) {
      const refused = (await one.single(id)(low)).map((reply) => [
        reply.statusCode,
        reply.body.replaceAll(id, 'ID'),
      ]);
      expect(refused, operation).toEqual(absent);
      expect(
        refused.every(([status]) => status === 404),
        operation,
      ).toBe(true);
    }
  }
  const shown = await server.call(high, 'GET', `/api/v1/records/${hidden[0]!.id}`);
  expect(shown.statusCode).toBe(200);
});

test('a source’s identifier that a hidden record has is not found out by list, count or error', async () => {
  for (const path of ['/api/v1/records', '/api/v1/records.csv']) {
    const replies = await get(
      `${path}?kind=sighting&source=nothing`,
      `${path}?kind=sighting&source=ucdp`,
    )(low);
    expect(replies[0]!.body).toBe(replies[1]!.body);
  }
});

test('reads and exports stand in the audit trail, exports before their first byte', async () => {
  await server.call(high, 'GET', `/api/v1/records/${hidden[0]!.id}`);
  await server.call(high, 'GET', '/api/v1/records.csv?kind=sighting&text=plain&purpose=weekly%20brief');
  const acts = async () =>
    (
      await server.db.owner.query<{ act: string; subject: string; detail: object; actor: string }>(
        'select act, subject, detail, actor from bluehelm.audit_entry order by seq desc limit 40',
      )
    ).rows;
  const exported = (await acts()).find((one) => one.act === 'export');
  expect(exported).toMatchObject({
    actor: 'token:test',
    subject: 'records.csv',
    detail: { query: { kind: 'sighting', text: 'plain' }, purpose: 'weekly brief' },
  });
  await expect
    .poll(async () => JSON.stringify((await acts()).filter((one) => one.act === 'read')), { timeout: 5_000 })
    .toMatch(`sighting/${hidden[0]!.id}/v1`);
});
