import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedFile } from '../../../../tests/support/shared.ts';
import { csvRowsOf } from '../csv/reader.ts';
import { csvLineVerbatim } from '../csv/writer.ts';
import type { Batch, Input, ReadOptions, Refusal } from '../format.ts';
import { recognise } from '../formats.ts';
import { limitsOf } from '../open/limits.ts';
import type { GedEvent } from './event.ts';
import { type GedFixtureOptions, gedFaultKinds, gedFixture } from './fixture.ts';
import { ucdpGedGeojson } from './json-format.ts';
import { gedSources } from './sources.ts';
import { ucdpGed } from './table-format.ts';
import { dayExists, gedDay, priogridCell } from './values.ts';

const bytesOf = (options: GedFixtureOptions): Uint8Array => Buffer.from([...gedFixture(options)].join(''));

const collect = async (
  format: { read: (input: Input, options?: ReadOptions) => AsyncIterable<Batch<GedEvent>> },
  bytes: Uint8Array,
  name = 'events.csv',
) => {
  const events: GedEvent[] = [];
  const refused: Refusal[] = [];
  for await (const batch of format.read({ bytes, name })) {
    events.push(...batch.rows.map((row) => row.value));
    refused.push(...batch.refused);
  }
  return { events, refused };
};

test('all layouts of the same rows give the same events', async () => {
  const rows = { rows: 120, seed: 7 };
  const release = await collect(ucdpGed, bytesOf({ ...rows, layout: 'release' }));
  const exported = await collect(ucdpGed, bytesOf({ ...rows, layout: 'country-export' }));
  const geojson = await collect(ucdpGedGeojson, bytesOf({ ...rows, layout: 'geojson' }));
  const api = await collect(ucdpGedGeojson, bytesOf({ ...rows, layout: 'api' }));
  expect(release.refused).toEqual([]);
  expect(release.events).toHaveLength(120);
  expect(geojson).toEqual(release);
  expect(api).toEqual(release);
  // the export has no codes of states
  const withoutStates = (event: GedEvent) => ({
    ...event,
    sideA: { ...event.sideA, gleditschWard: [] },
    sideB: { ...event.sideB, gleditschWard: [] },
  });
  expect(exported.events).toEqual(release.events.map(withoutStates));
});

test('the fixture is the same for the same seed and another for another', () => {
  const text = (seed: number) => [...gedFixture({ rows: 5, seed, layout: 'release' })].join('');
  expect(text(1)).toBe(text(1));
  expect(text(1)).not.toBe(text(2));
});

const expected: Record<(typeof gedFaultKinds)[number], [column: string, reason: RegExp]> = {
  'impossible-date': ['date_start', /YYYY-MM-DD.*There is no such day/],
  'end-before-start': ['date_end', /not before date_start/],
  'swapped-coordinates': ['latitude', /look exchanged/],
  'out-of-range': ['latitude', /-90 to 90/],
  'thousands-separator': ['best', /thousands separators: write 1234/],
  'unknown-type': ['type_of_violence', /1 \(state-based\)/],
  'missing-field': ['date_prec', /The field is empty/],
  'no-actor': ['side_a', /name of an actor/],
};

test('each kind of fault is refused with line, column, what was given and how to mend it; the rest is read', async () => {
  const faults = { every: 3 };
  const { events, refused } = await collect(
    ucdpGed,
    bytesOf({ rows: 30, seed: 3, layout: 'release', faults }),
  );
  expect(events).toHaveLength(20);
  expect(refused.map((refusal) => refusal.line)).toEqual([4, 7, 10, 13, 16, 19, 22, 25, 28, 31]);
  refused.forEach((refusal, at) => {
    const [column, reason] = expected[gedFaultKinds[at % gedFaultKinds.length]!];
    expect(refusal.column).toBe(column);
    expect(refusal.reason).toMatch(reason);
    expect(refusal.raw.split(',').length).toBeGreaterThan(40);
  });
});

test('a refused row of GeoJSON is named like a refused row of a table', async () => {
  const faults = { every: 2, kinds: ['unknown-type', 'swapped-coordinates'] as const };
  const { refused } = await collect(ucdpGedGeojson, bytesOf({ rows: 4, seed: 3, layout: 'geojson', faults }));
  expect(refused.map(({ line, column, given }) => [line, column, given])).toMatchObject([
    [3, 'type_of_violence', '7'],
    [5, 'latitude', expect.any(String)],
  ]);
});

/** One plain row, with some fields set to something else. */
const editedFields = (fields: Record<string, string>) => {
  const [header = ''] = gedFixture({ rows: 0, seed: 1, layout: 'release' });
  const names = header.trim().split(',');
  return edited((row) => row.map((field, at) => fields[names[at] ?? ''] ?? field));
};

