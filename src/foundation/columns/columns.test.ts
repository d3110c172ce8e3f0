import { type BBox, cellAt, insideBBox, marking, monthOf, newId } from '@bluehelm/kernel';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import {
  beginSession,
  ensureMission,
  type Mission,
  type Needs,
  openMarkings,
  reading,
  type Session,
} from '../access/index.ts';
import { type Database, openDatabase } from '../database/index.ts';
import {
  changeRecord,
  createRecord,
  kind,
  openKinds,
  type SourceDraft,
  upsertBatch,
} from '../records/index.ts';
import { columnsOf, countGroups, idOf, rowsWhere, tally } from './index.ts';

const sighting = kind({
  name: 'sighting',
  title: 'Sighting',
  plural: 'Sightings',
  description: 'Something seen, for tests.',
  body: Type.Object({ category: Type.Integer(), number: Type.Integer() }),
  states: [{ name: 'new', title: 'New' }],
  initial: 'new',
  moves: [],
  create: 'report',
  edit: 'edit',
  place: 'required',
  time: 'required',
  headline: () => 'Sighting',
  analysis: {
    categories: [],
    measure: 'number',
    fact: (body) => ({ category: body.category, low: 0, best: body.number, high: 2 * body.number, flags: 0 }),
  },
  columns: [],
  csv: [],
  form: [],
});

let db: Database;
let needs: Needs & { kinds: ReturnType<typeof openKinds> };
let mission: Mission;
let open: Session;
let secret: Session;
let markings: number[];

const day = 86_400_000;

beforeAll(async () => {
  db = await openDatabase(await testDatabase(), { migrate: false });
  needs = { db, markings: await openMarkings(db), kinds: openKinds([sighting]) };
  ({ mission } = await ensureMission(db, { name: 'columns' }));
  const as = (level: 'unclassified' | 'confidential') =>
    beginSession(needs.markings, mission, {
      label: level,
      mission: mission.id,
      role: 'administrator',
      clearance: { level, compartments: [], organisation: 'mission' },
    });
  markings = [];
  for (const level of ['unclassified', 'confidential'] as const)
    markings.push(await needs.markings.number(marking({ level, originator: 'mission' })));
  [open, secret] = [as('unclassified'), as('confidential')];
});
afterAll(() => db.close());

const drafts = (count: number, first = 0): SourceDraft[] =>
  Array.from({ length: count }, (_, i) => {
    const at = i + first;
    const start = (at % 800) * day + 13 * at;
    return {
      sourceId: String(at),
      when: { start, end: start + (at % 3) * day, precision: (at % 6) as 0 },
      where: {
        lon: -180 + ((at * 7.13) % 360),
        lat: -80 + ((at * 3.7) % 160),
        precision: ((at % 7) + 1) as 1,
      },
      body: { category: (at % 5) - 1, number: at % 11 },
      marking: markings[at % 3 === 0 ? 1 : 0]!,
    };
  });

const put = (rows: SourceDraft[]) =>
  upsertBatch(
    needs,
    secret,
    { kind: sighting, source: 'test', marking: markings[0]!, importId: newId() },
    rows,
  );

interface Fact {
  id: string;
  start_at: Date;
  lon: number;
  lat: number;
  category: number;
  best: number;
}

const facts = (session: Session, where = 'true') =>
  reading(
    db,
    session,
    async (client) =>
      (await client.query<Fact>(`select * from bluehelm.fact where ${where} order by id`)).rows,
  );

const idsSeen = (session: Session, filter = {}) =>
  columnsOf(needs).read(mission, 'sighting', {}, ({ table }) =>
    [...rowsWhere(table, session.bits, filter)].map((row) => idOf(table.columns, row)).sort(),
  );

test('columns hold what a reader may see, and no more, under every filter', async () => {
  await put(drafts(5000));
  for (const session of [open, secret]) {
    const all = await facts(session);
    expect(await idsSeen(session)).toEqual(all.map((fact) => fact.id));
    const [from, to] = [100 * day, 300 * day - 1];
    expect(
      await idsSeen(session, {
        bbox: { west: 170, south: -30, east: -100, north: 50 },
        from,
        to,
        categories: [-1, 2],
        least: 3,
        placePrecision: 4,
      }),
    ).toEqual(
      (
        await facts(
          session,
          `(lon >= 170 or lon <= -100) and lat between -30 and 50 and end_at >= '${new Date(from).toISOString()}'
           and start_at <= '${new Date(to).toISOString()}' and category in (-1, 2) and best >= 3 and place_precision <= 4`,
        )
      ).map((fact) => fact.id),
    );
  }
  expect((await idsSeen(open)).length).toBeLessThan((await idsSeen(secret)).length);
});

