import { formatOf, type GedEvent } from '@bluehelm/formats';
import { atMost, cellAt, fitsCell, join, type Marking, marking, newId } from '@bluehelm/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { sharedFile, sharedMissing } from '../../../tests/support/shared.ts';
import { fromGed, incident } from '../../1-collect/incidents/index.ts';
import { addGazetteer, boundary, place, road } from '../../1-collect/places/index.ts';
import { beginSession, ensureMission, openMarkings, type Session } from '../../foundation/access/index.ts';
import { openDatabase } from '../../foundation/database/index.ts';
import {
  openKinds,
  type RecordNeeds,
  type SourceDraft,
  upsertBatch,
} from '../../foundation/records/index.ts';
import { hotspotSurface, keepSurface, previewSurface, recordText, rerunSurface } from './index.ts';
import type { SurfaceBody } from './kind.ts';

let needs: RecordNeeds;

beforeAll(async () => {
  const db = await openDatabase(await testDatabase(), { migrate: false });
  afterAll(() => db.close());
  needs = {
    db,
    markings: await openMarkings(db),
    kinds: openKinds([incident, boundary, place, road, hotspotSurface]),
  };
});

const sessionIn = async (
  name: string,
  organisation = 'mission',
  level: Marking['level'] = 'confidential',
) => {
  const { mission } = await ensureMission(needs.db, { name });
  return beginSession(needs.markings, mission, {
    label: organisation,
    mission: mission.id,
    role: 'administrator',
    clearance: { level, compartments: [], organisation },
  });
};

const put = async (
  session: Session,
  kind: typeof incident | typeof boundary | typeof place,
  rows: SourceDraft[],
) =>
  upsertBatch(
    needs,
    session,
    {
      kind: kind as typeof incident,
      source: `test-${kind.name}`,
      marking: await needs.markings.number(marking({ originator: 'mission', audience: ['*'] })),
      importId: newId(),
    },
    rows,
  );

const incidentAt = (id: number, lon: number, lat: number, more: Partial<SourceDraft> = {}): SourceDraft => ({
  sourceId: String(id),
  when: { start: Date.UTC(2024, 0, 1 + (id % 365)), end: Date.UTC(2024, 0, 1 + (id % 365)), precision: 1 },
  where: { lon, lat, precision: 1 },
  body: { category: 'theft', deaths: { low: 0, best: 0, high: 0 } },
  ...more,
});

const square = (west: number, south: number, size: number, body: object): SourceDraft => ({
  sourceId: JSON.stringify([west, south, size]),
  when: null,
  where: {
    lon: west + size / 2,
    lat: south + size / 2,
    precision: 1,
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [west + size, south],
          [west + size, south + size],
          [west, south + size],
          [west, south],
        ],
      ],
    },
  },
  body: { name: 'Square', level: 0, ...body },
});

/** Ninety incidents in one place of a square of ten degrees at sea, and ten apart from each other. */
const cluster = (lon = -30, lat = 0): SourceDraft[] =>
  Array.from({ length: 100 }, (_, i) =>
    i < 90
      ? incidentAt(i, lon + 5 + (i % 9) / 100, lat + 5 + (i % 10) / 100)
      : incidentAt(i, lon + (i % 10), lat + 1 + (i % 3)),
  );

test('incidents that gather make a hotspot where they are, and every empty hexagon of the area is tested', async () => {
  const session = await sessionIn('cluster');
  await put(session, boundary, [square(-30, 0, 10, { role: 'area' })]);
  await put(session, incident, cluster());
  const { surface, summary, features } = await previewSurface(needs, session, { resolution: 4 });
  expect(summary.cells).toBeGreaterThan(600);
  expect(summary).toMatchObject({
    incidents: 100,
    used: 100,
    leftOut: 0,
    area: 'Square',
    from: '2024-01-01',
  });
  const hot = surface.cells.filter((_, at) => surface.q[at]! <= 0.05 && surface.z[at]! > 0);
  expect(hot).toContain(cellAt(-25 + 0.04, 5.05, 4));
  expect(summary.hot).toBe(hot.length);
  expect(hot.length).toBeLessThan(20);
  expect(summary.reading).toMatch(
    /^\d+ of \d+ hexagons are hotter than chance would give\. Expect at most 1 of them/,
  );
  const drawn = JSON.parse(features) as { properties: Record<string, unknown> }[];
  expect(drawn.length).toBe(summary.cells);
  expect(Object.keys(drawn[0]!.properties)).toEqual(['cell', 'count', 'z', 'p', 'q', 'class']);
});

