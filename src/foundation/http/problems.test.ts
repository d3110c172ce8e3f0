import { beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../tests/support/server.ts';
import type { RouteRoom } from './index.ts';
import { parseJson } from './json.ts';

let server: TestServer;
let token: string;
const logged: string[] = [];

const faulty: RouteRoom = (app, needs) => {
  const schema = { response: {} };
  app.get('/api/v1/faulty/throws', { schema }, async () => {
    throw new Error('secret inner text');
  });
  app.get('/api/v1/faulty/row-security', { schema }, async (request) => {
    await needs.db.app.query('insert into bluehelm.audit_entry select $1', [request.session.mission.id]);
  });
  app.get('/api/v1/faulty/unique', { schema }, async () => {
    const same = ['00000000-0000-7000-8000-000000000000', 'twice-told-name'];
    for (let i = 0; i < 2; i++)
      await needs.db.owner.query(`insert into bluehelm.mission (id, name, title) values ($1, $2, 'x')`, same);
  });
};

beforeAll(async () => {
  const { Writable } = await import('node:stream');
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(String(chunk));
      done();
    },
  });
  server = await testServer({ log: { level: 'info', stream } }, [faulty]);
  token = await server.token();
});

const post = (payload: string, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/api/v1/records',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    payload,
  });
const get = (url: string) => server.call(token, 'GET', url);

const valid = {
  kind: 'sighting',
  when: { start: '2024-05-31' },
  where: { lon: 1, lat: 2 },
  body: { title: 'A', colour: 'red' },
};
const withBody = (body: object) => JSON.stringify({ ...valid, body: { ...valid.body, ...body } });

test('malformed JSON is refused with its line and column', async () => {
  const reply = await post('{\n  "kind": "sighting",\n  "body": {]\n}');
  expect(reply.statusCode).toBe(400);
  expect(reply.headers['content-type']).toBe('application/problem+json');
  expect(reply.json()).toMatchObject({ code: 'JSON_MALFORMED', faults: [{ where: 'line 3, column 12' }] });
  expect((await post('{"a": x}')).json().faults[0].where).toBe('line 1, column 7');
  expect((await post('{"a": ')).json().detail).toMatch('where it ends');
  expect((await post('')).json().code).toBe('JSON_MALFORMED');
});

test('JSON that nests too deeply, reaches into prototypes or cannot be kept is refused', async () => {
  const codes = await Promise.all(
    [
      '['.repeat(65) + ']'.repeat(65),
      `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`,
      '{"__proto__": {"administrator": true}}',
      '{"kind": "sighting", "body": {"constructor": {"prototype": 1}}}',
      '{"kind": 1e400}',
      withBody({ title: 'a\u0000b' }),
      '{"kind": "\\ud800"}',
    ].map(async (text) => (await post(text)).json().code),
  );
  expect(codes).toEqual(codes.map(() => 'JSON_MALFORMED'));
  expect(() => parseJson('['.repeat(64) + ']'.repeat(64))).not.toThrow();
  // half a megabyte of brackets ends quickly
  expect((await post('['.repeat(500_000))).statusCode).toBe(400);
});

test('unknown fields are refused by name, not left out in silence', async () => {
  const outside = await post(JSON.stringify({ ...valid, marked: 'secret' }));
  expect(outside.json()).toMatchObject({
    code: 'REQUEST_REFUSED',
    faults: [{ where: '/marked', given: 'marked' }],
  });
  const inside = await post(withBody({ color: 'red' }));
  expect([inside.statusCode, inside.json().code]).toEqual([422, 'RECORD_BODY_REFUSED']);
  expect(inside.json().detail).toMatch('color');
  const marking = await post(JSON.stringify({ ...valid, marking: { levels: 'confidential' } }));
  expect(marking.json().faults[0].where).toBe('/marking/levels');
});

test('a field of the wrong type is refused with what was given and expected, and not turned into the right one', async () => {
  const reply = await post(JSON.stringify({ ...valid, where: { lon: '12', lat: 2 } }));
  expect(reply.statusCode).toBe(400);
  expect(reply.json().faults).toContainEqual({ where: '/where/lon', given: '12', expected: 'a number' });
});

test('an unknown query parameter is refused, naming those that are known', async () => {
  const reply = await get('/api/v1/records?kind=sighting&colour=red');
  expect(reply.statusCode).toBe(400);
  expect(reply.json().faults[0]).toMatchObject({ where: 'colour' });
  expect(reply.json().faults[0].expected).toMatch(/kind, bbox, cell.*mission/);
  expect((await get('/api/v1/session?x=1')).statusCode).toBe(400);
});

