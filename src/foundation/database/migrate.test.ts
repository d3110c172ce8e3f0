import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { emptyDatabase, testDatabase } from '../../../tests/support/database.ts';
import { migrate, openDatabase } from './index.ts';

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterAll(() => client.end());
  return client;
};

/** Everything of the schema that a migration could change, as text. */
const schemaOf = async (client: pg.Client): Promise<string> => {
  const { rows } = await client.query(`
    select table_schema, table_name, column_name, data_type from information_schema.columns
      where table_schema in ('bluehelm', 'bluehelm_jobs') union all
    select schemaname, tablename, policyname, qual from pg_policies union all
    select table_schema, table_name, grantee, privilege_type from information_schema.role_table_grants
      where table_schema = 'bluehelm' union all
    select '', name, hash, applied_at::text from public.bluehelm_migration union all
    select '', name, value, '' from bluehelm.owner_secret
    order by 1, 2, 3, 4`);
  return JSON.stringify(rows);
};

test('an empty database is migrated, and migrating again changes nothing', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  const client = await connect(url);
  const before = await schemaOf(client);
  await migrate(url);
  expect(await schemaOf(client)).toBe(before);
  expect(before).toContain('record_past');
});

test('processes that start at once migrate one empty database together', async () => {
  const url = await emptyDatabase();
  const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase(url)));
  const roles = await Promise.all(opened.map(({ app }) => app.query('select current_user as role')));
  expect(new Set(roles.map(({ rows }) => rows[0].role)).size).toBe(1);
  for (const database of opened) await database.close();
});

test('a migration that ran with another text is refused, and nothing else is done', async () => {
  const url = await testDatabase();
  const client = await connect(url);
  await client.query(`update public.bluehelm_migration set hash = 'other' where name like '0001%'`);
  const before = await schemaOf(client);
  await expect(migrate(url)).rejects.toThrow(/DATABASE_MIGRATION_CHANGED.*0001-foundation\.sql/);
  expect(await schemaOf(client)).toBe(before);
});

test('a database that a newer version wrote is refused by name', async () => {
  const url = await testDatabase();
  const client = await connect(url);
  await client.query(`insert into public.bluehelm_migration (name, hash) values ('9999-later.sql', 'x')`);
  await expect(migrate(url)).rejects.toThrow(/DATABASE_NEWER.*9999-later\.sql/);
});

test('a role that may not make roles is told which right it lacks', async () => {
  const url = await emptyDatabase();
  const owner = await connect(url);
  const { rows } = await owner.query('select current_database() as name');
  await owner.query(`create role weak_${rows[0].name} login password 'weak'`);
  await owner.query(`alter database ${rows[0].name} owner to weak_${rows[0].name}`);
  await owner.query(`grant all on schema public to weak_${rows[0].name}`);
  const weak = new URL(url);
  weak.username = `weak_${rows[0].name}`;
  weak.password = 'weak';
  await expect(migrate(weak.href)).rejects.toThrow(/DATABASE_ROLE_REFUSED.*CREATEROLE/);
  const { rows: left } = await owner.query(`select to_regclass('bluehelm.record') as found`);
  expect(left[0].found).toBeNull();
  await owner.query(`reassign owned by weak_${rows[0].name} to current_user`);
  await owner.query(
    `drop owned by weak_${rows[0].name}; alter database ${rows[0].name} owner to current_user`,
  );
  await owner.query(`drop role weak_${rows[0].name}`);
});