test('the same permutations come from the same seed, in this thread and in another', async () => {
  const session = await sessionIn('cluster');
  const ask = (seed: number, least = 0) =>
    previewSurface(needs, session, { resolution: 4, least, inference: { permutations: 499, seed } });
  const [one, again, other] = [await ask(7), await ask(7, -1), await ask(8)];
  expect(again.surface.p).toEqual(one.surface.p);
  expect(again.surface).not.toBe(one.surface);
  expect(other.surface.p).not.toEqual(one.surface.p);
});

test('two readers get different counts, and what one keeps is marked with the join of what it saw', async () => {
  const session = await sessionIn('readers');
  await put(session, boundary, [square(-30, 0, 10, { role: 'area' })]);
  const shared = marking({ originator: 'mission', audience: ['partner', 'police'] });
  const closed = marking({ level: 'confidential', originator: 'mission', audience: ['police'] });
  const [open, secret] = [await needs.markings.number(shared), await needs.markings.number(closed)];
  await put(
    session,
    incident,
    cluster().map((draft, i) => ({ ...draft, marking: i % 3 === 0 ? secret : open })),
  );
  const partner = await sessionIn('readers', 'partner', 'unclassified');
  const [whole, part] = [await keepSurface(needs, session, {}), await keepSurface(needs, partner, {})];
  const summaryOf = (record: typeof whole) => (record.body as SurfaceBody).summary;
  expect(summaryOf(whole).incidents).toBe(100);
  expect(summaryOf(part).incidents).toBe(66);
  expect(atMost(join(shared, closed), whole.marking)).toBe(true);
  expect(whole.marking).toMatchObject({ level: 'confidential', audience: ['police'] });
  expect(part.marking).toMatchObject({ level: 'unclassified', audience: ['partner', 'police'] });
  await expect(recordText(part)).resolves.toContain('"class"');
});

test('a kept surface is made again to the bit, and says when its inputs have changed', async () => {
  const session = await sessionIn('again');
  await put(session, boundary, [square(-30, 0, 10, { role: 'area' })]);
  await put(session, incident, cluster());
  const kept = await keepSurface(needs, session, {
    resolution: 4,
    inference: { permutations: 199, seed: 3 },
  });
  expect(await rerunSurface(needs, session, kept)).toEqual({ same: true, inputs: 'unchanged' });
  await put(session, incident, [incidentAt(500, -25, 5)]);
  expect(await rerunSurface(needs, session, kept)).toEqual({ same: true, inputs: 'changed' });
  const body = kept.body as SurfaceBody;
  const forged = {
    ...kept,
    body: { ...body, counts: body.counts.map((count, i) => (i === 0 ? count + 1 : count)) },
  };
  expect((await rerunSurface(needs, session, forged)).same).toBe(false);
});

