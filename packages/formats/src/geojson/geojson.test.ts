import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { recognise } from '../formats.ts';
import { boundaries, readBoundary } from './boundaries.ts';
import { geojsonFaults } from './validate.ts';

const square = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
];
const area = (coordinates: unknown, properties: unknown = { name: 'Osse' }) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates },
});

const collect = async (bytes: Uint8Array) => {
  const rows = [];
  const refused = [];
  for await (const batch of boundaries.read({ bytes })) {
    rows.push(...batch.rows);
    refused.push(...batch.refused);
  }
  return { rows, refused };
};

test('an open, short or misplaced ring is refused with its place and the rule', () => {
  expect(readBoundary(area([square]))).toMatchObject({ name: 'Osse' });
  expect(readBoundary(area([square.slice(0, 4)]))).toMatchObject([
    { column: '/geometry/coordinates/0', reason: expect.stringContaining('end where it begins') },
  ]);
  expect(
    readBoundary(
      area([
        [
          [0, 0],
          [1, 1],
          [0, 0],
        ],
      ]),
    ),
  ).toMatchObject([{ reason: expect.stringContaining('4 or more, and has 3') }]);
  expect(
    readBoundary(
      area([
        [
          [0, 0],
          [1, 'x'],
          [1, 1],
          [0, 0],
        ],
      ]),
    ),
  ).toMatchObject([{ column: '/geometry/coordinates/0/1', given: '[1,"x"]' }]);
  expect(readBoundary(area([]))).toMatchObject([{ reason: expect.stringContaining('at least one ring') }]);
  expect(readBoundary(area([square.map(([x, y]) => [x! * 1000 + 500_000, y])]))).toMatchObject([
    { reason: expect.stringContaining('projected') },
  ]);
  expect(readBoundary(area([square], { code: 'X' }))).toMatchObject([{ column: '/properties/name' }]);
  expect(readBoundary({ type: 'Feature', properties: { name: 'x' }, geometry: null })).toMatchObject([
    { given: 'null' },
  ]);
});

test('a bad area is refused alone, with its line', async () => {
  const text = `{"type":"FeatureCollection","features":[\n${JSON.stringify(area([square]))},\n${JSON.stringify(area([square.slice(1)]))}\n]}`;
  const { rows, refused } = await collect(Buffer.from(text));
  expect(rows.map((row) => [row.line, row.value.name])).toEqual([[2, 'Osse']]);
  expect(refused.map((refusal) => refusal.line)).toEqual([3]);
  expect(recognise(Buffer.from(text), 'x')).toMatchObject({ format: 'boundaries', faults: [] });
});

test('a document of another type is refused as a whole', async () => {
  await expect(collect(Buffer.from('{"type":"Topology","features":[]}'))).rejects.toThrow(
    /FORMAT_NOT_RECOGNISED.*Topology/,
  );
  await expect(collect(Buffer.from('{"type":"FeatureCollection"}'))).rejects.toThrow(/FORMAT_NOT_RECOGNISED/);
});

const casesPath = sharedFile('standards/geojson/cases.json');
test.skipIf(casesPath === undefined)(
  `the verdicts on the schema project's documents are ours too${casesPath ? '' : ` (${sharedMissing})`}`,
  () => {
    const cases = JSON.parse(readFileSync(casesPath ?? '', 'utf8')) as {
      id: string;
      valid: boolean;
      document: unknown;
    }[];
    expect(cases.length).toBeGreaterThan(30);
    const wrong = cases.filter(({ document, valid }) => (geojsonFaults(document).length === 0) !== valid);
    expect(wrong.map(({ id }) => id)).toEqual([]);
  },
);

// of these geojsonhint only advises: RFC 7946 says "should", or nothing
const advised = new Set(['geometrycollection_single', 'polygon_winding_order']);

for (const kind of ['good', 'bad'] as const) {
  const folder = sharedFile(`standards/geojson/hint/${kind}`);
  test.skipIf(folder === undefined)(
    `geojsonhint's ${kind} documents are found ${kind}${folder ? '' : ` (${sharedMissing})`}`,
    () => {
      const names = readdirSync(folder ?? '').filter((name) => name.endsWith('.geojson'));
      expect(names.length).toBeGreaterThan(10);
      const accepted = names.filter((name) => {
        try {
          return geojsonFaults(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))).length === 0;
        } catch {
          return false;
        }
      });
      const should = names.filter((name) => kind === 'good' || advised.has(name.replace('.geojson', '')));
      expect(accepted).toEqual(should);
    },
  );
}

const naturalEarth = sharedFile('data/geo/natural_earth_admin1_mission_countries.geojson.gz');
test.skipIf(naturalEarth === undefined)('all 459 first-level units of Natural Earth are read', async () => {
  const bytes = readFileSync(naturalEarth ?? '');
  const { rows, refused } = await collect(bytes);
  expect(refused).toEqual([]);
  expect(rows).toHaveLength(459);
  expect(rows[0]?.value).toMatchObject({
    code: 'BDI-2632',
    name: 'Cankuzo',
    countryCode: 'BDI',
    country: 'Burundi',
    type: 'Province',
  });
  expect(recognise(bytes.subarray(0, 65_536), 'x')).toMatchObject({
    format: 'boundaries',
    container: 'gzip',
    faults: [],
  });
});