test('bad filters say what was wrong', async () => {
  const code = async (query: string) => (await get(`/api/v1/records?${query}`)).json().code;
  expect(await code('kind=nothing')).toBe('KIND_UNKNOWN');
  expect(await code('kind=sighting&bbox=1,2')).toBe('BBOX_MALFORMED');
  expect(await code('kind=sighting&cell=zz')).toBe('CELL_MALFORMED');
  expect(await code('kind=sighting&from=2024-02-30')).toBe('FILTER_REFUSED');
  expect(await code('kind=sighting&state=lost')).toBe('FILTER_REFUSED');
  expect(await code('kind=sighting&cursor=bm9uZQ')).toBe('CURSOR_REFUSED');
  expect(await code('kind=memo&sort=when')).toBe('FILTER_REFUSED');
  expect(await code('kind=sighting&limit=0')).toBe('REQUEST_REFUSED');
  expect(await code('kind=sighting&limit=5000')).toBe('REQUEST_REFUSED');
  expect(await code('kind=sighting&source=%00')).toBe('REQUEST_REFUSED');
  expect(await code('kind=sighting&state=open&state=closed')).toBe('REQUEST_REFUSED');
  expect(await code('')).toBe('REQUEST_REFUSED');
});

test('places and times that cannot be are refused', async () => {
  const code = async (change: object) => (await post(JSON.stringify({ ...valid, ...change }))).json().code;
  expect(await code({ where: { lon: 12, lat: 95 } })).toBe('COORDINATES_OUT_OF_RANGE');
  expect(await code({ where: {} })).toBe('RECORD_PLACE_NEEDED');
  expect(await code({ where: null })).toBe('RECORD_PLACE_NEEDED');
  expect(await code({ when: undefined })).toBe('RECORD_TIME_NEEDED');
  expect(await code({ when: { start: '2024-02-30' } })).toBe('DATE_IMPOSSIBLE');
  expect(await code({ when: { start: '2024-02-03', end: '2024-02-01' } })).toBe('INTERVAL_REVERSED');
  for (const geometry of [
    { type: 'Polygon' },
    { type: 'Polygon', coordinates: [] },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
    { type: 'LineString', coordinates: [[0, 0], 'x'] },
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [null, 1],
      ],
    },
    { type: 'Point', coordinates: ['1', 2] },
    { type: 'GeometryCollection', geometries: [{ type: 'Point' }] },
    { type: 'GeometryCollection', geometries: [null] },
  ])
    expect(await code({ where: { geometry } }), JSON.stringify(geometry)).toBe('GEOMETRY_MALFORMED');
});

test('a body over the limit is refused with the limit', async () => {
  const reply = await post(withBody({ note: 'x'.repeat(1_100_000) }));
  expect([reply.statusCode, reply.json().code]).toEqual([413, 'BODY_TOO_LARGE']);
  expect(reply.json().detail).toMatch('1048576');
});

test('other media types than JSON are refused', async () => {
  for (const type of ['text/plain', 'application/octet-stream', 'multipart/form-data', 'application/xml'])
    expect((await post('x', { 'content-type': type })).json().code, type).toBe('MEDIA_TYPE_REFUSED');
});

test('addresses where nothing is are answered with a problem', async () => {
  for (const url of ['/api/v1/nothing', '/nothing', '/api/v1/records/x/y/z', '/assets/app.js']) {
    const reply = await get(url);
    expect([reply.statusCode, reply.json().code], url).toEqual([404, 'ROUTE_UNKNOWN']);
  }
  expect((await server.call(token, 'DELETE', '/api/v1/records')).json().code).toBe('ROUTE_UNKNOWN');
  expect((await get('/api/v1/records/not-an-id')).json().code).toBe('ID_MALFORMED');
});

test('what was not foreseen is answered with a number and no inner text', async () => {
  const reply = await get('/api/v1/faulty/throws');
  expect([reply.statusCode, reply.json().code]).toEqual([500, 'UNEXPECTED']);
  expect(reply.body).not.toMatch('secret');
  expect(reply.json().mend).toMatch(reply.json().id);
  expect(logged.join('')).toMatch(reply.json().id);
  const unique = await get('/api/v1/faulty/unique');
  expect(unique.statusCode).toBe(500);
  expect(unique.body + logged.join('')).not.toMatch('twice-told-name');
});

test('a write that row security refuses looks like a missing right', async () => {
  const reply = await get('/api/v1/faulty/row-security');
  expect([reply.statusCode, reply.json().code]).toEqual([403, 'RIGHT_MISSING']);
  expect(reply.body).not.toMatch(/audit_entry|policy/);
});

test('the log knows requests but no secrets, queries or bodies', async () => {
  await get('/api/v1/records?kind=sighting&text=whispered');
  await post(withBody({ note: 'whispered in a body' }));
  await server.app.inject('/sign-in?token=bhl_whispered');
  const text = logged.join('');
  expect(text).toMatch('"route":"/api/v1/records"');
  expect(text).toMatch('"actor":"token:test"');
  expect(text).not.toMatch('whispered');
  expect(text).not.toMatch(token);
});
