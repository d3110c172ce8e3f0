import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { runFile, whereIs } from '../processes.ts';

/** A PostgreSQL with PostGIS that lives as long as the benchmark, reached by its socket. */
export interface PostgisServer {
  readonly version: string;
  readonly url: string;
  close(): Promise<void>;
}

const debian = '/usr/lib/postgresql';

/** The newest of Debian's PostgreSQL versions that has PostGIS. */
const findVersion = async (): Promise<string | undefined> => {
  const versions = await readdir(debian).catch(() => []);
  return versions
    .filter((one) => existsSync(`/usr/share/postgresql/${one}/extension/postgis.control`))
    .sort((a, b) => Number(b) - Number(a))
    .find((one) => existsSync(`${debian}/${one}/bin/postgres`));
};

/** Debian's package of PostGIS, installed where that was asked for. */
const install = async (log: (text: string) => void): Promise<void> => {
  if (!(await whereIs('apt-get'))) return;
  log('installing postgresql-15-postgis-3 from Debian');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runFile('apt-get', ['update', '-qq'], { env });
  await runFile('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql-15-postgis-3'], {
    env,
    maxBuffer: 100_000_000,
  });
};

/** Starts the server with more memory than ours has; undefined where PostGIS is not installed. */
export const startPostgis = async (options: {
  install: boolean;
  log: (text: string) => void;
}): Promise<PostgisServer | undefined> => {
  if (options.install && !(await findVersion())) await install(options.log);
  const version = await findVersion();
  if (!version) return undefined;
  const bin = `${debian}/${version}/bin`;
  const data = await mkdtemp(join(tmpdir(), 'bluehelm-postgis-'));
  // PostgreSQL refuses to run as root; Debian's package has made a user for it
  const asRoot = process.geteuid?.() === 0;
  const [uid, gid] = asRoot ? await Promise.all([idOf('-u'), idOf('-g')]) : [undefined, undefined];
  if (uid !== undefined && gid !== undefined) await chown(data, uid, gid);
  const who = uid === undefined ? {} : { uid, gid };
  const cluster = join(data, 'cluster');
  await runFile(`${bin}/initdb`, ['-D', cluster, '-A', 'trust', '-U', 'owner', '-E', 'UTF8', '--locale=C'], {
    ...who,
    cwd: data,
  });
  await writeFile(join(cluster, 'postgresql.auto.conf'), settings(data));
  const server = spawn(`${bin}/postgres`, ['-D', cluster], { ...who, cwd: data, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.on('exit', () => resolve()));
  const url = `postgresql://owner@localhost:5432/postgres?host=${encodeURIComponent(data)}`;
  await answers(url);
  return {
    version,
    url,
    close: async () => {
      server.kill('SIGINT');
      await ended;
      await rm(data, { recursive: true });
    },
  };
};

const settings = (folder: string): string => `listen_addresses = ''
unix_socket_directories = '${folder}'
shared_buffers = '1GB'
work_mem = '256MB'
maintenance_work_mem = '512MB'
effective_cache_size = '4GB'
random_page_cost = 1.1
jit = off
timezone = 'UTC'
`;

const idOf = async (which: string): Promise<number> =>
  Number((await runFile('id', [which, 'postgres'])).stdout);

const answers = async (url: string): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
};
