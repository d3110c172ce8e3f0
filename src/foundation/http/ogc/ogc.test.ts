import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Reply, type TestServer, testServer } from '../../../../tests/support/server.ts';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { datetime } from './datetime.ts';

const standard = sharedFile('standards/ogc-api-features/core/openapi/ogcapi-features-1.yaml');
const ogrinfo = ['/usr/bin/ogrinfo', '/usr/local/bin/ogrinfo'].find((path) => existsSync(path));

let server: TestServer;
let token: string;
const get = (url: string) => server.call(token, 'GET', url);

// longitude is the day, so that each test can tell which are meant
beforeAll(async () => {
  server = await testServer();
  token = await server.token();
  const make = async (body: object) => {
    const reply = await server.call(token, 'POST', '/api/v1/records', body);
    expect(reply.statusCode, reply.body).toBe(201);
  };
  for (let day = 1; day <= 9; day++)
    await make({
      kind: 'sighting',
      when: { start: `2024-03-0${day}` },
      where: { lon: day, lat: 1 },
      body: { title: `Day ${day}`, colour: day % 2 ? 'red' : 'green' },
    });
  await make({
    kind: 'sighting',
    when: { start: '2024-03-20T12:00:00Z' },
    where: {
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [178, 2],
            [179.5, 2],
            [179.5, 4],
            [178, 4],
            [178, 2],
          ],
        ],
      },
    },
    body: { title: 'East', colour: 'red' },
  });
  await make({
    kind: 'sighting',
    when: { start: '2024-03-21' },
    where: { lon: -179, lat: 3 },
    body: { title: 'West', colour: 'red' },
  });
});

