import { formatOf, type GeoName } from '@bluehelm/formats';
import { insideArea, newId } from '@bluehelm/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { sharedFile, sharedMissing } from '../../../tests/support/shared.ts';
import {
  beginSession,
  ensureMission,
  type Mission,
  openMarkings,
  type Session,
} from '../../foundation/access/index.ts';
import { openDatabase } from '../../foundation/database/index.ts';
import {
  countRecords,
  filter,
  openKinds,
  type RecordNeeds,
  type SourceDraft,
  upsertBatch,
} from '../../foundation/records/index.ts';
import { incident } from '../incidents/index.ts';
import { countryAt } from './countries.ts';
import {
  addGazetteer,
  boundariesOf,
  boundary,
  countriesOf,
  fromBoundaries,
  fromGeonames,
  inhabitedPlaces,
  place,
  road,
} from './index.ts';

let needs: RecordNeeds;
let session: Session;

const within = (mission: Mission): Session =>
  beginSession(needs.markings, mission, {
    label: 'test',
    mission: mission.id,
    role: 'administrator',
    clearance: { level: 'confidential', compartments: [], organisation: 'mission' },
  });

beforeAll(async () => {
  const db = await openDatabase(await testDatabase(), { migrate: false });
  afterAll(() => db.close());
  needs = { db, markings: await openMarkings(db), kinds: openKinds([incident, boundary, place, road]) };
  session = within((await ensureMission(db, { name: 'places' })).mission);
});

test('a point is in the country around it, and in none at sea', () => {
  expect(countryAt(-8, 12.65)?.name).toBe('Mali');
  expect(countryAt(96.1, 21.98)?.name).toBe('Myanmar');
  expect(countryAt(-30, 0)).toBeUndefined();
});

test('a country with fewer than one in fifty of the points is left out', () => {
  const mali = { lon: -8, lat: 12.65, count: 985 };
  const niger = { lon: 2.1, lat: 13.5, count: 15 };
  expect(countriesOf([mali, niger]).map((country) => country.name)).toEqual(['Mali']);
  expect(countriesOf([mali, { ...niger, count: 50 }]).map((country) => country.name)).toEqual([
    'Mali',
    'Niger',
  ]);
});

test('the gazetteer adds outlines and towns of the incidents’ countries, once', async () => {
  const drafts = Array.from(
    { length: 200 },
    (_, i): SourceDraft => ({
      sourceId: String(i),
      when: { start: 0, end: 0, precision: 1 },
      where: { lon: -8 + (i % 10) / 20, lat: 12.65, precision: 1 },
      body: { category: 'theft', deaths: { low: 0, best: 0, high: 0 } },
    }),
  );
  const marking = await needs.markings.number({
    level: 'unclassified',
    compartments: [],
    originator: 'mission',
    audience: [],
  });
  await upsertBatch(needs, session, { kind: incident, source: 'test', marking, importId: newId() }, drafts);
  const first = await addGazetteer(needs, session, newId());
  expect(first.created).toBeGreaterThan(50);
  expect(await addGazetteer(needs, session, newId())).toEqual({ created: 0, updated: 0 });
  const [mali, ...others] = await boundariesOf(needs, session);
  expect(others).toEqual([]);
  expect(mali).toMatchObject({ name: 'Mali', level: 0, role: 'area' });
  const towns = await inhabitedPlaces(needs, session);
  expect(towns.length).toBeGreaterThan(30);
  expect(Math.max(...towns.map((town) => town.population))).toBeGreaterThan(1_000_000);
  const inside = towns.filter((town) => insideArea(mali!.geometry, town.lon, town.lat));
  expect(inside.length / towns.length).toBeGreaterThan(0.95);
});

test('a simulated mission gets no real places', async () => {
  const simulated = within((await ensureMission(needs.db, { name: 'exercise', simulated: true })).mission);
  expect(
    await addGazetteer(needs, simulated, newId(), countriesOf([{ lon: -8, lat: 12.65, count: 1 }])),
  ).toEqual({
    created: 0,
    updated: 0,
  });
});

test('a boundary’s level follows from its type', () => {
  const geometry = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [0, 0],
        [2, 0],
        [2, 4],
        [0, 0],
      ],
    ],
  };
  const levelOf = (type: string | undefined, name = 'Somewhere') =>
    fromBoundaries.draft({ code: 'X', name, countryCode: 'MLI', country: 'Mali', type, geometry }).body.level;
  expect([
    levelOf('Region'),
    levelOf('Cercle'),
    levelOf('ADM2'),
    levelOf('ADM0'),
    levelOf(undefined, 'Mali'),
  ]).toEqual([1, 2, 2, 0, 0]);
});

const rows = async (path: string, id: 'boundaries' | 'geonames') => {
  const found: unknown[] = [];
  for await (const batch of formatOf(id)!.read({ path })) found.push(...batch.rows.map((row) => row.value));
  return found;
};

const admin1 = sharedFile('data/geo/natural_earth_admin1_mission_countries.geojson.gz');
const names = sharedFile('data/geo/geonames_places_mission_countries.csv.gz');

test.skipIf(!admin1 || !names)(
  `real boundaries and places become records that fit their kinds${admin1 ? '' : ` (${sharedMissing})`}`,
  async () => {
    const marking = { kind: boundary, source: 'boundaries', marking: 0, importId: newId() };
    const areas = (await rows(admin1!, 'boundaries')).map((row) => fromBoundaries.draft(row as never));
    for (const draft of areas) needs.kinds.check(boundary, draft.body);
    const { created } = await upsertBatch(needs, session, marking, areas);
    expect(created).toBe(new Set(areas.map((draft) => draft.sourceId)).size);
    const places = (await rows(names!, 'geonames')).map((row) => fromGeonames.draft(row as GeoName));
    for (const draft of places) needs.kinds.check(place, draft.body);
    expect(places.length).toBe(4602);
    await upsertBatch(needs, session, { ...marking, kind: place, source: 'geonames' }, places);
    expect(await countRecords(needs, session, filter(place, { source: 'geonames' }))).toBeGreaterThan(4600);
  },
);
