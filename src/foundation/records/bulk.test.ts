import { type Id, newId } from '@bluehelm/kernel';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Foundation, testFoundation } from '../../../tests/support/foundation.ts';
import { memo, sighting } from '../../../tests/support/kinds.ts';
import { ensureMission, type Session } from '../access/index.ts';
import { verifyChain } from '../audit/index.ts';
import { copyCells } from './copy-text.ts';
import {
  type AnyKind,
  type BulkOptions,
  changeRecord,
  filter,
  listRecords,
  type MissionRecord,
  moveRecord,
  recordHistory,
  type SourceDraft,
  upsertBatch,
} from './index.ts';

const kind = sighting as unknown as AnyKind;
let house: Foundation;
let session: Session;
let options: BulkOptions;

beforeAll(async () => {
  house = await testFoundation();
  session = house.session();
  options = await optionsOf('mission');
});

const optionsOf = async (originator: string, source = 'file'): Promise<BulkOptions> => ({
  kind,
  source,
  marking: await house.markings.number({ level: 'unclassified', compartments: [], originator, audience: [] }),
  importId: newId(),
});
const row = (
  sourceId: string,
  body: Record<string, unknown> = {},
  more: Partial<SourceDraft> = {},
): SourceDraft => ({
  sourceId,
  when: { start: 0, end: 86_400_000, precision: 2 },
  where: { lon: 12.5, lat: 7.5, precision: 2 },
  body: { title: 'Tracks', colour: 'red', ...body },
  ...more,
});
const found = async (source: string, by = session): Promise<MissionRecord[]> => [
  ...(await listRecords(house, by, filter(kind, { source }), { limit: 1000, sort: 'changed' })).records,
];
const only = async (source: string): Promise<MissionRecord> => {
  const records = await found(source);
  expect(records).toHaveLength(1);
  return records[0]!;
};

test('new rows are made, changed ones get a version, unchanged ones are left alone', async () => {
  const of = await optionsOf('mission', 'plain');
  const put = (...rows: SourceDraft[]) => upsertBatch(house, session, of, rows);
  expect(await put(row('a', {}, { line: 2, raw: 'a,red' }), row('b'))).toEqual({
    created: 2,
    updated: 0,
    unchanged: 0,
    refused: [],
  });
  expect(await put(row('a'), row('b', { deaths: 3 }), row('c'))).toEqual({
    created: 1,
    updated: 1,
    unchanged: 1,
    refused: [],
  });
  const [a, b] = await found('plain');
  expect(a).toMatchObject({
    version: 1,
    provenance: { import: of.importId, line: 2, raw: 'a,red' },
    when: { start: '1970-01-01', end: '1970-01-02', precision: 2 },
  });
  expect(b).toMatchObject({ version: 2, source: { name: 'plain', id: 'b' }, body: { deaths: 3 } });
  const { rows } = await house.db.owner.query(
    'select low, best, high, category from bluehelm.fact where id = $1',
    [b!.id],
  );
  expect(rows).toEqual([{ low: 3, best: 3, high: 3, category: 0 }]);
  expect((await recordHistory(house, session, b!.id))[0]!.changes).toEqual([
    { path: '/body/deaths', after: 3 },
  ]);
});

test('a batch that fails leaves nothing behind', async () => {
  const of = await optionsOf('mission', 'failing');
  const bad = row('bad', {}, { when: { start: 0, end: 0, precision: 70_000 as 1 } });
  await expect(upsertBatch(house, session, of, [row('good'), bad])).rejects.toThrow(/smallint/);
  expect(await found('failing')).toEqual([]);
  expect(await upsertBatch(house, session, of, [row('good')])).toMatchObject({ created: 1 });
});

