import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Foundation, testFoundation } from '../../../tests/support/foundation.ts';
import { ensureMission, type Mission } from '../access/index.ts';
import { changeRecord, createRecord, writing } from '../records/index.ts';
import { canonicalJson } from './chain.ts';
import { openReads, verifyChain } from './index.ts';

let house: Foundation;
let chains = 0;
beforeAll(async () => {
  house = await testFoundation();
});

const sql = (text: string, values: unknown[] = []) => house.db.owner.query(text, values);

/** A mission of its own with so many acts. */
const chain = async (acts: number): Promise<Mission> => {
  const { mission } = await ensureMission(house.db, { name: `chain-${++chains}` });
  const session = house.session({ mission });
  for (let i = 0; i < acts; i++) await createRecord(house, session, 'memo', { body: { text: `${i}` } });
  return mission;
};
const faultOf = async (mission: Mission) => (await verifyChain(house.db, mission.id)).fault;

test('the chain of a mission’s acts verifies and tells its length and end', async () => {
  const mission = await chain(4);
  const verdict = await verifyChain(house.db, mission.id);
  expect(verdict).toMatchObject({ intact: true, entries: 4 });
  expect(verdict.head).toMatch(/^[0-9a-f]{64}$/);
  const session = house.session({ mission });
  const made = await createRecord(house, session, 'memo', { body: { text: 'x' } });
  await changeRecord(house, session, made.id, 1, { body: { text: 'y' } });
  const { rows } = await sql(
    'select act, actor, subject from bluehelm.audit_entry where mission = $1 and seq > 4 order by seq',
    [mission.id],
  );
  expect(rows).toEqual([
    { act: 'record.create', actor: 'test', subject: `memo/${made.id}/v1` },
    { act: 'record.change', actor: 'test', subject: `memo/${made.id}/v2` },
  ]);
});

test('a mission where nothing happened yet is intact', async () => {
  expect(await verifyChain(house.db, (await chain(0)).id)).toEqual({ intact: true, entries: 0, head: '' });
});

test.each([
  ['at', `at + interval '1 millisecond'`],
  ['actor', `actor || ' '`],
  ['act', `'record.read'`],
  ['subject', `subject || 'x'`],
  ['marking', 'marking + 1'],
  ['detail', `detail || '{"more": 1}'`],
  ['hash', `sha256(hash)`],
])('an entry whose %s was changed is found at its place', async (column, value) => {
  for (const seq of [1, 3, 5]) {
    const mission = await chain(5);
    await sql(`update bluehelm.audit_entry set ${column} = ${value} where mission = $1 and seq = $2`, [
      mission.id,
      seq,
    ]);
    expect(await faultOf(mission)).toMatchObject({ seq });
  }
});

test('an entry that was deleted is found: the first, one in the middle, the last, all', async () => {
  const remove = async (which: string) => {
    const mission = await chain(4);
    await sql(`delete from bluehelm.audit_entry where mission = $1 and ${which}`, [mission.id]);
    return faultOf(mission);
  };
  expect(await remove('seq = 1')).toEqual({ seq: 1, reason: 'entry 1 is missing' });
  expect(await remove('seq = 3')).toEqual({ seq: 3, reason: 'entry 3 is missing' });
  expect(await remove('seq = 4')).toEqual({
    seq: 4,
    reason: 'the chain ends at 3, but 4 entries were written',
  });
  expect(await remove('true')).toMatchObject({ seq: 1 });
});

test('a deleted entry whose followers were numbered anew is found', async () => {
  const mission = await chain(5);
  await sql('delete from bluehelm.audit_entry where mission = $1 and seq = 3', [mission.id]);
  for (const seq of [4, 5])
    await sql('update bluehelm.audit_entry set seq = $2 - 1 where mission = $1 and seq = $2', [
      mission.id,
      seq,
    ]);
  expect(await faultOf(mission)).toMatchObject({ seq: 3 });
});

test('two entries that changed places are found', async () => {
  const mission = await chain(5);
  for (const [from, to] of [
    [2, 99],
    [4, 2],
    [99, 4],
  ])
    await sql('update bluehelm.audit_entry set seq = $3 where mission = $1 and seq = $2', [
      mission.id,
      from,
      to,
    ]);
  expect(await faultOf(mission)).toMatchObject({ seq: 2 });
});