const edited = async (change: (row: string[]) => string[]) => {
  const [header = '', row = ''] = gedFixture({ rows: 1, seed: 1, layout: 'release' });
  const names = header.trim().split(',');
  // unquoted fields only, so that a plain join is a row
  const fields = Object.fromEntries(names.map((name) => [name, '']));
  Object.assign(fields, {
    id: '1',
    type_of_violence: '1',
    side_a: 'A',
    side_b: 'B',
    where_prec: '1',
    latitude: '10',
    longitude: '20',
    country: 'Kadora',
    date_prec: '1',
    date_start: '2020-01-05',
    date_end: '2020-01-05',
    best: '2',
    high: '1',
    low: '3',
  });
  expect(row).not.toBe('');
  const changed = change(names.map((name) => fields[name] ?? ''));
  return collect(ucdpGed, Buffer.from(`${header}${changed.join(',')}\n`));
};

test('odd ranges of the source are kept and marked; empty death counts by side are zero', async () => {
  const { events } = await edited((row) => row);
  expect(events[0]?.deaths).toEqual({
    a: 0,
    b: 0,
    civilians: 0,
    unknown: 0,
    best: 2,
    low: 3,
    high: 1,
    ordered: false,
  });
});

test('numbers as spreadsheets write them are refused with the right way to write them', async () => {
  const reason = async (fields: Record<string, string>) => (await editedFields(fields)).refused[0]?.reason;
  expect(await reason({ latitude: '"10,5"' })).toContain('write 10.5');
  expect(await reason({ longitude: '"1,020.25"' })).toContain('Remove the thousands separators');
  expect(await reason({ best: '1.200' })).toContain('write 1200');
  expect(await reason({ best: '-1' })).toContain('0 or more');
  expect(await reason({ best: ' 2' })).toContain('Remove the spaces');
  expect(await reason({ date_start: '2019-31-12' })).toContain('Day and month look exchanged');
  expect(await reason({ date_start: '1/5/2020' })).toContain('save them as YYYY-MM-DD');
  expect(await reason({ year: '2019' })).toContain("The year of the event's dates");
});

test('exchanged coordinates are found by range, by PRIO-GRID cell, or by the point as text', async () => {
  const reason = async (fields: Record<string, string>) => (await editedFields(fields)).refused[0]?.reason;
  expect(await reason({ latitude: '120', longitude: '10' })).toContain('look exchanged');
  expect(await reason({ priogrid_gid: String(priogridCell(20, 10)) })).toContain('PRIO-GRID cell');
  expect(await reason({ geom_wkt: 'POINT (10 20)' })).toContain('geom_wkt');
  expect(await reason({ geom_wkt: 'POINT (20 10)' })).toBeUndefined();
});

test('semicolons, tabs and Windows-1252 are read as well', async () => {
  const text = [...gedFixture({ rows: 5, seed: 1, layout: 'release' })].join('');
  const { events } = await collect(ucdpGed, Buffer.from(text));
  for (const delimiter of [';', '\t']) {
    const rows = csvRowsOf(text, { delimiter: ',', limits: limitsOf(undefined) });
    const other = rows.map((row) => csvLineVerbatim(row.fields, delimiter)).join('');
    expect((await collect(ucdpGed, Buffer.from(other))).events).toEqual(events);
  }
  const western = Buffer.from(text.replaceAll('–', '-'), 'latin1');
  await expect(collect(ucdpGed, western)).rejects.toThrow(/windows-1252/);
  const read = [];
  for await (const batch of ucdpGed.read({ bytes: western }, { encoding: 'windows-1252' }))
    read.push(...batch.rows);
  expect(read.map((row) => row.value.place)).toEqual(events.map((event) => event.place));
});

test('a row with too few or too many fields is refused as a whole', async () => {
  expect((await edited((row) => row.slice(0, 30))).refused[0]).toMatchObject({
    column: 'row',
    given: '30 fields',
  });
  expect((await edited((row) => [...row, 'x'])).refused[0]?.reason).toContain('must stand in quotes');
  expect((await edited((row) => [...row, '', ''])).refused).toEqual([]);
});

test('missing and doubled columns are named before any row is read', async () => {
  const text = [...gedFixture({ rows: 1, seed: 1, layout: 'release' })].join('');
  const missing = text.replace('date_start', 'begin').replace(',low,', ',lowest,');
  await expect(collect(ucdpGed, Buffer.from(missing))).rejects.toThrow(/Missing: date_start, low\./);
  const doubled = text.replace('active_year', 'year');
  await expect(collect(ucdpGed, Buffer.from(doubled))).rejects.toThrow(/More than once: year\./);
  expect(recognise(Buffer.from(missing), 'x.csv')?.faults.map((fault) => fault.column)).toEqual([
    'date_start',
    'low',
  ]);
});