interface Page {
  readonly features: readonly { readonly id: string }[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
  readonly numberMatched?: number;
  readonly numberReturned: number;
  readonly timeStamp: string;
}

const items = '/ogc/collections/sighting/items';
const titles = async (query: string) => {
  const reply = await get(`${items}?${query}`);
  expect(reply.statusCode, reply.body).toBe(200);
  return reply
    .json()
    .features.map((one: { properties: { title: string } }) => one.properties.title)
    .sort();
};

test.skipIf(!standard)(
  `every answer fits the standard's schemas (${standard ? 'staged' : sharedMissing})`,
  async () => {
    const ajv = new Ajv({ strict: false, validateFormats: true });
    (formats as unknown as (ajv: Ajv) => void)(ajv);
    const document = parse(await readFile(standard!, 'utf8'));
    ajv.addSchema({ $id: 'ogc', ...document });
    const fits = (name: string, reply: Reply, status = 200) => {
      expect(reply.statusCode, reply.body).toBe(status);
      const check = ajv.getSchema(`ogc#/components/schemas/${name}`)!;
      expect(check(reply.json()), JSON.stringify(check.errors)).toBe(true);
    };
    fits('landingPage', await get('/ogc'));
    fits('landingPage', await get('/ogc/'));
    fits('confClasses', await get('/ogc/conformance'));
    fits('collections', await get('/ogc/collections'));
    fits('collection', await get('/ogc/collections/sighting'));
    const page = await get(`${items}?limit=20`);
    fits('featureCollectionGeoJSON', page);
    for (const feature of page.json().features) {
      const reply = await get(`${items}/${feature.id}`);
      fits('featureGeoJSON', reply);
      expect(reply.headers['content-type']).toMatch('application/geo+json');
    }
    fits('exception', await get('/ogc/collections/nothing'), 404);
    fits('exception', await get(`${items}/nothing`), 404);
    fits('exception', await get(`${items}?bbox=1,2,3`), 400);
  },
);

test('the landing page and every collection lead to everything else', async () => {
  const rels = (reply: Reply) => reply.json().links.map((link: { rel: string }) => link.rel);
  const landing = await get('/ogc');
  expect(rels(landing)).toEqual(['self', 'service-desc', 'conformance', 'data']);
  for (const { href } of landing.json().links)
    expect((await get(new URL(href).pathname)).statusCode).toBe(200);
  const { collections } = (await get('/ogc/collections')).json();
  // a kind without a place is no collection
  expect(collections.map((one: { id: string }) => one.id)).toEqual(['sighting']);
  expect(collections[0].extent).toEqual({
    spatial: { bbox: [[-179, 1, 179.5, 4]], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84' },
    temporal: {
      interval: [['2024-03-01T00:00:00.000Z', '2024-03-21T00:00:00.000Z']],
      trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian',
    },
  });
  expect((await get('/ogc/collections/memo')).statusCode).toBe(404);
  const document = (await get('/ogc/api')).json();
  expect(Object.keys(document.paths)).toContain('/ogc/collections/{collectionId}/items');
  const { parameters } = document.paths['/ogc/collections/{collectionId}/items'].get;
  const limit = parameters.find((one: { name: string }) => one.name === 'limit');
  expect(limit.schema).toMatchObject({ minimum: 1, maximum: 10_000 });
});

test('pages are linked, and together hold every feature once', async () => {
  const seen: string[] = [];
  let url: string | undefined = `${items}?limit=4`;
  let pages = 0;
  while (url) {
    const page: Page = (await get(url)).json();
    if (pages++ === 0) expect(page.numberMatched).toBe(11);
    expect(page.numberReturned).toBe(page.features.length);
    expect(Math.abs(Date.parse(page.timeStamp) - Date.now())).toBeLessThan(60_000);
    seen.push(...page.features.map((one) => one.id));
    const next = page.links.find((link) => link.rel === 'next')?.href;
    url = next && new URL(next).pathname + new URL(next).search;
  }
  expect([pages, seen.length, new Set(seen).size]).toEqual([3, 11, 11]);
});

test('a limit above the maximum is cut, one that is no number is refused', async () => {
  expect((await get(`${items}?limit=1000000`)).json().numberReturned).toBe(11);
  for (const limit of ['0', '-1', 'all', '1.5'])
    expect((await get(`${items}?limit=${limit}`)).statusCode).toBe(400);
});

test('a box has four or six numbers and may cross the antimeridian', async () => {
  expect(await titles('bbox=2.5,0,4.5,2')).toEqual(['Day 3', 'Day 4']);
  expect(await titles('bbox=2.5,0,-100,4.5,2,100')).toEqual(['Day 3', 'Day 4']);
  expect(await titles('bbox=177,0,-170,10')).toEqual(['East', 'West']);
  expect(await titles('bbox=179,3.5,179.2,3.6')).toEqual(['East']);
  for (const box of ['1,2,3', '1,2,3,4,5', 'a,b,c,d', '0,50,10,40', '-200,0,10,10'])
    expect((await get(`${items}?bbox=${box}`)).statusCode, box).toBe(400);
});

test('a time is an instant or an interval that may be open on one side', async () => {
  expect(await titles('datetime=2024-03-20T12:00:00Z')).toEqual(['East']);
  expect(await titles('datetime=2024-03-20T13:00:00%2B01:00')).toEqual(['East']);
  expect(await titles('datetime=2024-03-05T15:00:00Z')).toEqual(['Day 5']);
  expect(await titles('datetime=2024-03-05')).toEqual(['Day 5']);
  expect(await titles('datetime=2024-03-20T00:00:00Z/..')).toEqual(['East', 'West']);
  expect(await titles('datetime=2024-03-20T00:00:00Z/')).toEqual(['East', 'West']);
  expect(await titles('datetime=../2024-03-02T00:00:00Z')).toEqual(['Day 1', 'Day 2']);
  expect(await titles('datetime=2024-03-02/2024-03-03')).toEqual(['Day 2', 'Day 3']);
  for (const wrong of ['yesterday', '../..', '2024-02-30', '2024-03-05/2024-03-01', 'a/b/c'])
    expect((await get(`${items}?datetime=${wrong}`)).statusCode, wrong).toBe(400);
  expect(datetime('2024-01-01/..')).toEqual({ from: Date.UTC(2024, 0, 1) });
});

test('simple properties filter; a parameter that is not known is refused by name', async () => {
  expect(await titles('category=green')).toEqual(['Day 2', 'Day 4', 'Day 6', 'Day 8']);
  expect(await titles('state=closed')).toEqual([]);
  const unknown = await get(`${items}?colour=red`);
  expect(unknown.statusCode).toBe(400);
  expect(unknown.json().faults[0]).toMatchObject({ where: 'colour' });
  expect(unknown.json().faults[0].expected).toMatch('bbox');
  for (const path of ['/ogc', '/ogc/conformance', '/ogc/collections', '/ogc/collections/sighting'])
    expect((await get(`${path}?unknown=1`)).statusCode, path).toBe(400);
});

test('nobody gets in without a token, and a token in the address is not taken', async () => {
  expect((await server.app.inject('/ogc/collections')).statusCode).toBe(401);
  expect((await server.app.inject(`/ogc/collections?access_token=${token}`)).statusCode).toBe(401);
});

test.skipIf(!ogrinfo)(
  `GDAL reads the collection as a map layer (${ogrinfo ?? 'skipped: ogrinfo is missing; install gdal-bin'})`,
  async () => {
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.app.server.address() as AddressInfo;
    const gdal = async (program: string, ...args: string[]) => {
      const { stdout } = await promisify(execFile)(program, args, {
        env: { ...process.env, GDAL_HTTP_HEADERS: `Authorization: Bearer ${token}`, no_proxy: '127.0.0.1' },
        maxBuffer: 1e8,
      });
      return stdout;
    };
    const source = `OAPIF:http://127.0.0.1:${port}/ogc`;
    expect(await gdal('ogrinfo', source)).toMatch(/sighting/);
    const summary = await gdal('ogrinfo', '-so', source, 'sighting', '-oo', 'PAGE_SIZE=4');
    expect(summary).toMatch('Feature Count: 11');
    expect(summary).toMatch(/colour: String/);
    const clipped = await gdal('ogrinfo', '-ro', source, 'sighting', '-spat', '2.5', '0', '4.5', '2');
    expect(clipped.match(/OGRFeature\(/g)).toHaveLength(2);
    const copy = await gdal(
      'ogr2ogr',
      '-f',
      'GeoJSON',
      '/vsistdout/',
      source,
      'sighting',
      '-oo',
      'PAGE_SIZE=3',
    );
    expect(JSON.parse(copy).features).toHaveLength(11);
  },
);