test('an entry that was slipped in is found: before the first, between, after the last', async () => {
  const copy = async (from: number, to: string) => {
    const mission = await chain(3);
    await sql(
      `insert into bluehelm.audit_entry select mission, $3, at, actor, act, subject, marking, detail, hash
       from bluehelm.audit_entry where mission = $1 and seq = $2`,
      [mission.id, from, to],
    );
    return faultOf(mission);
  };
  expect(await copy(1, '0')).toEqual({ seq: 1, reason: 'an entry numbered 0 was added before it' });
  expect(await copy(1, '-9000000000000000000')).toMatchObject({ seq: 1 });
  expect(await copy(3, '4')).toMatchObject({ seq: 4 });
  const mission = await chain(3);
  await sql('update bluehelm.audit_entry set seq = 4 where mission = $1 and seq = 3', [mission.id]);
  await sql(
    `insert into bluehelm.audit_entry select mission, 3, at, actor, act, subject, marking, detail, hash
    from bluehelm.audit_entry where mission = $1 and seq = 2`,
    [mission.id],
  );
  expect(await faultOf(mission)).toMatchObject({ seq: 3 });
});

test('a head that was changed or deleted is found', async () => {
  const changed = await chain(2);
  await sql('update bluehelm.head set audit_hash = sha256(audit_hash) where mission = $1', [changed.id]);
  expect(await faultOf(changed)).toEqual({
    seq: 3,
    reason: 'the last entry is not the one that was written',
  });
  const deleted = await chain(2);
  await sql('delete from bluehelm.head where mission = $1', [deleted.id]);
  expect(await faultOf(deleted)).toMatchObject({ reason: expect.stringMatching(/head.*missing/) });
});

test('a chain is intact at every moment while many write', async () => {
  const mission = await chain(1);
  let writing = true;
  const verdicts: boolean[] = [];
  const verify = async () => {
    while (writing) verdicts.push((await verifyChain(house.db, mission.id)).intact);
  };
  const verifying = verify();
  await Promise.all(
    Array.from({ length: 5 }, async (_, writer) => {
      const session = house.session({ mission, actor: `w${writer}` });
      for (let i = 0; i < 8; i++) await createRecord(house, session, 'memo', { body: { text: 'x' } });
    }),
  );
  writing = false;
  await verifying;
  expect(verdicts.length).toBeGreaterThan(1);
  expect(verdicts.every(Boolean)).toBe(true);
  expect(await verifyChain(house.db, mission.id)).toMatchObject({ intact: true, entries: 41 });
});

const odd = [
  1e21,
  1e-7,
  -0,
  0.1,
  5e-324,
  Number.MAX_VALUE,
  2 ** 53,
  'é',
  '😀',
  '\u2028',
  '"\\\n',
  'a\0b',
  '\ud83d',
  { b: 1, a: [undefined, null, { z: 1, y: 2 }] },
  new Date(0),
  Number.NaN,
];

test('a document read back from jsonb is the same text', async () => {
  const back = async (value: unknown): Promise<string> => {
    const { rows } = await sql('select $1::jsonb as value', [JSON.stringify({ value })]);
    return canonicalJson(rows[0].value);
  };
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      fc.pre(!/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(value)));
      expect(await back(value)).toBe(canonicalJson({ value }));
    }),
    {
      numRuns: 300,
      examples: [1e21, 1e-7, 0.1, 5e-324, Number.MAX_VALUE, '😀', { é: 1, e: 2, '😀': 3, '\uffff': 4 }].map(
        (value) => [value] as [never],
      ),
    },
  );
  expect(canonicalJson({ b: -0, a: 1e21, c: undefined })).toBe('{"a":1e+21,"b":0}');
});

test('an act with whatever in its detail, subject and actor is chained as it is kept', async () => {
  const mission = await chain(0);
  for (const value of odd)
    await writing(house, house.session({ mission, actor: `a\0b\ud800` }), async (writer) => {
      writer.act({ act: 'test', subject: `s${String(value)}`, marking: 0, detail: { value } });
    });
  expect(await verifyChain(house.db, mission.id)).toMatchObject({ intact: true, entries: odd.length });
});

test('reads are chained per reader and marking, and none is lost when the database refuses for a while', async () => {
  const mission = await chain(1);
  const reads = openReads(house);
  const [one, other] = [house.session({ mission, actor: 'one' }), house.session({ mission, actor: 'other' })];
  for (let i = 0; i < 1_100; i++) reads.note(one, `memo/${i}/v1`, 0);
  reads.note(other, 'memo/1/v1', 0);
  await sql('alter table bluehelm.audit_entry rename to audit_away');
  await expect(reads.flush()).rejects.toThrow(/audit_entry/);
  await sql('alter table bluehelm.audit_away rename to audit_entry');
  await reads.close();
  const { rows } = await sql(
    `select actor, jsonb_array_length(detail->'read') as read from bluehelm.audit_entry
     where mission = $1 and act = 'read' order by seq`,
    [mission.id],
  );
  expect(rows).toEqual([
    { actor: 'one', read: 500 },
    { actor: 'one', read: 500 },
    { actor: 'one', read: 100 },
    { actor: 'other', read: 1 },
  ]);
  expect((await verifyChain(house.db, mission.id)).intact).toBe(true);
});
