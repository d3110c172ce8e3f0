import { type Id, type Level, newId } from '@bluehelm/kernel';
import { beforeAll, expect, test } from 'vitest';
import { type Foundation, testFoundation } from '../../../tests/support/foundation.ts';
import { memo, sighting } from '../../../tests/support/kinds.ts';
import { reading, type Session } from '../access/index.ts';
import {
  type AnyKind,
  changeRecord,
  concludeRecord,
  createRecord,
  type Draft,
  kind,
  moveRecord,
  readRecord,
  recordHistory,
} from './index.ts';

const surface = kind({ ...memo, name: 'surface', title: 'Surface', plural: 'Surfaces', derived: true });

let house: Foundation;
let session: Session;
beforeAll(async () => {
  house = await testFoundation([sighting, memo, surface] as unknown as AnyKind[]);
  session = house.session();
});

const seen = (more: Partial<Draft> = {}): Draft => ({
  when: { start: '2024-05-31' },
  where: { lon: 12.5, lat: 7.5 },
  body: { title: 'Tracks', colour: 'red', deaths: 2 },
  ...more,
});
const make = (more: Partial<Draft> = {}, by = session) => createRecord(house, by, 'sighting', seen(more));

test('a record is made with its envelope, for its organisation only where nothing is said', async () => {
  const made = await make();
  expect(made).toMatchObject({
    kind: 'sighting',
    version: 1,
    state: 'open',
    title: 'Tracks',
    when: { start: '2024-05-31', end: '2024-05-31', precision: 1 },
    where: { lon: 12.5, lat: 7.5, precision: 1 },
    marking: { level: 'unclassified', compartments: [], originator: 'mission', audience: [] },
    source: null,
    changedBy: 'test',
  });
  expect(await readRecord(house, session, made.id)).toEqual(made);
  await expect(readRecord(house, house.session({ organisation: 'other' }), made.id)).rejects.toThrow(
    /RECORD_NOT_FOUND/,
  );
});

// RFC 7396, appendix A, as far as bodies can have it
test('a patch merges as RFC 7396 says: null removes, objects merge, lists are replaced', async () => {
  const open = kind({
    ...memo,
    name: 'open-memo',
    body: { type: 'object', properties: {} } as never,
    headline: () => 'memo',
  });
  const needs = {
    ...house,
    kinds: { ...house.kinds, get: () => open as unknown as AnyKind, check: () => undefined },
  };
  const cases = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{}, JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"a": 1}}')],
  ] as const;
  for (const [body, patch, expected] of cases) {
    const made = await createRecord(needs, session, 'open-memo', { body });
    const changed = await changeRecord(needs, session, made.id, 1, { body: patch });
    expect(JSON.stringify(changed.body)).toBe(JSON.stringify(expected));
  }
});

test('history tells every version and only what changed', async () => {
  const actors = [{ role: 'a', name: 'x' }];
  const needs = { ...house, kinds: { ...house.kinds, check: () => undefined } };
  const made = await createRecord(
    needs,
    session,
    'sighting',
    seen({ body: { title: 'One', colour: 'red', actors } }),
  );
  await changeRecord(needs, session, made.id, 1, { body: { title: 'Two', colour: 'green' } });
  await moveRecord(needs, session, made.id, 2, 'closed');
  await changeRecord(needs, session, made.id, 3, { where: { lon: 13, lat: 7.5 } });
  const versions = await recordHistory(house, session, made.id);
  expect(versions.map((one) => [one.record.version, one.changes])).toEqual([
    [4, [{ path: '/where/lon', before: 12.5, after: 13 }]],
    [3, [{ path: '/state', before: 'open', after: 'closed' }]],
    [
      2,
      [
        { path: '/body/colour', before: 'red', after: 'green' },
        { path: '/body/title', before: 'One', after: 'Two' },
        { path: '/title', before: 'One', after: 'Two' },
      ],
    ],
    [1, []],
  ]);
  expect(versions.at(-1)!.record.body).toEqual(made.body);
});

test('of many writers on one version exactly one wins, and the others are told the present version', async () => {
  const made = await make();
  for (const version of [1, 2, 3]) {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        changeRecord(house, session, made.id, version, { body: { note: `${version}.${i}` } }),
      ),
    );
    const failed = outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(failed).toHaveLength(7);
    for (const reason of failed)
      expect(reason).toMatch(new RegExp(`RECORD_STALE.*version ${version};.*version ${version + 1}`));
  }
  expect((await recordHistory(house, session, made.id)).map((one) => one.record.version)).toEqual([
    4, 3, 2, 1,
  ]);
});

