import { cellAt, fitsCell, type Marking, marking, newId, type PlacePrecision } from '@bluehelm/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { incident } from '../../1-collect/incidents/index.ts';
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
  createRecord,
  filter,
  moveRecord,
  openKinds,
  type RecordNeeds,
  type SourceDraft,
  upsertBatch,
} from '../../foundation/records/index.ts';
import { picture, picturePoints } from './index.ts';

let needs: RecordNeeds;
let mission: Mission;
const sessions: Record<'reader' | 'partner', Session> = {} as never;

const as = (organisation: string, level: Marking['level']): Session =>
  beginSession(needs.markings, mission, {
    label: organisation,
    mission: mission.id,
    role: 'administrator',
    clearance: { level, compartments: [], organisation },
  });

interface Given {
  readonly lon: number;
  readonly lat: number;
  readonly day: string;
  readonly category: 'state-based' | 'theft';
  readonly best: number;
  readonly precision: PlacePrecision;
  readonly shared: boolean;
}

// from Fiji across the antimeridian, over three years, exact and coarse, shared with the partner or not
const given: Given[] = Array.from({ length: 3000 }, (_, i) => {
  const lon = 170 + ((i * 0.37) % 20);
  return {
    lon: lon > 180 ? lon - 360 : lon,
    lat: -20 + ((i * 0.11) % 9),
    day: new Date(Date.UTC(2021, 0, 1 + ((i * 7) % 1200))).toISOString().slice(0, 10),
    category: i % 3 === 0 ? 'theft' : 'state-based',
    best: i % 5,
    precision: ((i % 7) + 1) as PlacePrecision,
    shared: i % 4 !== 0,
  };
});

beforeAll(async () => {
  const db = await openDatabase(await testDatabase(), { migrate: false });
  afterAll(() => db.close());
  needs = { db, markings: await openMarkings(db), kinds: openKinds([incident]) };
  ({ mission } = await ensureMission(db, { name: 'picture' }));
  const number = (audience: string[]) => needs.markings.number(marking({ originator: 'mission', audience }));
  const [own, shared] = [await number([]), await number(['partner'])];
  sessions.reader = as('mission', 'confidential');
  sessions.partner = as('partner', 'unclassified');
  const drafts = given.map((one, i): SourceDraft => {
    const at = Date.parse(one.day);
    return {
      sourceId: String(i),
      when: { start: at, end: at, precision: 1 },
      where: { lon: one.lon, lat: one.lat, precision: one.precision },
      body: { category: one.category, deaths: { low: 0, best: one.best, high: one.best } },
      marking: one.shared ? shared : own,
    };
  });
  await upsertBatch(
    needs,
    sessions.reader,
    { kind: incident, source: 'test', marking: own, importId: newId() },
    drafts,
  );
});

test('two readers get different pictures, each that of a plain loop over what they may see', async () => {
  for (const [name, session] of Object.entries(sessions)) {
    const seen = given.filter((one) => name === 'reader' || one.shared);
    for (const resolution of [2, 4, 5]) {
      const cells = new Map<string, [number, number]>();
      for (const one of seen.filter(({ precision }) => fitsCell(precision, resolution))) {
        const cell = cellAt(one.lon, one.lat, resolution);
        const [count, best] = cells.get(cell) ?? [0, 0];
        cells.set(cell, [count + 1, best + one.best]);
      }
      const found = await picture(needs, session, { resolution });
      expect(new Map(found.cells.map(({ cell, count, best }) => [cell, [count, best]]))).toEqual(cells);
      expect(found.total).toBe(seen.length);
      expect(found.coarse.count).toBe(seen.filter((one) => !fitsCell(one.precision, resolution)).length);
      expect(found.timeline.counts.reduce((sum, count) => sum + count, 0)).toBe(seen.length);
      expect(found.categories).toEqual([
        { name: 'state-based', count: seen.filter((one) => one.category === 'state-based').length },
        { name: 'theft', count: seen.filter((one) => one.category === 'theft').length },
      ]);
    }
  }
});

test('filters mean what they mean in the record list', async () => {
  const query = {
    bbox: '178,-18,-175,-14',
    from: '2021-06-01',
    to: '2022-06-30',
    category: 'theft',
    least: 1,
    placePrecision: 5,
  };
  for (const session of Object.values(sessions)) {
    const { total } = await picture(needs, session, query);
    expect(total).toBeGreaterThan(0);
    expect(total).toBe(await countRecords(needs, session, filter(incident, query)));
    expect((await picturePoints(needs, session, query)).points.length).toBe(total);
  }
});