test('values come through unchanged', async () => {
  const expected = await facts(secret);
  const found = await columnsOf(needs).read(mission, 'sighting', {}, ({ table: { columns, count } }) =>
    Array.from({ length: count }, (_, row) => ({
      id: idOf(columns, row) as string,
      start_at: new Date(columns.start[row]!),
      lon: columns.lon[row]!,
      lat: columns.lat[row]!,
      category: columns.category[row]!,
      best: columns.best[row]!,
      month: columns.month[row]!,
    })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  expect(found).toEqual(
    expected.map(({ id, start_at, lon, lat, category, best }) => ({
      id,
      start_at,
      lon,
      lat,
      category,
      best,
      month: monthOf(start_at.getTime()),
    })),
  );
});

const countsBy = (session: Session, resolution: number) =>
  columnsOf(needs).read(mission, 'sighting', { groups: [resolution] }, (view) => {
    const { code, cell, month, category } = view.groups(resolution);
    const rows = rowsWhere(view.table, session.bits);
    const { counts, sums } = tally(rows, code, cell.length, view.table.columns.best);
    const found: Record<string, [number, number]> = {};
    cell.forEach((one, group) => {
      if (counts[group]! > 0)
        found[`${view.cells(resolution).cells[one]}/${month[group]}/${category[group]}`] = [
          counts[group]!,
          sums[group]!,
        ];
    });
    return found;
  });

const countsInView = (session: Session, bbox?: BBox, least?: number) =>
  columnsOf(needs).read(mission, 'sighting', { groups: [2] }, (view) => {
    const found = countGroups(view, session.bits, 2, { bbox, least });
    return Object.fromEntries(
      Array.from(found.count, (count, i) => [
        `${found.cells[found.cell[i]!]}/${found.month[i]}/${found.category[i]}`,
        count,
      ]),
    );
  });

const plainCountsInView = async (session: Session, bbox?: BBox, least = 0) => {
  const counts: Record<string, number> = {};
  // what is known to its province fits hexagons of resolution 2
  for (const fact of await facts(session, `best >= ${least} and place_precision <= 4`)) {
    if (bbox && !insideBBox(bbox, fact.lon, fact.lat)) continue;
    const name = `${cellAt(fact.lon, fact.lat, 2)}/${monthOf(fact.start_at.getTime())}/${fact.category}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const plainCounts = async (session: Session, resolution: number) => {
  const counts: Record<string, [number, number]> = {};
  for (const fact of await facts(session)) {
    const name = `${cellAt(fact.lon, fact.lat, resolution)}/${monthOf(fact.start_at.getTime())}/${fact.category}`;
    const [count, best] = counts[name] ?? [0, 0];
    counts[name] = [count + 1, best + fact.best];
  }
  return counts;
};

test('groups by cell, month and category are those of a plain loop, also after changes and additions', async () => {
  expect(await countsBy(open, 2)).toEqual(await plainCounts(open, 2));
  await put([
    ...drafts(40, 4980),
    { ...drafts(1)[0]!, where: { lon: 1.5, lat: 2.5, precision: 1 }, body: { category: 3, number: 99 } },
  ]);
  expect(await countsBy(open, 2)).toEqual(await plainCounts(open, 2));
  expect(await countsBy(secret, 2)).toEqual(await plainCounts(secret, 2));
});

test('counts in a viewport are those of a plain loop, before and after changes', async () => {
  const box = { west: -100, south: -40, east: 60, north: 30 };
  const views: [BBox | undefined, number?][] = [
    [undefined],
    [box],
    [box, 2],
    [{ west: 120, south: -20, east: -30, north: 70 }],
  ];
  const compare = async () => {
    for (const session of [open, secret])
      for (const [bbox, least] of views)
        expect(await countsInView(session, bbox, least)).toEqual(
          await plainCountsInView(session, bbox, least),
        );
  };
  await compare();
  await put([
    ...drafts(300, 6000),
    ...drafts(400, 100).map((draft) => ({
      ...draft,
      where: { ...draft.where!, lon: 17.5 },
      body: { category: 2, number: 7 },
    })),
  ]);
  await compare();
  // so many that all are sorted anew
  await put(drafts(21_000, 20_000));
  await compare();
  await put(drafts(50, 20_000).map((draft) => ({ ...draft, where: { ...draft.where!, lat: 1 } })));
  await compare();
});

test('a record that becomes stricter is gone from the counts at once', async () => {
  const made = await createRecord(needs, secret, 'sighting', {
    when: { start: '2024-05-31' },
    where: { lon: 3, lat: 4 },
    marking: { level: 'unclassified' },
    body: { category: 1, number: 1 },
  });
  expect(await idsSeen(open)).toContain(made.id);
  await changeRecord(needs, secret, made.id, 1, { marking: { level: 'confidential' } });
  expect(await idsSeen(open)).not.toContain(made.id);
  expect(await idsSeen(secret)).toContain(made.id);
});

test('readings at once while others write each see one state of the feed', async () => {
  const writes = (async () => {
    for (let i = 0; i < 5; i++) await put(drafts(200, 10_000 + 200 * i));
  })();
  const sizes: number[] = [];
  for (let i = 0; i < 10; i++)
    sizes.push(...(await Promise.all(Array.from({ length: 5 }, async () => (await idsSeen(secret)).length))));
  await writes;
  const before = sizes[0]!;
  // batches of 200 are seen whole or not at all
  expect(sizes.every((size) => (size - before) % 200 === 0)).toBe(true);
  expect((await idsSeen(secret)).length).toBe((await facts(secret)).length);
});

test('a mission without records has empty columns', async () => {
  const { mission: empty } = await ensureMission(db, { name: 'empty' });
  expect(await columnsOf(needs).read(empty, 'sighting', { cells: [5] }, ({ table }) => table.count)).toBe(0);
});
