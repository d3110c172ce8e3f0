import { beforeAll, expect, test } from 'vitest';
import { type Foundation, testFoundation } from '../../../tests/support/foundation.ts';
import { bind, ensureMission, reading } from '../access/index.ts';
import { createRecord, type RecordNeeds } from '../records/index.ts';
import { type Client, transaction } from './index.ts';

let house: Foundation & RecordNeeds;
const tables = [
  'record',
  'record_past',
  'fact',
  'audit_entry',
  'head',
  'sight_lost',
  'import_run',
  'import_refused',
];

beforeAll(async () => {
  house = await testFoundation();
  const session = house.session();
  await createRecord(house, session, 'memo', { body: { text: 'seen' }, marking: { audience: ['*'] } });
});

const app = <T>(work: (client: Client) => Promise<T>): Promise<T> => transaction(house.db.app, work);
const counted = async (client: Client, table: string): Promise<number> =>
  (await client.query(`select count(*) as count from bluehelm.${table}`)).rows[0].count;

test('nothing is visible and nothing fails where nothing is set', async () => {
  await app(async (client) => {
    for (const table of tables) expect([table, await counted(client, table)]).toEqual([table, 0]);
  });
});

test('the mission alone, the bits alone, and another mission show nothing', async () => {
  const { mission: other } = await ensureMission(house.db, { name: 'beta' });
  const session = house.session();
  const bits = `set local bluehelm.bits = '\\x${Buffer.from(session.bits).toString('hex')}'`;
  const seen = (...settings: string[]) =>
    app(async (client) => {
      for (const setting of settings) await client.query(setting);
      return counted(client, 'record');
    });
  expect(await seen(`set local bluehelm.mission = '${house.mission.id}'`)).toBe(0);
  expect(await seen(bits)).toBe(0);
  expect(await seen(bits, `set local bluehelm.mission = '${other.id}'`)).toBe(0);
  expect(await seen(bits, `set local bluehelm.mission = '${house.mission.id}'`)).toBe(1);
});

test('what a session sees is gone with its transaction, also after a rollback', async () => {
  const session = house.session();
  const client = await house.db.app.connect();
  try {
    for (const end of ['commit', 'rollback']) {
      await client.query('begin');
      await bind(client, session, true);
      expect(await counted(client, 'record')).toBe(1);
      await client.query(end);
      expect(await counted(client, 'record')).toBe(0);
      const { rows } = await client.query(`select current_setting('bluehelm.write', true) as write`);
      expect(rows[0].write).not.toBe('on');
    }
  } finally {
    client.release();
  }
});

test.each([
  'delete from bluehelm.record',
  'delete from bluehelm.audit_entry',
  'delete from bluehelm.record_past',
  'truncate bluehelm.record',
  'truncate bluehelm.audit_entry',
  'update bluehelm.audit_entry set actor = $$x$$',
  'update bluehelm.record_past set snapshot = $${}$$',
  'update bluehelm.marking set marking = $${}$$',
  'select * from bluehelm.owner_secret',
  'select * from bluehelm.credential',
  'insert into bluehelm.head (mission) values (gen_random_uuid())',
  'alter table bluehelm.record disable row level security',
  'drop policy record_read on bluehelm.record',
  'create table bluehelm.mine ()',
])('the application role is refused: %s', async (sql) => {
  const session = house.session({ role: 'administrator' });
  await expect(
    app(async (client) => {
      await bind(client, session, true);
      await client.query(sql);
    }),
  ).rejects.toMatchObject({ code: '42501' });
});

test('switching row security off hides nothing less: it is an error', async () => {
  await expect(
    app(async (client) => {
      await client.query('set local row_security = off');
      await counted(client, 'record');
    }),
  ).rejects.toMatchObject({ code: '42501' });
});

test('a reading session cannot write, a writing one not under a marking it may not read', async () => {
  const session = house.session();
  const secret = await house.markings.number({
    level: 'strictly confidential',
    compartments: [],
    originator: 'mission',
    audience: [],
  });
  const raise = (write: boolean) =>
    app(async (client) => {
      await bind(client, session, write);
      const { rowCount } = await client.query('update bluehelm.record set marking = $1', [secret]);
      return rowCount;
    });
  expect(await raise(false)).toBe(0);
  await expect(raise(true)).rejects.toMatchObject({ code: '42501' });
});

test('a marking numbered after the session’s bits were made is unseen, not an error', async () => {
  const before = { ...house.session(), bits: house.session().bits };
  const late = house.session({ organisation: 'late-comer' });
  await createRecord(house, late, 'memo', { body: { text: 'late' } });
  const titles = await reading(house.db, before, async (client) => {
    const { rows } = await client.query('select title from bluehelm.record');
    return rows.map((row) => row.title);
  });
  expect(titles).toEqual(['seen']);
  const beyond = before.bits.length * 8 - 1;
  const { rows } = await house.db.owner.query('select get_bit($1::bytea, $2::int) as bit', [
    Buffer.from(before.bits),
    beyond,
  ]);
  expect(rows[0].bit).toBe(0);
  expect(beyond - house.markings.size).toBeGreaterThan(100);
});

test('a transaction whose failed statement was swallowed is not taken for written', async () => {
  const swallowed = app(async (client) => {
    await client.query('select 1 / 0').catch(() => undefined);
    return 'written';
  });
  await expect(swallowed).rejects.toThrow(/rolled back/);
});

test('a connection that the server ends fails its transaction, not the process', async () => {
  const broken = app((client) => client.query('select pg_terminate_backend(pg_backend_pid())'));
  await expect(broken).rejects.toThrow(/terminat/);
  const waiting = house.db.app.connect();
  const client = await waiting;
  const { rows } = await client.query('select pg_backend_pid() as pid');
  await house.db.owner.query('select pg_terminate_backend($1)', [rows[0].pid]);
  await expect(client.query('select pg_sleep(1)')).rejects.toThrow(/terminat|ended|not queryable/);
  client.release(true);
  expect(await app(async (next) => (await next.query('select 1 as one')).rows[0].one)).toBe(1);
});