test('what a person changed survives later imports; the rest follows the source', async () => {
  const of = await optionsOf('mission', 'kept');
  await upsertBatch(house, session, of, [row('a', { deaths: 1, note: 'from source' })]);
  const { id } = await only('kept');
  await changeRecord(house, session, id, 1, { body: { title: 'Corrected', note: null } });
  await changeRecord(house, session, id, 2, { where: { lon: 13, lat: 8 } });
  await moveRecord(house, session, id, 3, 'closed');
  expect(await upsertBatch(house, session, of, [row('a', { deaths: 1, note: 'from source' })])).toMatchObject(
    { unchanged: 1 },
  );
  const later = row(
    'a',
    { deaths: 5, note: 'again' },
    { when: { start: 86_400_000, end: 86_400_000, precision: 1 } },
  );
  expect(await upsertBatch(house, session, of, [later])).toMatchObject({ updated: 1 });
  const now = await only('kept');
  expect(now).toMatchObject({
    version: 5,
    state: 'closed',
    title: 'Corrected',
    when: { start: '1970-01-02' },
    where: { lon: 13, lat: 8, precision: 1 },
    body: { title: 'Corrected', colour: 'red', deaths: 5 },
    provenance: { kept: ['/where', 'note', 'title'] },
  });
  expect(now.body).not.toHaveProperty('note');
  const { rows } = await house.db.owner.query('select lon, best from bluehelm.fact where id = $1', [id]);
  expect(rows).toEqual([{ lon: 13, best: 5 }]);
});

test('an import never loosens a marking', async () => {
  const of = await optionsOf('mission', 'marked');
  const officer = house.session({ level: 'confidential' });
  await upsertBatch(house, officer, of, [row('a')]);
  const { id } = await only('marked');
  await changeRecord(house, officer, id, 1, { marking: { level: 'confidential' } });
  await upsertBatch(house, officer, of, [row('a', { deaths: 9 })]);
  expect(await found('marked')).toEqual([]);
  expect((await found('marked', officer))[0]!.marking.level).toBe('confidential');
  const { rows } = await house.db.owner.query(
    'select distinct marking from (select marking from bluehelm.record where id = $1 union all select marking from bluehelm.fact where id = $1) m',
    [id],
  );
  expect(rows).toHaveLength(1);
});

test('a row whose record may not be seen is refused by its place, and leaves no gap in the feed', async () => {
  const theirs = house.session({ organisation: 'other' });
  await upsertBatch(house, theirs, await optionsOf('other', 'shared'), [row('b'), row('d')]);
  const of = await optionsOf('mission', 'shared');
  await upsertBatch(house, session, of, [row('c')]);
  const end = async () =>
    (await house.db.owner.query('select seq from bluehelm.head where mission = $1', [house.mission.id]))
      .rows[0].seq;
  const before = await end();
  const batch = [
    row('a'),
    row('b'),
    row('c', { deaths: 2 }),
    row('d'),
    row('e'),
    row('a', { deaths: 1 }),
    row('b'),
  ];
  expect(await upsertBatch(house, session, of, batch)).toEqual({
    created: 2,
    updated: 2,
    unchanged: 0,
    refused: [1, 3, 6],
  });
  expect(await end()).toBe(before + 4);
  const records = await found('shared');
  expect(records.map((one) => [one.source!.id, one.version, one.seq - before])).toEqual([
    ['c', 2, 2],
    ['e', 1, 3],
    ['a', 2, 4],
  ]);
  expect((await found('shared', theirs)).map((one) => one.version)).toEqual([1, 1]);
});

test('another kind’s record of the same source and identifier is refused, not overwritten', async () => {
  const of = await optionsOf('mission', 'mixed');
  await upsertBatch(house, session, of, [row('a')]);
  const memos = { ...of, kind: memo as unknown as AnyKind };
  const note: SourceDraft = { sourceId: 'a', when: null, where: null, body: { text: 'x' } };
  expect(await upsertBatch(house, session, memos, [note])).toEqual({
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: [0],
  });
  expect(await only('mixed')).toMatchObject({ kind: 'sighting', version: 1 });
});