test('incidents of coarse place are left out and told, or spread over where they may have been', async () => {
  const session = await sessionIn('coarse');
  await put(session, boundary, [
    square(-30, 0, 10, { role: 'area' }),
    square(-28, 2, 2, { name: 'Province', level: 1 }),
  ]);
  const coarse = (id: number, lon: number, lat: number, precision: 2 | 4 | 6) =>
    incidentAt(id, lon, lat, { where: { lon, lat, precision } });
  await put(session, incident, [
    ...cluster(),
    ...[200, 201, 202].map((id) => coarse(id, -27, 3, 4)),
    coarse(203, -22, 8, 2),
    coarse(204, -21, 9, 4),
    coarse(205, -25, 5, 6),
  ]);
  const left = await previewSurface(needs, session, { resolution: 5 });
  expect(left.summary).toMatchObject({ incidents: 106, used: 100, leftOut: 6, spread: 0 });
  expect(left.summary.reading).toContain('6 incidents of 106 were left out');
  const spread = await previewSurface(needs, session, { resolution: 5, coarse: 'spread' });
  expect(spread.summary).toMatchObject({ incidents: 106, used: 104, leftOut: 2, spread: 4 });
  const { cells, counts } = spread.surface;
  const shareAt = (lon: number, lat: number) => counts[cells.indexOf(cellAt(lon, lat, 5))]!;
  expect(shareAt(-26.5, 3.7)).toBeCloseTo(shareAt(-27.9, 2.5), 12);
  expect(shareAt(-26.5, 3.7)).toBeGreaterThan(0);
  expect(shareAt(-22, 8)).toBeGreaterThan(0);
  expect(shareAt(-22, 8.5)).toBe(0);
  // at a coarser resolution an incident known to 25 km fits
  expect((await previewSurface(needs, session, { resolution: 4 })).summary.leftOut).toBe(5);
});

test('rates are per inhabitant, over the hexagons where people are known to live', async () => {
  const session = await sessionIn('rates');
  await put(session, boundary, [square(-30, 0, 10, { role: 'area' })]);
  await put(session, incident, cluster());
  await expect(previewSurface(needs, session, { measure: 'rate' })).rejects.toThrow(
    /HOTSPOTS_POPULATION_MISSING/,
  );
  const towns = Array.from(
    { length: 100 },
    (_, i): SourceDraft => ({
      sourceId: `town-${i}`,
      when: null,
      where: { lon: -29.5 + (i % 10), lat: 0.5 + Math.floor(i / 10), precision: 1 },
      body: { name: `Town ${i}`, category: 'settlement', population: 1000 * (1 + i) },
    }),
  );
  await put(session, place, [
    ...towns,
    {
      ...towns[0]!,
      sourceId: 'here',
      where: { lon: -24.96, lat: 5.05, precision: 1 },
      body: { name: 'Here', category: 'settlement', population: 50_000 },
    },
  ]);
  const { surface, summary } = await previewSurface(needs, session, {
    measure: 'rate',
    resolution: 4,
    from: '2024-01-01',
    to: '2024-12-31',
  });
  expect(summary.cells).toBeLessThanOrEqual(101);
  expect(summary.cells + summary.uninhabited!).toBeGreaterThan(600);
  expect(summary.used + summary.leftOut).toBe(100);
  const here = surface.cells.indexOf(cellAt(-24.96, 5.05, 4));
  expect(surface.rates![here]).toBeCloseTo((surface.counts[here]! / 50_000) * 100_000 * (365.25 / 366), 6);
});

test('there is no answer where there is too little, or too much to draw', async () => {
  const session = await sessionIn('little');
  await expect(previewSurface(needs, session, {})).rejects.toThrow(/0 incidents can be used; at least 30/);
  await put(session, incident, cluster().slice(0, 29));
  await expect(previewSurface(needs, session, {})).rejects.toMatchObject({
    code: 'HOTSPOTS_TOO_FEW_INCIDENTS',
    faults: [{ given: 29 }],
  });
  await put(session, incident, cluster());
  // no area and no country: what lies around the incidents
  expect((await previewSurface(needs, session, {})).summary).toMatchObject({ used: 100, resolution: 4 });
  await put(session, boundary, [square(-30, 0, 10, { role: 'area' })]);
  await expect(previewSurface(needs, session, { resolution: 9 })).rejects.toThrow(/HOTSPOTS_TOO_MANY_CELLS/);
  await expect(previewSurface(needs, session, { categories: ['nothing'] })).rejects.toThrow(/FILTER_REFUSED/);
});