test('the time line ignores the filter of time, the categories that of categories', async () => {
  const whole = await picture(needs, sessions.reader, {});
  const part = await picture(needs, sessions.reader, {
    from: '2021-06-01',
    to: '2021-06-30',
    category: 'theft',
  });
  const theft = await picture(needs, sessions.reader, { category: 'theft' });
  const june = await picture(needs, sessions.reader, { from: '2021-06-01', to: '2021-06-30' });
  expect(part.timeline).toEqual(theft.timeline);
  expect(part.categories).toEqual(june.categories);
  expect(whole.timeline.unit).toBe('month');
  expect(whole.timeline.start).toBe('2021-01-01');
  expect(whole.timeline.counts[5]).toBe(june.total);
});

test('the extent of what lies on both sides of the antimeridian crosses it', async () => {
  const { extent, span } = await picture(needs, sessions.reader, {});
  expect(extent!.west).toBeCloseTo(170, 1);
  expect(extent!.east).toBeCloseTo(-170, 1);
  expect(span).toEqual({ from: '2021-01-01', to: '2024-04-14' });
});

test('points are the latest, latest first, and say whether there are more', async () => {
  const { points, more } = await picturePoints(needs, sessions.partner, { limit: 25 });
  const days = given.filter((one) => one.shared).map((one) => one.day);
  expect(points.map((point) => point.start)).toEqual(days.sort().reverse().slice(0, 25));
  expect(more).toBe(true);
});

test('an incident that has just been written is in the picture', async () => {
  const before = await picture(needs, sessions.reader, {});
  await createRecord(needs, sessions.reader, 'incident', {
    when: { start: '2022-01-01' },
    where: { lon: 175, lat: -15 },
    body: { category: 'theft', deaths: { low: 0, best: 0, high: 0 } },
  });
  expect((await picture(needs, sessions.reader, {})).total).toBe(before.total + 1);
  expect((await picture(needs, sessions.partner, {})).total).toBe(given.filter((one) => one.shared).length);
});

test('a refuted incident is not counted, and is again when it is taken up again', async () => {
  const before = await picture(needs, sessions.reader, {});
  const { id } = await createRecord(needs, sessions.reader, 'incident', {
    when: { start: '2022-01-02' },
    where: { lon: 175, lat: -15 },
    body: { category: 'theft', deaths: { low: 0, best: 0, high: 0 } },
  });
  await moveRecord(needs, sessions.reader, id, 1, 'refuted');
  expect((await picture(needs, sessions.reader, {})).total).toBe(before.total);
  await moveRecord(needs, sessions.reader, id, 2, 'reported');
  expect((await picture(needs, sessions.reader, {})).total).toBe(before.total + 1);
});

test('extent and marking follow what is written, each reader for themselves', async () => {
  const [before, theirs] = [
    await picture(needs, sessions.reader, {}),
    await picture(needs, sessions.partner, {}),
  ];
  const { id } = await createRecord(needs, sessions.reader, 'incident', {
    when: { start: '2019-03-05' },
    where: { lon: 160, lat: 40 },
    marking: { level: 'confidential' },
    body: { category: 'theft', deaths: { low: 0, best: 0, high: 0 } },
  });
  const after = await picture(needs, sessions.reader, {});
  expect(after.extent).toEqual({ ...before.extent, west: 160, north: 40 });
  expect(after.span!.from).toBe('2019-03-05');
  expect(before.marking!.level).not.toBe('confidential');
  expect(after.marking!.level).toBe('confidential');
  expect(await picture(needs, sessions.partner, {})).toEqual(theirs);
  // written over, not added
  await moveRecord(needs, sessions.reader, id, 1, 'refuted');
  const { extent, span, marking } = await picture(needs, sessions.reader, {});
  expect({ extent, span, marking }).toEqual({
    extent: before.extent,
    span: before.span,
    marking: before.marking,
  });
});

test('a mission without incidents has an empty picture', async () => {
  const { mission: empty } = await ensureMission(needs.db, { name: 'nothing' });
  const found = await picture(needs, { ...sessions.reader, mission: empty }, {});
  expect(found).toMatchObject({ cells: [], total: 0, extent: null, span: null, timeline: { counts: [] } });
});

test('a kind that is not counted is refused by name', async () => {
  expect(() => picture(needs, sessions.reader, { kind: 'thing' })).toThrow(/thing/);
});
