import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from '../../../tests/support/server.ts';

let server: TestServer;
let client: pg.Client;

const tables = ['record', 'record_past', 'fact', 'sight_lost', 'audit_entry', 'head'];

beforeAll(async () => {
  server = await testServer();
  const token = await server.token();
  for (const title of ['one', 'two']) {
    const reply = await server.call(token, 'POST', '/api/v1/records', {
      kind: 'sighting',
      when: { start: '2024-05-31' },
      where: { lon: 1, lat: 2 },
      body: { title, colour: 'red' },
    });
    const patched = await server.call(
      token,
      'PATCH',
      `/api/v1/records/${reply.json().id}`,
      { marking: { audience: ['*'] } },
      { 'if-match': '"1"' },
    );
    expect(patched.statusCode, patched.body).toBe(200);
  }
  client = new pg.Client({ ...server.db.app.options });
  await client.connect();
});

afterAll(() => client.end());

const count = async (table: string): Promise<number> =>
  Number((await client.query(`select count(*) from bluehelm.${table}`)).rows[0].count);
const refusal = (sql: string): Promise<string> =>
  client.query(sql).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

// settings are text that this connection's own code sets: whoever runs any SQL as this role can set them. What the role
// cannot do, whatever it sets, is the second half of these tests

test('the application role without settings sees nothing', async () => {
  for (const table of tables) {
    const { rows } = await server.db.owner.query(`select count(*)::int as n from bluehelm.${table}`);
    expect(rows[0].n, `${table} holds something`).toBeGreaterThan(0);
    expect(await count(table), table).toBe(0);
  }
});

test('empty, reset and forgotten settings show nothing either', async () => {
  for (const preparation of [
    `set bluehelm.bits = ''; set bluehelm.mission = ''`,
    `reset bluehelm.bits; reset bluehelm.mission`,
    'reset all',
    'discard all',
    `set bluehelm.mission = '${server.mission.id}'`,
    `reset bluehelm.mission; set bluehelm.bits = '\\xffffffff'`,
    `set bluehelm.bits = '\\x0000000000'; set bluehelm.mission = '${server.mission.id}'`,
  ]) {
    await client.query('reset all');
    await client.query(preparation);
    for (const table of ['record', 'record_past', 'fact', 'sight_lost', 'audit_entry'])
      expect(await count(table), `${preparation}: ${table}`).toBe(0);
  }
  await client.query('reset all');
});

test('a transaction’s settings are gone when it ends, however it ends', async () => {
  for (const end of ['commit', 'rollback']) {
    await client.query(
      `begin; set local bluehelm.mission = '${server.mission.id}'; set local bluehelm.bits = '\\x${'ff'.repeat(600)}'`,
    );
    expect(await count('record')).toBe(2);
    await client.query(end);
    expect(await count('record')).toBe(0);
  }
});

test('one mission’s session sees nothing of another', async () => {
  await client.query(
    `begin; set local bluehelm.mission = '00000000-0000-7000-8000-000000000000';
     set local bluehelm.bits = '\\x${'ff'.repeat(600)}'`,
  );
  for (const table of tables) expect(await count(table), table).toBe(0);
  await client.query('rollback');
});

test('a session that reads cannot write, and one that writes cannot hide what it did', async () => {
  const bound = async (write: 'on' | 'off', sql: string) => {
    await client.query(
      `begin; set local bluehelm.mission = '${server.mission.id}';
       set local bluehelm.bits = '\\x${'ff'.repeat(600)}'; set local bluehelm.write = '${write}'`,
    );
    const result = await client.query(sql).then(
      ({ rowCount }) => rowCount,
      (error: { code: string }) => error.code,
    );
    await client.query('rollback');
    return result;
  };
  expect(await bound('off', `update bluehelm.record set title = 'x'`)).toBe(0);
  expect(await bound('on', `update bluehelm.record set title = 'x'`)).toBe(2);
  expect(await bound('off', 'insert into bluehelm.record_past select * from bluehelm.record_past')).toBe(
    '42501',
  );
  for (const write of ['on', 'off'] as const) {
    for (const table of tables) {
      expect(await bound(write, `delete from bluehelm.${table}`), table).toBe('42501');
      expect(await bound(write, `truncate bluehelm.${table}`), table).toBe('42501');
    }
    expect(await bound(write, `update bluehelm.audit_entry set actor = 'nobody'`)).toBe('42501');
    expect(await bound(write, `update bluehelm.record_past set snapshot = '{}'`)).toBe('42501');
    expect(await bound(write, `update bluehelm.sight_lost set marking = 0`)).toBe('42501');
  }
});

test('the application role cannot read the owner’s tables nor step out of row security', async () => {
  for (const sql of [
    'select * from bluehelm.credential',
    'select * from bluehelm.owner_secret',
    `insert into bluehelm.credential select * from bluehelm.credential`,
    'alter table bluehelm.record disable row level security',
    'alter table bluehelm.record no force row level security',
    'drop policy record_read on bluehelm.record',
    `create policy all_of_it on bluehelm.record using (true)`,
    'create table bluehelm.mine (x int)',
    'create function bluehelm.mine() returns int language sql as $$ select 1 $$',
    'set session authorization postgres',
    `alter role ${pg.escapeIdentifier(client.user ?? '')} bypassrls`,
    `alter role ${pg.escapeIdentifier(client.user ?? '')} superuser`,
    'create role somebody login',
    `select pg_read_file('/etc/passwd')`,
    `copy bluehelm.record to program 'cat'`,
    'select * from graphile_worker.jobs',
    'select * from bluehelm_jobs.jobs',
  ]) {
    const code = await refusal(sql);
    expect(['42501', '42P01', '3F000', '0LP01', '22023'], `${sql} → ${code}`).toContain(code);
  }
  const { rows } = await client.query(
    'select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
  );
  expect(rows[0]).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
  const owned = await client.query(
    `select relname from pg_class where relowner = (select oid from pg_roles where rolname = current_user)`,
  );
  expect(owned.rows).toEqual([]);
});

test('with row security switched off by setting, a query fails instead of showing all', async () => {
  await client.query('set row_security = off');
  expect(await refusal('select * from bluehelm.record')).toBe('42501');
  await client.query('reset all');
});

test('an operator that leaks what it sees is not run on rows that may not be seen', async () => {
  // the well-known trick: a cheap function that reports its arguments is evaluated before the policy
  await client.query(
    `create function pg_temp.tell(text) returns boolean language plpgsql cost 0.0000001 as
       $$ begin raise notice 'seen %', $1; return true; end $$`,
  );
  const notices: string[] = [];
  client.on('notice', ({ message }) => notices.push(message ?? ''));
  const { rows } = await client.query('select * from bluehelm.record where pg_temp.tell(title)');
  expect([rows.length, notices.length]).toEqual([0, 0]);
});

test('every table of a mission is under row security', async () => {
  const { rows } = await server.db.owner.query<{ table_name: string; relrowsecurity: boolean }>(
    `select c.table_name, p.relrowsecurity from information_schema.columns c
     join pg_class p on p.oid = format('bluehelm.%I', c.table_name)::regclass
     where c.table_schema = 'bluehelm' and c.column_name = 'mission' and p.relkind = 'r' and c.table_name <> 'credential'`,
  );
  expect(rows.map((row) => row.table_name)).toEqual(expect.arrayContaining(tables));
  expect(rows.filter((row) => !row.relrowsecurity)).toEqual([]);
});
