import { type GedEvent, gedFixture, ucdpGed, ucdpGedGeojson } from '@bluehelm/formats';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../tests/support/shared.ts';
import { type AnyKind, openKinds } from '../../foundation/records/index.ts';
import { categories } from './categories.ts';
import { fromGed, fromGedJson, type IncidentBody, incident } from './index.ts';

const kinds = openKinds([incident as unknown as AnyKind]);
const states = incident.states.map((state) => state.name);

/** Drafts an event and checks what comes out against the kind, as every import must hold. */
const drafted = (event: GedEvent) => {
  const draft = fromGed.draft(event);
  kinds.check(incident as unknown as AnyKind, draft.body);
  expect(states).toContain(draft.state);
  return { ...draft, body: draft.body as IncidentBody };
};

test('every category has a number, a name and a title of its own, and a code', () => {
  for (const part of ['number', 'name', 'title', 'code'] as const)
    expect(new Set(categories.map((term) => term[part])).size).toBe(categories.length);
  for (const { number, name, code, group } of categories) {
    expect(number).toBeLessThan(32_768);
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(code).toMatch(/^(UCDP \d|ICCS \d{2,6})$/);
    expect(group).toBeTruthy();
  }
});

test('every state can be reached, and every move leads between states that exist', () => {
  const reached = new Set([incident.initial]);
  for (const _ of states) for (const move of incident.moves) if (reached.has(move.from)) reached.add(move.to);
  expect([...reached].sort()).toEqual([...states].sort());
  for (const { from, to } of incident.moves) expect(states).toEqual(expect.arrayContaining([from, to]));
});

test('columns, exports and form ask for fields that the body has', () => {
  type Schema = { properties?: Record<string, Schema>; items?: Schema };
  const found = (path: readonly string[], schema: Schema | undefined): boolean => {
    const [first, ...rest] = path;
    if (schema === undefined || first === undefined) return schema !== undefined;
    return found(rest, /^\d+$/.test(first) ? schema.items : schema.properties?.[first]);
  };
  const paths = [
    ...incident.form.map((field) => field.path),
    ...[...incident.columns, ...incident.csv].flatMap(({ path }) =>
      path.startsWith('body.') ? [path.slice(5)] : [],
    ),
  ];
  for (const path of paths)
    expect([path, found(path.split('.'), incident.body as Schema)]).toEqual([path, true]);
});

test('the CSV export has the columns that scripts rely on', () => {
  expect(incident.csv.map((column) => column.name)).toEqual(
    expect.arrayContaining(
      'id,source,source_id,date_start,date_end,date_precision,latitude,longitude,place_precision,category,deaths_best,deaths_low,deaths_high'.split(
        ',',
      ),
    ),
  );
});

const event: GedEvent = {
  sourceId: '244657',
  relid: 'IRQ-2017-1-524-322',
  candidate: false,
  codeStatus: 'Clear',
  activeYear: true,
  dateStart: '2017-07-31',
  dateEnd: '2017-08-02',
  datePrecision: 2,
  latitude: 33.33,
  longitude: 44.39,
  wherePrecision: 4,
  typeOfViolence: 3,
  conflict: { id: 259, name: 'Government' },
  dyad: { id: 524, name: 'Group A - Civilians' },
  sideA: { id: 116, name: 'Group A', gleditschWard: [] },
  sideB: { id: 9999, name: 'Civilians', gleditschWard: [] },
  country: { id: 645, name: 'Somewhere' },
  region: 'Asia',
  admin1: 'First province',
  admin2: undefined,
  place: 'Town',
  description: 'a market in the town',
  priogrid: 179779,
  deaths: { a: 0, b: 0, civilians: 4, unknown: 2, best: 6, low: 4, high: 11, ordered: true },
  clarity: 1,
  headline: 'Attack on a market',
  sources: [{ office: 'Agency', date: '2017-07-31', headline: 'Attack on a market', article: undefined }],
  originalSource: 'police',
  sourceCount: 1,
};

