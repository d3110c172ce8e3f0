import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import pg from 'pg';
import { appRole, migrate } from './migrate.ts';
import type { Tables } from './tables.ts';
import { utcTime } from './utc-time.ts';

/** A migrated database. `app` is bound by row security; `owner` is for the installation's own affairs only. */
export interface Database {
  readonly app: pg.Pool;
  readonly owner: pg.Pool;
  readonly ownerUrl: string;
  close(): Promise<void>;
}

export type Client = pg.PoolClient;

// counters and sequence numbers stay far below 2^53; times are read without pg's slower general way
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === pg.types.builtins.INT8
      ? Number
      : oid === pg.types.builtins.TIMESTAMPTZ && format !== ('binary' as string)
        ? utcTime
        : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Migrates and opens a database.
 * @param ownerUrl connection string of a role that owns the schema and may create roles
 */
export const openDatabase = async (
  ownerUrl: string,
  options: { connections?: number; migrate?: boolean } = {},
): Promise<Database> => {
  if (options.migrate ?? true) await migrate(ownerUrl);
  const owner = new pg.Pool({
    connectionString: ownerUrl,
    max: 4,
    types,
    application_name: 'bluehelm owner',
  });
  const { role, password } = await appRole(owner);
  const app = new pg.Pool({
    connectionString: withLogin(ownerUrl, role, password),
    max: options.connections ?? 10,
    types,
    application_name: 'bluehelm',
  });
  // an idle connection that breaks (the server restarts) is replaced at its next use
  for (const pool of [app, owner]) {
    pool.on('error', () => undefined);
    // one in use that breaks fails its query; without a listener it would end the process as well
    pool.on('connect', (client) => client.on('error', () => undefined));
  }
  return {
    app,
    owner,
    ownerUrl,
    close: async () => {
      await app.end();
      await owner.end();
    },
  };
};

const withLogin = (url: string, user: string, password: string): string => {
  const changed = new URL(url);
  if (changed.searchParams.has('user')) changed.searchParams.delete('user');
  changed.username = user;
  changed.password = password;
  return changed.href;
};

/** Builds SQL from typed parts; it is run by {@link run} on the session's own connection. */
export const build = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Runs what {@link build} compiled. */
export const run = async <Row>(
  client: Pick<Client, 'query'>,
  query: { compile(): CompiledQuery<Row> },
): Promise<Row[]> => {
  const { sql, parameters } = query.compile();
  const { rows } = await client.query(sql, parameters as unknown[]);
  return rows as Row[];
};

/**
 * Runs `work` in a transaction; whatever it throws rolls everything back.
 * @param settings statements sent together with the beginning, in one round trip
 */
export const transaction = async <T>(
  pool: pg.Pool,
  work: (client: Client) => Promise<T>,
  settings = '',
): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin;${settings}`);
    const result = await work(client);
    // PostgreSQL answers the commit of a failed transaction with a rollback, not with an error
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('A statement failed, so the transaction was rolled back.');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.release(broken);
  }
};
