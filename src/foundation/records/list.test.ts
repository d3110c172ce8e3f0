import { cellAt, insideBBox, newId } from '@bluehelm/kernel';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Foundation, testFoundation } from '../../../tests/support/foundation.ts';
import { memo, sighting } from '../../../tests/support/kinds.ts';
import type { Session } from '../access/index.ts';
import {
  type AnyKind,
  countRecords,
  createRecord,
  eachRecord,
  type Filter,
  type FilterQuery,
  filter,
  listRecords,
  type MissionRecord,
  type PageQuery,
  type SourceDraft,
  sorts,
  upsertBatch,
} from './index.ts';

const kind = sighting as unknown as AnyKind;
let house: Foundation;
let session: Session;
let all: MissionRecord[];

const day = 86_400_000;
const importOptions = async () => ({
  kind,
  source: 'file',
  marking: await house.markings.number({
    level: 'unclassified',
    compartments: [],
    originator: 'mission',
    audience: [],
  }),
  importId: newId(),
});

// 240 sightings on a spiral round the globe, over 80 days, three on each
const drafts: SourceDraft[] = Array.from({ length: 240 }, (_, i) => ({
  sourceId: `s${i}`,
  state: i % 4 === 0 ? 'closed' : 'open',
  when: { start: Math.floor(i / 3) * day, end: Math.floor(i / 3) * day + (i % 5) * day, precision: 1 },
  where: { lon: ((i * 31) % 360) - 180, lat: ((i * 7) % 180) - 89.5, precision: ((i % 7) + 1) as 1 },
  body: {
    title: `Sighting ${i} ${i % 2 === 0 ? 'O’Neil RPG-7' : 'Ménaka'}`,
    colour: i % 3 === 0 ? 'red' : 'green',
    deaths: i % 10,
  },
}));

beforeAll(async () => {
  house = await testFoundation();
  session = house.session();
  await upsertBatch(house, session, await importOptions(), drafts);
  await createRecord(house, session, 'memo', { body: { text: 'not a sighting' } });
  all = await everything({});
  expect(all).toHaveLength(240);
});

const everything = async (query: FilterQuery, page: PageQuery = {}, of = kind): Promise<MissionRecord[]> => {
  const found: MissionRecord[] = [];
  let cursor: string | undefined;
  do {
    const { records, next } = await listRecords(house, session, filter(of, query), {
      limit: 17,
      ...page,
      ...(cursor ? { cursor } : {}),
    });
    found.push(...records);
    cursor = next;
  } while (cursor);
  return found;
};
const index = (record: MissionRecord): number => Number(record.source!.id.slice(1));
const expected = (fits: (draft: SourceDraft, i: number) => boolean): number[] =>
  drafts.flatMap((draft, i) => (fits(draft, i) ? [i] : []));

const box = { west: 100, south: -30, east: -120, north: 60 };
test.each<[string, FilterQuery, (draft: SourceDraft, i: number) => boolean]>([
  ['a state', { state: 'closed' }, (draft) => draft.state === 'closed'],
  ['states', { state: 'closed,open' }, () => true],
  ['a category', { category: 'red' }, (draft) => draft.body.colour === 'red'],
  ['a least measure', { least: 7 }, (draft) => (draft.body.deaths as number) >= 7],
  ['category and measure', { category: 'red', least: 7 }, (_, i) => i % 3 === 0 && i % 10 >= 7],
  ['a source', { source: 'file' }, () => true],
  ['another source', { source: 'other' }, () => false],
  ['a place precision', { placePrecision: 2 }, (draft) => draft.where!.precision <= 2],
  ['a beginning', { from: '1970-02-01' }, (draft) => draft.when!.end >= 31 * day],
  ['an end, whose day counts', { to: '1970-01-05' }, (draft) => draft.when!.start <= 4 * day],
  [
    'an hour of a day',
    { from: '1970-01-05T18:00Z', to: '1970-01-05T19:00Z' },
    (draft) => draft.when!.start <= 4 * day && draft.when!.end >= 4 * day,
  ],
  [
    'a box over the antimeridian',
    { bbox: '100,-30,-120,60' },
    (draft) => insideBBox(box, draft.where!.lon, draft.where!.lat),
  ],
  ['words', { text: 'sighting 12' }, (_, i) => /^12/.test(String(i))],
  ['a word with a hyphen', { text: 'RPG-7' }, (_, i) => i % 2 === 0],
  ['the second half of a word with an apostrophe', { text: 'neil' }, (_, i) => i % 2 === 0],
  ['a word without its accent', { text: 'menaka' }, (_, i) => i % 2 === 1],
  ['only signs', { text: "'&|!" }, () => true],
])('a filter by %s finds what a plain filter finds', async (_, query, fits) => {
  const found = await everything(query);
  expect(found.map(index).sort((a, b) => a - b)).toEqual(expected(fits));
  expect(await countRecords(house, session, filter(kind, query))).toBe(found.length);
});