const anyRow = fc.record({
  id: fc.nat({ max: 9 }),
  deaths: fc.nat({ max: 3 }),
  colour: fc.constantFrom('red', 'green'),
  lat: fc.nat({ max: 2 }),
});

test('any sequence of batches leaves what a plain map would hold', async () => {
  let worlds = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyRow, { maxLength: 12 }), { minLength: 1, maxLength: 6 }),
      async (batches) => {
        const { mission } = await ensureMission(house.db, { name: `world-${++worlds}` });
        const by = house.session({ mission });
        const model = new Map<string, { text: string; version: number }>();
        let changes = 0;
        for (const batch of batches) {
          const tally = { created: 0, updated: 0, unchanged: 0 };
          for (const one of batch) {
            const [key, text] = [String(one.id), JSON.stringify(one)];
            const known = model.get(key);
            if (known?.text === text) tally.unchanged++;
            else if (known) tally.updated++;
            else tally.created++;
            if (known?.text !== text) model.set(key, { text, version: (known?.version ?? 0) + 1 });
          }
          changes += tally.created + tally.updated;
          const drafts = batch.map(({ id, lat, ...body }) =>
            row(String(id), body, { where: { lon: 1, lat, precision: 1 } }),
          );
          expect(await upsertBatch(house, by, options, drafts)).toEqual({ ...tally, refused: [] });
        }
        const records = await found('file', by);
        expect(records).toHaveLength(model.size);
        for (const { source, version, body, where } of records) {
          const { id, lat, deaths, colour } = JSON.parse(model.get(source!.id)!.text);
          expect([String(id), where!.lat, body]).toEqual([
            source!.id,
            lat,
            { title: 'Tracks', colour, deaths },
          ]);
          expect(version).toBe(model.get(source!.id)!.version);
        }
        const { rows } = await house.db.owner.query(
          `select h.seq::int as seq, (select count(*)::int from bluehelm.record_past p where p.mission = h.mission) as past,
           (select count(*)::int from bluehelm.fact f where f.mission = h.mission) as facts
         from bluehelm.head h where h.mission = $1`,
          [mission.id],
        );
        expect(rows[0]).toEqual({ seq: changes, past: changes - model.size, facts: model.size });
        expect((await verifyChain(house.db, mission.id)).intact).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

// what PostgreSQL cannot keep: U+0000 is left out, half a surrogate pair becomes U+FFFD
const kept = (text: string): string => text.replaceAll('\0', '').toWellFormed();
const oddText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\t\n\r\\N.\0"\'{}é\b\v\f', '😀', '\ud83d', '\ude00', '\\N', '\\.', '\\u0000'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 12,
});

test('texts of any kind come back as they were, and can be changed and imported again', async () => {
  const of = await optionsOf('mission', 'odd');
  await fc.assert(
    fc.asyncProperty(oddText, oddText, async (text, other) => {
      const sourceId = newId();
      const title = `t${text}`;
      const put = (note: string) =>
        upsertBatch(house, session, of, [row(sourceId, { title, note }, { raw: text })]);
      expect(await put(text)).toMatchObject({ created: 1 });
      const { rows } = await house.db.owner.query('select id from bluehelm.record where source_id = $1', [
        sourceId,
      ]);
      const id = rows[0].id as Id;
      const history = () => recordHistory(house, session, id);
      expect((await history())[0]!.record).toMatchObject({
        title: kept(title),
        body: { title: kept(title), note: kept(text) },
        provenance: { raw: kept(text) },
      });
      await put(`${other}!`);
      expect((await history())[0]!.record.body.note).toBe(kept(`${other}!`));
    }),
    { numRuns: 60 },
  );
});

test('cells of COPY text are escaped and stand apart by tabs', () => {
  expect(copyCells(['a\tb', null, undefined, 0, 12n, '\\N', 'x\r\ny', '\\.', '\0', ''])).toBe(
    'a\\tb\t\\N\t\\N\t0\t12\t\\\\N\tx\\r\\ny\t\\\\.\t\t',
  );
});