test('an event keeps its ranges, precisions, actors and sources', () => {
  expect(drafted(event)).toEqual({
    sourceId: '244657',
    state: 'corroborated',
    when: { start: Date.UTC(2017, 6, 31), end: Date.UTC(2017, 7, 2), precision: 2 },
    where: { lon: 44.39, lat: 33.33, precision: 4 },
    body: {
      category: 'one-sided',
      summary: 'Group A - Civilians, Town',
      deaths: { low: 4, best: 6, high: 11 },
      harm: [
        { group: 'civilians', killed: 4 },
        { group: 'unknown', killed: 2 },
      ],
      actors: [
        { name: 'Group A', role: 'side-a', code: '116' },
        { name: 'Civilians', role: 'side-b', code: '9999' },
      ],
      conflict: 'Government',
      dyad: 'Group A - Civilians',
      place: {
        name: 'Town',
        detail: 'a market in the town',
        admin1: 'First province',
        country: 'Somewhere',
        gleditschWard: 645,
      },
      sources: [{ name: 'Agency', date: '2017-07-31', headline: 'Attack on a market' }],
    },
  });
  expect(drafted({ ...event, clarity: 2 }).state).toBe('reported');
  expect(incident.analysis!.fact(drafted(event).body)).toEqual({
    category: 3,
    low: 4,
    best: 6,
    high: 11,
    flags: 0,
  });
});

test('texts longer than an incident takes are cut, and never through a character', () => {
  const long = '😀'.repeat(3_000);
  const named = { id: 1, name: long };
  const actor = { ...named, gleditschWard: [] };
  const source = { office: undefined, date: long, headline: long, article: long };
  const { body } = drafted({
    ...event,
    conflict: named,
    dyad: named,
    sideA: actor,
    sideB: actor,
    country: named,
    admin1: long,
    admin2: `x${long}`,
    place: long,
    description: long,
    sources: Array.from({ length: 300 }, () => source),
    deaths: { ...event.deaths, a: 1, b: 1 },
  });
  expect(JSON.stringify(body)).not.toMatch(/\\ud[89a-f]/);
  expect(body.sources).toHaveLength(200);
});

test('an event that knows little is an incident all the same', () => {
  const { body } = drafted({
    ...event,
    conflict: { id: undefined, name: '' },
    country: { id: undefined, name: '' },
    sideB: { id: undefined, name: '', gleditschWard: [] },
    admin1: undefined,
    place: undefined,
    description: undefined,
    clarity: undefined,
    sources: [{ office: undefined, date: undefined, headline: undefined, article: undefined }],
  });
  expect(incident.headline(body)).toBe('Group A - Civilians');
});

test('an incident without a summary is known by its category and place', () => {
  const deaths = { low: 0, best: 0, high: 0 };
  expect(incident.headline({ category: 'robbery', deaths, place: { name: 'Town' } })).toBe('Robbery, Town');
  expect(incident.headline({ category: 'robbery', deaths })).toBe('Robbery');
  expect(incident.analysis!.fact({ category: 'robbery', deaths, byPatrol: true }).flags).toBe(1);
});

const bytesOf = (layout: 'release' | 'geojson'): Uint8Array =>
  Buffer.from([...gedFixture({ rows: 200, seed: 3, layout })].join(''));

test('every layout gives the same incidents of the same source', async () => {
  const of = async (batches: AsyncIterable<{ rows: readonly { value: GedEvent }[] }>) => {
    const drafts = [];
    for await (const batch of batches) for (const { value } of batch.rows) drafts.push(drafted(value));
    return drafts;
  };
  const rows = await of(ucdpGed.read({ bytes: bytesOf('release') }));
  const features = await of(ucdpGedGeojson.read({ bytes: bytesOf('geojson') }));
  expect(rows).toHaveLength(200);
  expect(features.map((one) => one.sourceId)).toEqual(rows.map((one) => one.sourceId));
  expect(features.map((one) => one.body.deaths)).toEqual(rows.map((one) => one.body.deaths));
  expect(fromGedJson.source).toBe(fromGed.source);
});

for (const [name, count] of [
  ['ged_country_export_mali.csv.gz', 2120],
  ['ged_country_export_burkina_faso.csv.gz', 1504],
  ['ged_v23_1_central_african_republic.csv.gz', 1848],
  ['ged_v24_1_myanmar.csv.gz', 7374],
  ['ged_v23_1_global_sample_1000.csv', 1000],
] as const) {
  const path = sharedFile(`data/ucdp_ged/${name}`);
  test.skipIf(path === undefined)(
    `every real event of ${name} is a valid incident${path ? '' : ` (${sharedMissing})`}`,
    async () => {
      let incidents = 0;
      for await (const batch of ucdpGed.read({ path: path ?? '' }))
        for (const { value } of batch.rows) {
          const { body, when, where } = drafted(value);
          incidents++;
          expect(body.deaths).toEqual({
            low: value.deaths.low,
            best: value.deaths.best,
            high: value.deaths.high,
          });
          expect([when!.precision, where!.precision]).toEqual([value.datePrecision, value.wherePrecision]);
        }
      expect(incidents).toBe(count);
    },
  );
}
