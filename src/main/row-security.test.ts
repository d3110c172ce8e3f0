import { tmpdir } from 'node:os';
import { cellAt, newId } from '@bluehelm/kernel';
import { beforeAll, expect, test } from 'vitest';
import { type Reply, type TestServer, testServer } from '../../tests/support/server.ts';
import { sourceRoutes } from '../1-collect/sources/index.ts';
import { beginSession } from '../foundation/access/index.ts';
import { createRecord, type MissionRecord } from '../foundation/records/index.ts';
import { importers, kinds } from './house.ts';
import { roomRoutes } from './rooms.ts';

/** Every hidden record says this or lies here, and nothing else does. */
const word = 'zebracorn';
const hiddenPlace = { lon: 33.333333, lat: 44.444444 };

let server: TestServer;
let high: string;
let low: string;
let surface: MissionRecord;
let hiddenImport: string;
let operations: string[];

const secret = { level: 'confidential', compartments: ['sources'], audience: ['*'] };
const open = { audience: ['*'] };

beforeAll(async () => {
  const jobs = { add: async () => undefined, close: async () => undefined };
  server = await testServer({}, [sourceRoutes({ importers, jobs, uploads: tmpdir() }), ...roomRoutes], kinds);
  const clearance = { level: 'confidential' as const, compartments: ['sources'], organisation: 'mission' };
  high = await server.token({ role: 'administrator', clearance });
  low = await server.token({
    clearance: { level: 'unclassified', compartments: [], organisation: 'visitor' },
  });
  const make = async (kind: string, marking: object, given: object) => {
    const reply = await server.call(high, 'POST', '/api/v1/records', { kind, marking, ...given });
    expect(reply.statusCode, reply.body).toBe(201);
  };
  const incident = (marking: object, where: object, summary: string) =>
    make('incident', marking, {
      when: { start: '2024-05-31' },
      where,
      body: { category: 'robbery', summary, deaths: { low: 0, best: 7, high: 9 } },
    });
  // enough that a hotspot surface exists for both readers
  for (let i = 0; i < 40; i++) await incident(open, { lon: 10 + (i % 7) / 5, lat: 5 + i / 60 }, 'plain');
  for (let i = 0; i < 5; i++) await incident(secret, hiddenPlace, word);
  const ring = [
    [33, 44],
    [34, 44],
    [34, 45],
    [33, 44],
  ];
  await make('boundary', secret, {
    where: { geometry: { type: 'Polygon', coordinates: [ring] } },
    body: { name: word, level: 1 },
  });
  await make('place', secret, {
    where: hiddenPlace,
    body: { name: word, category: 'settlement', population: 9 },
  });
  await make('road', secret, {
    where: { geometry: { type: 'LineString', coordinates: ring } },
    body: { name: word, class: 'track' },
  });
  const made = await server.call(high, 'POST', '/api/v1/hotspots', { resolution: 3 });
  expect(made.statusCode, made.body).toBe(201);
  surface = made.json();
  const session = beginSession(server.needs.markings, server.mission, {
    label: 'test',
    mission: undefined,
    role: 'administrator',
    clearance,
  });
  const run = await createRecord(
    server.needs,
    session,
    'import',
    {
      marking: secret,
      body: {
        file: word,
        format: 'ucdp-ged',
        layout: 'release',
        source: 'ucdp-ged',
        of: 'incident',
        ...{ bytesRead: 0, read: 0, created: 0, updated: 0, unchanged: 0, refused: 0 },
      },
    },
    { provenance: { method: 'import' } },
  );
  hiddenImport = run.id;
  const { paths } = (await server.app.inject('/api/v1/openapi.json')).json();
  operations = Object.entries(paths as Record<string, object>)
    .flatMap(([url, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`))
    .filter((operation) => /\/(picture|hotspots|imports|places)/.test(operation));
});

const get =
  (...urls: string[]) =>
  (token: string): Promise<Reply[]> =>
    Promise.all(urls.map((url) => server.call(token, 'GET', url)));

type Case = { ask: (token: string) => Promise<Reply[]> } | { one: () => string } | { none: string };

/** How each operation of a room is asked for what is hidden. `none`: it tells nothing of records, and why. */
const cases: Record<string, Case> = {
  'GET /api/v1/places.geojson': {
    ask: get('/api/v1/places.geojson', '/api/v1/places.geojson?bbox=33,44,34,45'),
  },
  'GET /api/v1/picture': {
    ask: get(
      '/api/v1/picture',
      '/api/v1/picture?resolution=9&bbox=33,44,34,45',
      '/api/v1/picture?least=7&category=robbery',
      '/api/v1/picture?from=2024-05-31&to=2024-05-31',
    ),
  },
  'GET /api/v1/picture/points': {
    ask: get('/api/v1/picture/points', '/api/v1/picture/points?bbox=33,44,34,45&limit=1'),
  },
  'GET /api/v1/hotspots/preview': {
    ask: get('/api/v1/hotspots/preview?resolution=3', '/api/v1/hotspots/preview?resolution=3&coarse=spread'),
  },
  'POST /api/v1/hotspots': {
    ask: async (token) => {
      const made = await server.call(token, 'POST', '/api/v1/hotspots', { resolution: 3 });
      const { id } = made.json() as MissionRecord;
      return [made, await server.call(token, 'GET', `/api/v1/hotspots/${id}.geojson`)];
    },
  },
  'GET /api/v1/hotspots/{id}.geojson': { one: () => `/api/v1/hotspots/${surface.id}.geojson` },
  'GET /api/v1/imports/{id}': { one: () => `/api/v1/imports/${hiddenImport}` },
  'GET /api/v1/imports/{id}/refused.csv': { one: () => `/api/v1/imports/${hiddenImport}/refused.csv` },
  'POST /api/v1/imports/inspect': { none: 'looks only at what it is sent' },
  'POST /api/v1/imports': { none: 'answers with the caller’s own import' },
};

test('every route of every room has a case here', () => {
  expect(operations.sort()).toEqual(Object.keys(cases).sort());
});

/** Hexagons that hold the hidden place, at every resolution that may be answered. */
const tells = (replies: readonly Reply[]): string[] => {
  const cells = Array.from({ length: 13 }, (_, at) => cellAt(hiddenPlace.lon, hiddenPlace.lat, at));
  const text = replies.map((reply) => `${JSON.stringify(reply.headers)} ${reply.body}`).join('\n');
  const counted = cells.filter((cell) => new RegExp(`"cell":"${cell}","count":[1-9]`).test(text));
  return [
    ...[word, String(hiddenPlace.lon), String(hiddenPlace.lat)].filter((one) => text.includes(one)),
    ...counted,
  ];
};

test('what a reader may not see is in no answer of a room: counts, hexagons, points, extents, land', async () => {
  for (const [operation, one] of Object.entries(cases)) {
    if (!('ask' in one)) continue;
    const replies = await one.ask(low);
    for (const reply of replies) expect(reply.statusCode, `${operation} ${reply.body}`).toBeLessThan(300);
    expect(tells(replies), operation).toEqual([]);
    // the case is worth something only where who may see it is told
    expect(tells(await one.ask(high)), operation).not.toEqual([]);
  }
});

test('the total, extent and categories of the picture are those of what one may see', async () => {
  const [low_, high_] = await Promise.all(
    [low, high].map(async (token) => (await server.call(token, 'GET', '/api/v1/picture')).json()),
  );
  expect([low_.total, high_.total]).toEqual([40, 45]);
  expect(low_.extent.east).toBeLessThan(12);
  expect(low_.categories).toEqual([{ name: 'robbery', count: 40 }]);
  expect(low_.marking.level).toBe('unclassified');
  expect(high_.marking).toMatchObject({ level: 'confidential', compartments: ['sources'] });
});

test('a hidden surface or import looks like one that never was', async () => {
  for (const [operation, one] of Object.entries(cases)) {
    if (!('one' in one)) continue;
    const url = one.one();
    expect((await server.call(high, 'GET', url)).statusCode, operation).toBe(200);
    const refused = await server.call(low, 'GET', url);
    const absentId = newId();
    const there = /[0-9a-f-]{36}/.exec(url)![0];
    const absent = await server.call(low, 'GET', url.replace(there, absentId));
    expect(refused.statusCode, operation).toBe(404);
    expect(refused.body.replaceAll(there, 'ID'), operation).toBe(absent.body.replaceAll(absentId, 'ID'));
  }
});

test('a surface made from hidden incidents bears their marking', () => {
  expect(surface.marking).toMatchObject({ level: 'confidential', compartments: ['sources'] });
});
