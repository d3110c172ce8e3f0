import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Problem } from '@bluehelm/kernel';
import { runMigrations as migrateJobs } from 'graphile-worker';
import pg from 'pg';
import { databaseProblems } from './problems.ts';

const folder = new URL('./migrations/', import.meta.url);

// any number that no other program is likely to lock
const migrationLock = 471_147_004;

/**
 * Brings a database to the present schema: migrations in the order of their names, each once, all or none, under a lock
 * so that several processes may start at once; then the jobs' tables and the application role with its rights.
 * @throws Problem DATABASE_MIGRATION_CHANGED, DATABASE_NEWER, DATABASE_ROLE_REFUSED
 */
export const migrate = async (ownerUrl: string): Promise<void> => {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await client.query('begin');
    try {
      await applyAll(client);
      await grantAll(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
    await letSearchUseItsIndex(client);
    await migrateJobs({ connectionString: ownerUrl, schema: 'bluehelm_jobs' });
  } finally {
    await client.end();
  }
};

const applyAll = async (client: pg.Client): Promise<void> => {
  await client.query(`create table if not exists public.bluehelm_migration (
    name text primary key, hash text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<{ name: string; hash: string }>(
    'select name, hash from public.bluehelm_migration order by name',
  );
  const applied = new Map(rows.map((row) => [row.name, row.hash]));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  for (const name of names) {
    // git may have changed the ends of lines
    const sql = (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n');
    const hash = createHash('sha256').update(sql).digest('hex');
    const known = applied.get(name);
    applied.delete(name);
    if (known === hash) continue;
    if (known !== undefined)
      throw new Problem(
        databaseProblems.migrationChanged,
        `Migration ${name} ran with another text than the one in this version.`,
        { mend: 'Restore the file; a change to the schema is a new migration.' },
      );
    await client.query(sql);
    await client.query('insert into public.bluehelm_migration (name, hash) values ($1, $2)', [name, hash]);
  }
  const unknown = [...applied.keys()];
  if (unknown.length > 0)
    throw new Problem(
      databaseProblems.newerDatabase,
      `The database has migrations that this version does not know: ${unknown.join(', ')}.`,
      { mend: 'Start the newer Bluehelm that wrote it.' },
    );
};

/**
 * Row security lets only leakproof operators use an index. Text search is not marked so, though it reveals nothing of
 * rows that may not be seen; where we are the server's superuser we mark it, elsewhere search is slower, not weaker.
 */
const letSearchUseItsIndex = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ superuser: boolean; leakproof: boolean }>(
    `select current_setting('is_superuser')::boolean as superuser,
       (select proleakproof from pg_proc where oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure) as leakproof`,
  );
  if (rows[0]?.superuser && !rows[0].leakproof)
    await client.query('alter function pg_catalog.ts_match_vq(tsvector, tsquery) leakproof');
};

/** What the application role may do, table by table; it may delete nothing and truncate nothing. */
const rights: Readonly<Record<string, string>> = {
  mission: 'select',
  organisation: 'select',
  marking: 'select',
  head: 'select, update',
  record: 'select, insert, update',
  record_past: 'select, insert, update (marking)',
  fact: 'select, insert, update',
  sight_lost: 'select, insert',
  audit_entry: 'select, insert',
  import_run: 'select, insert, update',
  import_refused: 'select, insert',
};

const grantAll = async (client: pg.Client): Promise<void> => {
  const { role, password } = await appRole(client);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  const name = pg.escapeIdentifier(role);
  try {
    if (rowCount === 0)
      await client.query(
        `create role ${name} login nosuperuser nobypassrls nocreatedb nocreaterole password ${pg.escapeLiteral(password)}`,
      );
    await client.query(`grant usage on schema bluehelm to ${name}`);
    const { rows } = await client.query<{ current_database: string }>('select current_database()');
    await client.query(
      `grant temporary on database ${pg.escapeIdentifier(rows[0]!.current_database)} to ${name}`,
    );
    for (const [table, right] of Object.entries(rights))
      await client.query(`grant ${right} on bluehelm.${table} to ${name}`);
  } catch (error) {
    throw new Problem(
      databaseProblems.roleRefused,
      `The role ${role} could not be made or given its rights: ${(error as Error).message}.`,
      { mend: 'Give the role of DATABASE_URL the right CREATEROLE.', cause: error },
    );
  }
};

/** The application role's name and password, made once per database and read only by the owner. */
export const appRole = async (client: pg.Client | pg.Pool): Promise<{ role: string; password: string }> => {
  await client.query(
    `insert into bluehelm.owner_secret (name, value) values ('app_role', $1), ('app_password', $2)
     on conflict (name) do nothing`,
    [`bluehelm_app_${randomBytes(4).toString('hex')}`, randomBytes(24).toString('base64url')],
  );
  const { rows } = await client.query<{ name: string; value: string }>(
    'select name, value from bluehelm.owner_secret',
  );
  const value = (name: string) => rows.find((row) => row.name === name)!.value;
  return { role: value('app_role'), password: value('app_password') };
};