test('a stale, unknown or unseen record is not changed', async () => {
  const made = await make();
  await expect(changeRecord(house, session, made.id, 2, { body: { note: 'x' } })).rejects.toThrow(
    /RECORD_STALE/,
  );
  await expect(changeRecord(house, session, newId(), 1, { body: {} })).rejects.toThrow(/RECORD_NOT_FOUND/);
  const other = house.session({ organisation: 'other' });
  await expect(changeRecord(house, other, made.id, 1, { body: {} })).rejects.toThrow(/RECORD_NOT_FOUND/);
  await expect(moveRecord(house, other, made.id, 1, 'closed')).rejects.toThrow(/RECORD_NOT_FOUND/);
  expect((await readRecord(house, session, made.id)).version).toBe(1);
});

const visibleVersions = (by: Session, id: Id): Promise<number[]> =>
  reading(house.db, by, async (client) => {
    const { rows } = await client.query(
      `select version from bluehelm.record where id = $1 union all select version from bluehelm.record_past where id = $1
       union all select 0 from bluehelm.fact where id = $1 order by 1`,
      [id],
    );
    return rows.map((row) => row.version);
  });

test('a marking that is raised closes the record, its fact and its earlier versions', async () => {
  const officer = house.session({ level: 'confidential' });
  const everybody = house.session({ organisation: 'partner' });
  const made = await make({ marking: { audience: ['*'] } }, officer);
  await changeRecord(house, officer, made.id, 1, { body: { note: 'more' } });
  expect(await visibleVersions(everybody, made.id)).toEqual([0, 1, 2]);
  await changeRecord(house, officer, made.id, 2, { marking: { level: 'confidential' } });
  expect(await visibleVersions(everybody, made.id)).toEqual([]);
  expect(await visibleVersions(officer, made.id)).toEqual([0, 1, 2, 3]);
});

test('raising a marking closes earlier versions that the one who raises it could not see', async () => {
  const makers = house.session({ organisation: 'makers' });
  const made = await make({}, makers);
  await changeRecord(house, makers, made.id, 1, { marking: { audience: ['mission'] } });
  const officer = house.session({ level: 'confidential' });
  expect(await visibleVersions(officer, made.id)).toEqual([0, 2]);
  await changeRecord(house, officer, made.id, 2, { marking: { level: 'confidential' } });
  expect(await visibleVersions(makers, made.id)).toEqual([]);
  expect(await visibleVersions(officer, made.id)).toEqual([0, 2, 3]);
});

test('lowering a marking opens the present version and leaves the earlier ones closed', async () => {
  const officer = house.session({ level: 'confidential' });
  const made = await make({ marking: { level: 'confidential' } }, officer);
  await changeRecord(house, officer, made.id, 1, { marking: { level: 'unclassified' } });
  expect(await visibleVersions(session, made.id)).toEqual([0, 2]);
  expect((await recordHistory(house, session, made.id)).map((one) => one.record.version)).toEqual([2]);
});

test('nobody writes what it could not read', async () => {
  for (const marking of [
    { level: 'strictly confidential' as Level },
    { compartments: ['sources'] },
    { originator: 'other' },
    { originator: 'other', audience: ['third'] },
  ]) {
    await expect(make({ marking })).rejects.toThrow(/RECORD_MARKING_TOO_STRICT/);
    const made = await make();
    await expect(changeRecord(house, session, made.id, 1, { marking })).rejects.toThrow(
      /RECORD_MARKING_TOO_STRICT/,
    );
  }
});

test('who was let in may make a marking stricter, but only the originator releases it', async () => {
  const guest = house.session({ organisation: 'guest', level: 'confidential' });
  const made = await make({ marking: { audience: ['guest', 'third'] } });
  for (const marking of [
    { audience: ['*'] },
    { audience: ['guest', 'third', 'more'] },
    { originator: 'guest', audience: [] },
  ])
    await expect(changeRecord(house, guest, made.id, 1, { marking })).rejects.toThrow(
      /RECORD_NOT_YOURS_TO_RELEASE.*mission/,
    );
  const closer = await changeRecord(house, guest, made.id, 1, {
    marking: { level: 'confidential', audience: ['guest'] },
  });
  expect(closer.marking).toMatchObject({ originator: 'mission', audience: ['guest'], level: 'confidential' });
  await expect(
    changeRecord(house, guest, made.id, 2, { marking: { level: 'unclassified' } }),
  ).rejects.toThrow(/RELEASE/);
});

test('each act takes its right', async () => {
  const made = await make();
  const reader = house.session({ role: 'reader' });
  await expect(make({}, reader)).rejects.toThrow(/RIGHT_MISSING.*report/);
  await expect(changeRecord(house, reader, made.id, 1, { body: {} })).rejects.toThrow(/RIGHT_MISSING.*edit/);
  await expect(moveRecord(house, reader, made.id, 1, 'closed')).rejects.toThrow(/RIGHT_MISSING.*edit/);
  await expect(
    createRecord(house, house.session({ role: 'reporter' }), 'sighting', seen(), { state: 'closed' }),
  ).rejects.toThrow(/RIGHT_MISSING.*edit/);
  expect((await createRecord(house, session, 'sighting', seen(), { state: 'closed' })).state).toBe('closed');
});