test('a cell filter finds what plain binning finds, at every resolution', async () => {
  for (const resolution of [0, 1, 2, 3, 5])
    for (const i of [0, 7, 25, 100, 128, 200]) {
      const { lon, lat } = drafts[i]!.where!;
      const cell = cellAt(lon, lat, resolution);
      const found = (await everything({ cell })).map(index).sort((a, b) => a - b);
      expect(found).toEqual(
        expected((draft) => cellAt(draft.where!.lon, draft.where!.lat, resolution) === cell),
      );
      expect(found).toContain(i);
      expect(await countRecords(house, session, filter(kind, { cell: cell.toUpperCase() }))).toBe(
        found.length,
      );
    }
});

test.each(sorts)('sorted by %s the pages hold every record once, in order', async (sort) => {
  const found = await everything({}, { sort });
  const key = (record: MissionRecord): string =>
    sort.endsWith('when') ? `${record.when!.start} ${record.id}` : String(record.seq).padStart(9, '0');
  const keys = found.map(key);
  expect(new Set(keys).size).toBe(240);
  const sorted = [...keys].sort();
  expect(keys).toEqual(sort.startsWith('-') ? sorted.reverse() : sorted);
});

test('records without a needed time are not sorted by it', async () => {
  const memos = await everything({}, {}, memo as unknown as AnyKind);
  expect(memos.map((one) => one.title)).toEqual(['not a sighting']);
  await expect(everything({}, { sort: 'when' }, memo as unknown as AnyKind)).rejects.toThrow(
    /FILTER_REFUSED.*-changed/,
  );
});

test('an export reads every page once', async () => {
  const ids: string[] = [];
  for await (const page of eachRecord(house, session, filter(kind, { state: 'open' }), '-when', 13))
    ids.push(...page.map((one) => one.id));
  expect(ids).toHaveLength(180);
  expect(new Set(ids).size).toBe(180);
});

test.each([
  ['an unknown state', { state: 'gone' }, /state.*gone.*open, closed/],
  ['an unknown category', { category: 'blue' }, /category.*blue/],
  ['an impossible day', { from: '2024-02-30' }, /from.*2024-02-30/],
  ['a reversed interval', { from: '2024-05-31', to: '2024-05-30' }, /to.*2024-05-30/],
])('%s is refused with what was given', (_, query, reason) => {
  expect(() => filter(kind, query)).toThrow(reason);
});

test('faults of a filter are told together', () => {
  expect(() => filter(kind, { state: 'gone', from: 'x' })).toThrow(/from:.*state:|state:.*from:/);
});

test('whatever is searched for is an answer, never an error', async () => {
  const search = (text: string): Promise<number> =>
    countRecords(house, session, { kind, text } satisfies Filter);
  const odd = [
    "'",
    '"',
    '\\',
    "\\'",
    ':*',
    '!',
    '&',
    '| |',
    '<->',
    '(',
    "a'b:*&",
    'a\0b',
    '\ud800',
    '😀',
    '%_',
    '١٢',
    'ﷺ',
    'a'.repeat(5000),
  ];
  for (const text of odd) expect(await search(text)).toBeGreaterThanOrEqual(0);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...`'":*&|!()<->\\ aé`) })),
      async (text) => {
        expect(await search(text)).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 150 },
  );
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
test.each([
  ['nonsense', 'x'],
  ['no list', encoded(null)],
  ['a text', encoded('abc')],
  ['another order', encoded(['-changed', 5, newId()])],
  ['a time that only JavaScript reads', encoded(['-when', '2024', newId()])],
  ['an impossible time', encoded(['-when', '2024-02-30T00:00:00.000Z', newId()])],
  ['an identifier of hyphens', encoded(['-when', '2024-05-31T00:00:00.000Z', '-'.repeat(36)])],
  ['SQL', encoded(['-when', '2024-05-31T00:00:00.000Z', `'; drop table bluehelm.record; --      `])],
  ['a number for a time', encoded(['-when', 5, newId()])],
])('a cursor with %s is refused', async (_, cursor) => {
  await expect(listRecords(house, session, filter(kind, {}), { cursor })).rejects.toThrow(/CURSOR_REFUSED/);
});

test('a cursor whose bytes were changed is refused or leads somewhere, and never fails otherwise', async () => {
  const { next } = await listRecords(house, session, filter(kind, {}), { limit: 5 });
  await fc.assert(
    fc.asyncProperty(fc.nat(next!.length - 1), fc.constantFrom(...'AZaz09-_'), async (at, sign) => {
      const cursor = next!.slice(0, at) + sign + next!.slice(at + 1);
      const outcome = await listRecords(house, session, filter(kind, {}), { limit: 5, cursor }).catch(
        (error) => error.code,
      );
      expect(outcome === 'CURSOR_REFUSED' || Array.isArray(outcome.records)).toBe(true);
    }),
    { numRuns: 120 },
  );
});

test('while others add records, paging neither misses nor doubles one that was there', async () => {
  const before = new Set((await everything({})).map((one) => one.id));
  let writing = true;
  const write = async () => {
    const options = await importOptions();
    for (let i = 0; writing; i++)
      await upsertBatch(house, session, options, [{ ...drafts[i % 240]!, sourceId: `more${i}` }]);
  };
  const writer = write();
  try {
    for (const sort of sorts) {
      const found = (await everything({}, { sort, limit: 11 })).map((one) => one.id);
      expect(new Set(found).size).toBe(found.length);
      expect(found.filter((id) => before.has(id))).toHaveLength(before.size);
    }
  } finally {
    writing = false;
    await writer;
  }
});