test('every layout is recognised by its content, with its columns mapped', () => {
  const found = (layout: GedFixtureOptions['layout'], name: string) =>
    recognise(bytesOf({ rows: 3, seed: 1, layout }), name);
  expect(found('release', 'a.bin')).toMatchObject({
    format: 'ucdp-ged',
    layout: 'release',
    confidence: 1,
    faults: [],
  });
  expect(found('candidate', 'GEDEvent_v25_01_25_09.csv')).toMatchObject({ layout: 'candidate' });
  expect(found('country-export', 'a')).toMatchObject({
    format: 'ucdp-ged',
    layout: 'country-export',
    confidence: 1,
  });
  expect(found('geojson', 'a')).toMatchObject({ format: 'ucdp-ged-geojson', layout: 'geojson', faults: [] });
  expect(found('api', 'a')).toMatchObject({ format: 'ucdp-ged-geojson', layout: 'api', faults: [] });
  expect(found('release', 'a')?.mapping).toContainEqual({
    column: 'best',
    field: 'deaths.best',
    note: 'best estimate of deaths',
  });
});

test('nothing is recognised in random bytes, and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('', '\x1f\x8b\x08', 'PK\x03\x04', '{"features":[', 'id,'),
      (bytes, start) => {
        expect(recognise(Buffer.concat([Buffer.from(start, 'latin1'), bytes]), 'x')).toBeUndefined();
      },
    ),
  );
});

test('the candidate release says so in every event', async () => {
  const bytes = bytesOf({ rows: 2, seed: 1, layout: 'candidate' });
  const candidate = await collect(ucdpGed, bytes, 'GEDEvent_v24_0_3.csv');
  expect(candidate.events.map((event) => event.candidate)).toEqual([true, true]);
  const release = await collect(ucdpGed, bytes, 'GEDEvent_v24_1.csv');
  expect(release.events.map((event) => event.candidate)).toEqual([false, false]);
});

test('days that do not exist are told from days that do', () => {
  expect([
    dayExists(2024, 2, 29),
    dayExists(2023, 2, 29),
    dayExists(1900, 2, 29),
    dayExists(2000, 2, 29),
  ]).toEqual([true, false, false, true]);
  expect(gedDay('10/06/2023 00:00:00', true)).toBe('2023-10-06');
  expect(gedDay('10/06/2023 00:00:00', false)).toBeUndefined();
  expect(gedDay('2023-10-06Tgarbage', false)).toBeUndefined();
});

test('sources are taken apart where they can be, and kept whole where not', () => {
  const two = gedSources(
    '"AP,2001-01-01,One; two";"BBC,2001-01-02,Three"',
    'AP;BBC',
    '2001-01-01;2001-01-02',
    'One; two;Three',
  );
  expect(two.map(({ office, headline }) => [office, headline])).toEqual([
    ['AP', 'One; two'],
    ['BBC', 'Three'],
  ]);
  expect(gedSources('Reuters 1989', '', '', '')).toMatchObject([{ article: 'Reuters 1989' }]);
  expect(gedSources('', '', '', '')).toEqual([]);
});

test('the cell of PRIO-GRID is the one the source gives', () => {
  // Bangui and Nouna in the published data
  expect(priogridCell(4.366667, 18.583333)).toBe(135758);
  expect(priogridCell(12.72939, -3.86305)).toBe(147953);
});

const slice = sharedFile('data/ucdp_ged/ged_v23_1_car_2013.geojson');
const table = sharedFile('data/ucdp_ged/ged_v23_1_central_african_republic.csv.gz');
test.skipIf(slice === undefined || table === undefined)(
  'the GeoJSON slice of the Central African Republic holds the same events as its table',
  async () => {
    const inTable = new Map<string, GedEvent>();
    for await (const batch of ucdpGed.read({ path: table ?? '' }))
      for (const { value } of batch.rows) inTable.set(value.sourceId, value);
    let count = 0;
    for await (const batch of ucdpGedGeojson.read({ path: slice ?? '' })) {
      expect(batch.refused).toEqual([]);
      for (const { value } of batch.rows) {
        count++;
        // relid was lost at the source of the table
        expect({ ...value, relid: undefined }).toEqual(inTable.get(value.sourceId));
      }
    }
    expect(count).toBe(186);
  },
);
