import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from './database.ts';

test('each test database is migrated and apart from the others', async () => {
  const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
  const names = async (connectionString: string): Promise<string[]> => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const { rows } = await client.query<{ table_name: string }>(
      `select table_name from information_schema.tables where table_schema = 'bluehelm'`,
    );
    await client.query('create table bluehelm.only_here ()');
    await client.end();
    return rows.map((row) => row.table_name);
  };
  expect(await names(one)).toContain('record');
  expect(await names(other)).not.toContain('only_here');
});
