import { everyone, marking, newId } from '@bluehelm/kernel';
import { beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../tests/support/server.ts';
import { incident } from '../../1-collect/incidents/index.ts';
import { boundary, place, road } from '../../1-collect/places/index.ts';
import { beginSession } from '../../foundation/access/index.ts';
import { type AnyKind, upsertBatch } from '../../foundation/records/index.ts';
import { pictureRoutes } from '../picture/index.ts';
import { hotspotRoutes, hotspotSurface } from './index.ts';

let server: TestServer;
let analyst: string;

beforeAll(async () => {
  const kinds = [incident, boundary, place, road, hotspotSurface] as unknown as AnyKind[];
  server = await testServer({}, [pictureRoutes, hotspotRoutes], kinds);
  analyst = await server.token();
  const number = await server.needs.markings.number(marking({ originator: 'mission', audience: [everyone] }));
  const session = beginSession(server.needs.markings, server.mission, {
    label: 'test',
    mission: server.mission.id,
    role: 'analyst',
    clearance: { level: 'unclassified', compartments: [], organisation: 'mission' },
  });
  await upsertBatch(
    server.needs,
    session,
    { kind: incident as unknown as AnyKind, source: 'test', marking: number, importId: newId() },
    Array.from({ length: 60 }, (_, i) => ({
      sourceId: String(i),
      when: { start: 86_400_000 * i, end: 86_400_000 * i, precision: 1 as const },
      where: { lon: -8 + (i % 6) / 50, lat: 12.6 + (i % 5) / 50, precision: 1 as const },
      body: { category: i % 2 ? 'theft' : 'robbery', deaths: { low: 0, best: i % 3, high: 3 } },
    })),
  );
});

test('a picture and its points are answered as the OpenAPI document says', async () => {
  const counts = await server.call(
    analyst,
    'GET',
    '/api/v1/picture?kind=incident&resolution=6&category=theft&least=1',
  );
  expect(counts.statusCode).toBe(200);
  const { total, cells, extent } = counts.json();
  expect(total).toBe(20);
  expect(cells.reduce((sum: number, cell: { count: number }) => sum + cell.count, 0)).toBe(20);
  expect(extent.west).toBeCloseTo(-8, 6);
  const points = await server.call(analyst, 'GET', '/api/v1/picture/points?kind=incident&limit=5');
  expect(points.json()).toMatchObject({ more: true, points: { length: 5 } });
  const wrong = await server.call(analyst, 'GET', '/api/v1/picture?kind=boundary');
  expect(wrong.json()).toMatchObject({ status: 400, code: 'PICTURE_KIND_NOT_COUNTED' });
});

test('a preview can be kept, and read again as the same hexagons', async () => {
  const preview = await server.call(
    analyst,
    'GET',
    '/api/v1/hotspots/preview?resolution=5&category=theft,robbery&inference=analytic',
  );
  expect(preview.statusCode).toBe(200);
  expect(preview.headers['content-type']).toContain('application/geo+json');
  const kept = await server.call(analyst, 'POST', '/api/v1/hotspots', {
    resolution: 5,
    categories: ['robbery', 'theft'],
    inference: 'analytic',
  });
  expect(kept.statusCode).toBe(201);
  const record = kept.json();
  expect(record).toMatchObject({ kind: 'hotspot-surface', provenance: { parameters: { resolution: 5 } } });
  const again = await server.call(analyst, 'GET', `/api/v1/hotspots/${record.id}.geojson`);
  expect(again.statusCode).toBe(200);
  expect(again.json()).toEqual(preview.json());
  expect(again.json().summary.area).toBe('Mali');
  const permuted = await server.call(analyst, 'POST', '/api/v1/hotspots', {
    inference: { permutations: 199, seed: 1 },
  });
  expect(permuted.statusCode).toBe(201);
  const chosen = (await server.call(analyst, 'GET', '/api/v1/hotspots/preview?resolution=5')).json();
  // twenty rearrangements a hexagon, so that a lone hotspot can be found
  expect(chosen.summary.inference).toEqual({
    permutations: Math.max(9_999, 20 * chosen.summary.cells - 1),
    seed: 1,
  });
});

test('a reader may look but not keep; what is no surface is said to be none', async () => {
  const reader = await server.token({ role: 'reader' });
  expect((await server.call(reader, 'GET', '/api/v1/hotspots/preview?resolution=5')).statusCode).toBe(200);
  expect((await server.call(reader, 'POST', '/api/v1/hotspots', {})).json().code).toBe('RIGHT_MISSING');
  const { points } = (await server.call(reader, 'GET', '/api/v1/picture/points?limit=1')).json();
  const other = await server.call(reader, 'GET', `/api/v1/hotspots/${points[0].id}.geojson`);
  expect(other.json()).toMatchObject({ status: 404, code: 'HOTSPOTS_NOT_A_SURFACE' });
  const absent = await server.call(reader, 'GET', `/api/v1/hotspots/${newId()}.geojson`);
  expect(absent.json().code).toBe('RECORD_NOT_FOUND');
});

test('too little to go by is a problem that says how much there is', async () => {
  const answer = await server.call(analyst, 'GET', '/api/v1/hotspots/preview?to=1970-01-10');
  expect(answer.statusCode).toBe(422);
  expect(answer.json()).toMatchObject({
    code: 'HOTSPOTS_TOO_FEW_INCIDENTS',
    faults: [{ where: 'incidents', given: 10, expected: 'at least 30' }],
  });
});
