import { beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../../tests/support/server.ts';

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await testServer();
  token = await server.token();
});

const draft = (title: string, more: object = {}) => ({
  kind: 'sighting',
  when: { start: '2024-05-31' },
  where: { lon: 12.5, lat: 41.9 },
  body: { title, colour: 'red' },
  ...more,
});

const made = async (title: string, more: object = {}) => {
  const reply = await server.call(token, 'POST', '/api/v1/records', draft(title, more));
  expect(reply.statusCode, reply.body).toBe(201);
  return reply.json();
};

test('a record is made, read, changed, moved and remembered in its history', async () => {
  const reply = await server.call(token, 'POST', '/api/v1/records', draft('First'));
  expect(reply.statusCode, reply.body).toBe(201);
  expect(reply.headers.etag).toBe('"1"');
  const record = reply.json();
  expect(reply.headers.location).toBe(`/api/v1/records/${record.id}`);
  expect(record).toMatchObject({
    kind: 'sighting',
    version: 1,
    state: 'open',
    title: 'First',
    when: { start: '2024-05-31', end: '2024-05-31', precision: 1 },
    where: { lon: 12.5, lat: 41.9, precision: 1 },
    marking: { level: 'unclassified', originator: 'mission', audience: [] },
    changedBy: 'token:test',
  });

  const address = `/api/v1/records/${record.id}`;
  const read = await server.call(token, 'GET', address);
  expect(read.json()).toEqual(record);
  expect((await server.call(token, 'GET', address, undefined, { 'if-none-match': '"1"' })).statusCode).toBe(
    304,
  );

  const change = { body: { title: 'Renamed', note: 'seen twice' } };
  expect((await server.call(token, 'PATCH', address, change)).statusCode).toBe(428);
  const changed = await server.call(token, 'PATCH', address, change, { 'if-match': '"1"' });
  expect(changed.statusCode, changed.body).toBe(200);
  expect(changed.json()).toMatchObject({
    version: 2,
    title: 'Renamed',
    body: { colour: 'red', note: 'seen twice' },
  });
  const stale = await server.call(token, 'PATCH', address, change, { 'if-match': '"1"' });
  expect([stale.statusCode, stale.json().code]).toEqual([412, 'RECORD_STALE']);

  const moved = await server.call(token, 'POST', `${address}/state`, { to: 'closed' }, { 'if-match': '"2"' });
  expect(moved.json()).toMatchObject({ version: 3, state: 'closed' });
  const back = await server.call(token, 'POST', `${address}/state`, { to: 'open' }, { 'if-match': '"3"' });
  expect([back.statusCode, back.json().code]).toEqual([403, 'RIGHT_MISSING']);

  const { versions } = (await server.call(token, 'GET', `${address}/history`)).json();
  expect(versions.map((one: { record: { version: number } }) => one.record.version)).toEqual([3, 2, 1]);
  expect(versions[0].changes).toEqual([{ path: '/state', before: 'open', after: 'closed' }]);
});

test('a list is filtered, counted and paged without missing or doubling a record', async () => {
  for (let day = 1; day <= 7; day++)
    await made(`Paged ${day}`, {
      when: { start: `2023-01-0${day}` },
      where: { lon: day, lat: 0 },
      body: { title: `Paged ${day}`, colour: day % 2 ? 'red' : 'green', deaths: day },
    });
  const list = async (query: string) =>
    (await server.call(token, 'GET', `/api/v1/records?kind=sighting&${query}`)).json();
  const titles = (page: { records: { title: string }[] }) => page.records.map(({ title }) => title.slice(6));

  const all: string[] = [];
  let cursor = '';
  do {
    const page = await list(
      `from=2023-01-01&to=2023-01-31&sort=when&limit=3${cursor && `&cursor=${cursor}`}`,
    );
    all.push(...titles(page));
    cursor = page.next ?? '';
  } while (cursor);
  expect(all).toEqual(['1', '2', '3', '4', '5', '6', '7']);

  expect(titles(await list('to=2023-01-31&category=green'))).toEqual(['6', '4', '2']);
  expect(titles(await list('to=2023-01-31&least=6'))).toEqual(['7', '6']);
  expect(titles(await list('bbox=2.5,-1,4.5,1'))).toEqual(['4', '3']);
  expect(titles(await list('text=paged%202'))).toEqual(['2']);
  expect(await list('from=2023-01-02&to=2023-01-03&count=true&limit=1')).toMatchObject({ count: 2 });
  const first = await server.call(token, 'GET', '/api/v1/records?kind=sighting&limit=1');
  expect(first.headers.link).toMatch(/^<\/api\/v1\/records\?.*cursor=.*>; rel="next"$/);
});

test('kinds are described with the schema of their body', async () => {
  const { kinds } = (await server.call(token, 'GET', '/api/v1/kinds')).json();
  expect(kinds.map(({ name }: { name: string }) => name)).toEqual(['sighting', 'memo']);
  expect(kinds[0]).toMatchObject({
    initial: 'open',
    measure: 'deaths',
    schema: { required: ['title', 'colour'] },
  });
});