test('hexagons across the antimeridian are cut there', async () => {
  const session = await sessionIn('fiji');
  await put(
    session,
    incident,
    cluster(174, -22).map((draft) => {
      const lon = draft.where!.lon + 1;
      return { ...draft, where: { ...draft.where!, lon: lon > 180 ? lon - 360 : lon } };
    }),
  );
  const { features, summary } = await previewSurface(needs, session, { resolution: 4 });
  expect(summary.used).toBe(100);
  const drawn = JSON.parse(features) as { geometry: { type: string; coordinates: number[][][][] } }[];
  const cut = drawn.filter(({ geometry }) => geometry.type === 'MultiPolygon');
  expect(cut.length).toBeGreaterThan(3);
  for (const { geometry } of drawn) {
    const rings = (
      geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    ) as number[][][][];
    for (const [ring] of rings) {
      const lons = ring!.map(([lon]) => lon!);
      expect(Math.max(...lons) - Math.min(...lons)).toBeLessThan(2);
      expect(ring![0]).toEqual(ring!.at(-1));
      expect(Math.max(...lons.map(Math.abs))).toBeLessThanOrEqual(180);
    }
  }
  for (const { geometry } of cut)
    expect(geometry.coordinates.map(([ring]) => ring!.some(([lon]) => Math.abs(lon!) === 180))).toEqual([
      true,
      true,
    ]);
});

const importGed = async (name: string, file: string): Promise<{ session: Session; events: GedEvent[] }> => {
  const session = await sessionIn(name);
  const events: GedEvent[] = [];
  for await (const batch of formatOf('ucdp-ged')!.read({ path: file }))
    events.push(...batch.rows.map((row) => row.value as GedEvent));
  await put(
    session,
    incident,
    events.map((event) => fromGed.draft(event)),
  );
  await addGazetteer(needs, session, newId());
  return { session, events };
};

for (const [name, path, hotAt, quietAt] of [
  // Mopti and the Gao–Ménaka road; the empty north
  ['mali', 'ged_country_export_mali.csv.gz', [-3.6, 14.35], [-4, 23.5]],
  // Sagaing; the far south
  ['myanmar', 'ged_v24_1_myanmar.csv.gz', [95.6, 22.2], [98.6, 10.5]],
] as const) {
  const file = sharedFile(`data/ucdp_ged/${path}`);
  test.skipIf(!file)(
    `real events of ${name} are hot where the fighting was${file ? '' : ` (${sharedMissing})`}`,
    async () => {
      const { session, events } = await importGed(name, file!);
      const { surface, summary } = await previewSurface(needs, session, { from: '2010-01-01' });
      const counts = new Map(surface.cells.map((cell, at) => [cell, surface.counts[at]!]));
      const expected = new Map<string, number>();
      const since = events.filter((event) => event.dateEnd >= '2010-01-01');
      for (const event of since.filter((one) => fitsCell(one.wherePrecision, summary.resolution))) {
        const cell = cellAt(event.longitude, event.latitude, summary.resolution);
        expected.set(cell, (expected.get(cell) ?? 0) + 1);
      }
      expect(new Map([...counts].filter(([, count]) => count > 0))).toEqual(expected);
      expect(summary.incidents).toBe(since.length);
      expect(summary.leftOut).toBe(
        since.filter((one) => !fitsCell(one.wherePrecision, summary.resolution)).length,
      );
      const qAt = ([lon, lat]: readonly [number, number]) => {
        const at = surface.cells.indexOf(cellAt(lon, lat, summary.resolution));
        return { q: surface.q[at]!, z: surface.z[at]! };
      };
      expect(qAt(hotAt)).toMatchObject({ q: expect.closeTo(0, 1) });
      expect(qAt(hotAt).z).toBeGreaterThan(3);
      expect(qAt(quietAt).q).toBeGreaterThan(0.1);
    },
  );
}
