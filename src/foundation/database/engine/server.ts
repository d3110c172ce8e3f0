import { Problem } from '@bluehelm/kernel';
import { Client } from 'pg';
import type { Engine } from './engine.ts';
import { engineProblems } from './problems.ts';

const oldest = 15;
const connectLimitMs = 10_000;

/**
 * Checks that the PostgreSQL server of DATABASE_URL can be used. It is not ours to start or stop.
 * @throws Problem DATABASE_URL_INVALID, DATABASE_UNREACHABLE, DATABASE_LOGIN_REFUSED, DATABASE_MISSING, DATABASE_TOO_OLD;
 * none of them shows the password
 */
export const openServer = async (url: string): Promise<Engine> => {
  const place = describe(url);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectLimitMs });
  // a connection lost between two queries must not end the process
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string; number: string }>(
      `select current_setting('server_version') as name, current_setting('server_version_num') as number`,
    );
    const [row] = rows;
    const version = row?.name.split(' ')[0] ?? '';
    if (Math.floor(Number(row?.number) / 10_000) < oldest) {
      throw new Problem(
        engineProblems.tooOld,
        `The server at ${place} is PostgreSQL ${version}; Bluehelm needs ${oldest} or newer.`,
        { mend: 'Upgrade the server, or leave DATABASE_URL unset to use the embedded database.' },
      );
    }
    return { kind: 'server', ownerUrl: url, version, close: async () => {} };
  } catch (error) {
    throw error instanceof Problem ? error : explain(error, place);
  } finally {
    await client.end().catch(() => {});
  }
};

/** Server, database and user, without the password. */
const describe = (url: string): string => {
  // the URL parser's own error quotes its input, password and all, so it is not kept as the cause
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new Problem(engineProblems.urlInvalid, 'DATABASE_URL is not a PostgreSQL connection string.', {
      mend: 'Write it as postgresql://user:password@host:5432/database, with special characters percent-encoded.',
    });
  }
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  return `${host}:${parsed.port || 5432}, database ${parsed.pathname.slice(1) || '(default)'}, user ${parsed.username || '(default)'}`;
};

const explain = (error: unknown, place: string): Problem => {
  const { code, message } = error as { code?: string; message: string };
  if (code === '28P01' || code === '28000') {
    return new Problem(engineProblems.loginRefused, `The server refused the login (${place}).`, {
      mend: 'Check user and password in DATABASE_URL and the server’s pg_hba.conf.',
    });
  }
  if (code === '3D000') {
    return new Problem(
      engineProblems.missing,
      `The server answers, but the database is not there (${place}).`,
      {
        mend: 'Make it with createdb, or correct the name in DATABASE_URL.',
      },
    );
  }
  return new Problem(engineProblems.unreachable, `No usable answer from ${place}: ${message || code}.`, {
    mend: 'Check that the server runs, that host and port are right and that a firewall lets you through.',
  });
};