test('a move that the life cycle lacks is refused with those it has', async () => {
  const made = await make();
  await expect(moveRecord(house, session, made.id, 1, 'gone')).rejects.toThrow(
    /RECORD_MOVE_REFUSED.*"open".*one of closed/,
  );
  await expect(createRecord(house, session, 'sighting', seen(), { state: 'gone' })).rejects.toThrow(
    /RECORD_MOVE_REFUSED/,
  );
  const note = await createRecord(house, session, 'memo', { body: { text: 'x' } });
  await expect(moveRecord(house, session, note.id, 1, 'open')).rejects.toThrow(/this state is final/);
});

test('what a method makes is neither made nor changed by hand, but concluded', async () => {
  await expect(createRecord(house, session, 'surface', { body: { text: 'x' } })).rejects.toThrow(
    /RECORD_DERIVED/,
  );
  const made = await createRecord(
    house,
    session,
    'surface',
    { body: { text: 'x' } },
    { provenance: { method: 'gi*' } },
  );
  await expect(changeRecord(house, session, made.id, 1, { body: { text: 'y' } })).rejects.toThrow(
    /RECORD_DERIVED/,
  );
  const ended = await concludeRecord(house, session, made.id, 'open', { text: 'done' });
  expect(ended).toMatchObject({ version: 2, body: { text: 'done' }, provenance: { method: 'gi*' } });
});

test.each([
  [
    'a body with an unknown field',
    { body: { title: 'x', colour: 'red', more: 1 } },
    /RECORD_BODY_REFUSED.*more/,
  ],
  ['a body without a needed field', { body: { colour: 'red' } }, /RECORD_BODY_REFUSED.*title/],
  ['no time', { when: null }, /RECORD_TIME_NEEDED/],
  ['no place', { where: null }, /RECORD_PLACE_NEEDED/],
  ['half a place', { where: { lon: 5 } }, /RECORD_PLACE_NEEDED/],
  ['a place off the globe', { where: { lon: 7.5, lat: 125 } }, /COORDINATES_OUT_OF_RANGE.*exchanged/],
  ['an impossible day', { when: { start: '2024-02-30' } }, /DATE_IMPOSSIBLE/],
  ['a reversed interval', { when: { start: '2024-05-31', end: '2024-05-30' } }, /INTERVAL_REVERSED/],
  [
    'a broken ring',
    {
      where: {
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 1],
            ],
          ],
        },
      },
    },
    /GEOMETRY_MALFORMED/,
  ],
])('%s is refused and nothing is written', async (_, more, reason) => {
  const count = async () => (await house.db.owner.query('select seq, audit_seq from bluehelm.head')).rows[0];
  const before = await count();
  await expect(make(more as Partial<Draft>)).rejects.toThrow(reason);
  expect(await count()).toEqual(before);
});

test('a kind without place or with points only takes no other', async () => {
  const where = { lon: 1, lat: 2 };
  await expect(createRecord(house, session, 'memo', { where, body: { text: 'x' } })).rejects.toThrow(
    /RECORD_PLACE_REFUSED.*where/,
  );
  const when = { start: '2024-05-31' };
  await expect(createRecord(house, session, 'memo', { when, body: { text: 'x' } })).rejects.toThrow(
    /RECORD_PLACE_REFUSED.*when/,
  );
  const points = { ...house.kinds, get: () => ({ ...sighting, shape: 'point' }) as unknown as AnyKind };
  const line = {
    type: 'LineString' as const,
    coordinates: [
      [0, 0],
      [1, 1],
    ],
  };
  await expect(
    createRecord({ ...house, kinds: points }, session, 'sighting', seen({ where: { geometry: line } })),
  ).rejects.toThrow(/RECORD_PLACE_REFUSED.*LineString/);
});

test('what is known to the day is that day’s midnight, what is known to the hour is the moment', async () => {
  const start = '2024-05-31T23:30:00-05:00';
  expect((await make({ when: { start } })).when).toEqual({
    start: '2024-06-01T04:30:00.000Z',
    end: '2024-06-01T04:30:00.000Z',
    precision: 0,
  });
  const daily = await make({ when: { start, precision: 1 } });
  expect(daily.when).toEqual({ start: '2024-05-31', end: '2024-05-31', precision: 1 });
  const { rows } = await house.db.owner.query('select when_start from bluehelm.record where id = $1', [
    daily.id,
  ]);
  expect(rows[0].when_start.toISOString()).toBe('2024-05-31T00:00:00.000Z');
});

test('one identifier of a source is one record', async () => {
  const source = { name: 'hotline', id: '17' };
  await createRecord(house, session, 'sighting', seen(), { source });
  await expect(createRecord(house, session, 'sighting', seen(), { source })).rejects.toThrow(
    /RECORD_SOURCE_TAKEN/,
  );
  const hidden = house.session({ organisation: 'other' });
  await expect(createRecord(house, hidden, 'sighting', seen(), { source })).rejects.toThrow(
    /RECORD_SOURCE_TAKEN/,
  );
});
