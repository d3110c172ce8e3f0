import { spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from './index.ts';

const folders: string[] = [];
const open: Engine[] = [];
const posixOnly = process.platform === 'win32' ? 'skipped: needs POSIX signals and users' : '';

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'bluehelm-engine-'));
  folders.push(folder);
  return folder;
};

const opened = async (dataFolder: string): Promise<Engine> => {
  const engine = await openEngine({ dataFolder });
  open.push(engine);
  return engine;
};

const ask = async <T>(url: string, sql: string): Promise<T[]> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, T>>(sql);
    return rows.map((row) => Object.values(row)[0] as T);
  } finally {
    await client.end();
  }
};

const serverPid = async (folder: string): Promise<number | undefined> => {
  const text = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text.split('\n')[0]);
};

interface Holder {
  readonly url: string;
  readonly pid: number;
  kill(): Promise<void>;
  leave(): Promise<void>;
}

/** Another process that holds the engine open until told otherwise. */
const holder = (
  dataFolder: string,
  run: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Holder> =>
  new Promise((resolve, reject) => {
    const program = fileURLToPath(new URL('holder.fixture.ts', import.meta.url));
    const child = spawn(process.execPath, [program, dataFolder], {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: '/',
      ...run,
    });
    let errors = '';
    const gone = new Promise<void>((done) => child.on('exit', () => done()));
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdout.once('data', (chunk) => {
      resolve({
        url: String(chunk).trim(),
        pid: child.pid ?? 0,
        kill: async () => {
          child.kill('SIGKILL');
          await gone;
        },
        leave: async () => {
          child.stdin.end();
          await gone;
        },
      });
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the holder ended: ${errors}`)));
  });

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
});

afterAll(async () => {
  for (const engine of open) await engine.close().catch(() => {});
  for (const path of folders) await rm(path, { recursive: true, force: true });
});

test('a first start makes a private, durable, checked database', async () => {
  const engine = await opened(folder);
  expect(engine.kind).toBe('embedded');
  expect(engine.version).toMatch(/^18\./);
  const settings = await ask<string>(
    engine.ownerUrl,
    `select name || '=' || setting from pg_settings where name in
     ('fsync', 'data_checksums', 'server_encoding', 'listen_addresses', 'password_encryption', 'jit') order by 1`,
  );
  expect(settings).toEqual([
    'data_checksums=on',
    'fsync=on',
    'jit=off',
    `listen_addresses=${process.platform === 'win32' ? '127.0.0.1' : ''}`,
    'password_encryption=scram-sha-256',
    'server_encoding=UTF8',
  ]);
  expect(await ask(engine.ownerUrl, `select lower('ÉΣЖ')`)).toEqual(['éσж']);
  if (process.platform !== 'win32') {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  }
  await engine.close();
  expect(await serverPid(folder)).toBeUndefined();
});

test('a wrong password is refused', async () => {
  const engine = await opened(folder);
  const url = new URL(engine.ownerUrl);
  url.password = 'wrong';
  await expect(ask(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  await engine.close();
});

test('processes share one server, and the last that leaves stops it', async () => {
  const first = await opened(folder);
  const second = await holder(folder);
  const pid = await serverPid(folder);
  expect(new URL(second.url).href).toBe(new URL(first.ownerUrl).href);
  await first.close();
  await first.close();
  expect(await serverPid(folder)).toBe(pid);
  expect(await ask(second.url, 'select 1')).toEqual([1]);
  await second.leave();
  expect(await serverPid(folder)).toBeUndefined();
});

test.skipIf(posixOnly)(
  `after the only holder is killed, the next one attaches and finds what was committed ${posixOnly}`,
  async () => {
    const killed = await holder(folder);
    await ask(killed.url, 'create table kept as select 42 as answer');
    await killed.kill();
    const pid = await serverPid(folder);
    const engine = await opened(folder);
    expect(await serverPid(folder)).toBe(pid);
    expect(await ask(engine.ownerUrl, 'select answer from kept')).toEqual([42]);
    await engine.close();
    expect(await serverPid(folder)).toBeUndefined();
  },
);

test.skipIf(posixOnly)(
  `after the server itself is killed, opening again recovers what was committed ${posixOnly}`,
  async () => {
    const engine = await opened(folder);
    await ask(engine.ownerUrl, 'create table survived as select 43 as answer');
    const pid = await serverPid(folder);
    process.kill(pid ?? 0, 'SIGKILL');
    const again = await opened(folder);
    expect(await serverPid(folder)).not.toBe(pid);
    expect(await ask(again.ownerUrl, 'select answer from survived')).toEqual([43]);
    await engine.close();
    await again.close();
  },
);

const noStopping = process.platform === 'linux' ? '' : 'skipped: orphans are found on Linux only';
test.skipIf(noStopping)(
  `a session that outlives its killed server does not keep the database shut ${noStopping}`,
  async () => {
    const engine = await opened(folder);
    const client = new Client({ connectionString: engine.ownerUrl });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    // a stopped process notices nothing, as one that is busy or stuck in a disk
    process.kill(rows[0]?.pid ?? 0, 'SIGSTOP');
    process.kill((await serverPid(folder)) ?? 0, 'SIGKILL');
    const again = await opened(folder);
    expect(await ask(again.ownerUrl, 'select 1')).toEqual([1]);
    client.end().catch(() => {});
    await engine.close();
    await again.close();
  },
);

test.skipIf(posixOnly)(
  `a pid file left by a crashed machine, its number now another program's, does not keep the database shut ${posixOnly}`,
  async () => {
    const engine = await opened(folder);
    const pid = await serverPid(folder);
    const pidFile = join(folder, 'postgres', 'postmaster.pid');
    const left = await readFile(pidFile, 'utf8');
    await engine.close();
    // this test's own process plays the program that was given the number
    await writeFile(pidFile, left.replace(String(pid), String(process.pid)), { mode: 0o600 });
    const noted = { pid: process.pid, started: 'before the machine restarted' };
    await writeFile(join(folder, 'run', 'postmaster.json'), JSON.stringify(noted));
    const again = await opened(folder);
    expect(await ask(again.ownerUrl, 'select 1')).toEqual([1]);
    await again.close();
  },
);

test.skipIf(posixOnly)(
  `several first starts at the same instant make one database ${posixOnly}`,
  async () => {
    const fresh = await newFolder();
    const holders = await Promise.all([1, 2, 3].map(() => holder(fresh)));
    expect(new Set(holders.map(({ url }) => url)).size).toBe(1);
    expect(await ask(holders[0]?.url ?? '', 'select 1')).toEqual([1]);
    await Promise.all(holders.map((each) => each.leave()));
    expect(await serverPid(fresh)).toBeUndefined();
    const starts = (await readFile(join(fresh, 'postgres.log'), 'utf8')).match(/starting PostgreSQL/g);
    expect(starts).toHaveLength(1);
    expect((await readdir(fresh)).sort()).toEqual(['postgres', 'postgres.log', 'run', 'secrets.json']);
  },
);

test.skipIf(posixOnly)(`a path too long for a socket, with odd characters, works ${posixOnly}`, async () => {
  const long = join(await newFolder(), `${'a long way down '.repeat(8)}it's "here" $HOME`);
  const engine = await opened(long);
  expect(await ask(engine.ownerUrl, 'select 1')).toEqual([1]);
  await engine.close();
});

const rootOnly = process.geteuid?.() === 0 ? '' : 'skipped: only root can become another user';
test.skipIf(rootOnly)(
  `an ordinary user's database also serves root, and stays that user's ${rootOnly}`,
  async () => {
    const theirs = await newFolder();
    const nobody = { uid: 65534, gid: 65534 };
    await chown(theirs, nobody.uid, nobody.gid);
    const user = await holder(theirs, nobody);
    expect(await ask(user.url, 'select 1')).toEqual([1]);
    await user.leave();
    const root = await opened(theirs);
    await root.close();
    const again = await holder(theirs, nobody);
    expect(await ask(again.url, 'select 1')).toEqual([1]);
    await again.leave();
    expect(await serverPid(theirs)).toBeUndefined();
  },
);

const noNamespaces = process.platform === 'linux' ? rootOnly : 'skipped: only Linux has user namespaces';
test.skipIf(noNamespaces)(
  `root without user namespaces, as in many containers, hands the files to an ordinary user ${noNamespaces}`,
  async () => {
    // a false unshare plays a system that forbids namespaces
    const programs = await newFolder();
    await writeFile(join(programs, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${programs}:${process.env.PATH}` };
    const reachable = await newFolder();
    await chmod(reachable, 0o755);
    const behindClosedDoors = await newFolder();
    for (const parent of [reachable, behindClosedDoors]) {
      const data = join(parent, 'data');
      const made = await opened(data);
      await ask(made.ownerUrl, 'create table kept as select 44 as answer');
      await made.close();
      const forbidden = await holder(data, { env });
      expect(await ask(forbidden.url, 'select answer from kept')).toEqual([44]);
      const owner = (await stat(join(data, 'postgres', 'PG_VERSION'))).uid;
      expect(owner).toBeGreaterThan(0);
      expect((await stat(`/proc/${await serverPid(data)}`)).uid).toBe(owner);
      await forbidden.leave();
      const back = await opened(data);
      expect(await ask(back.ownerUrl, 'select answer from kept')).toEqual([44]);
      await back.close();
    }
  },
);

test.skipIf(rootOnly)(
  `another user's data folder is refused with its owner's number ${rootOnly}`,
  async () => {
    await expect(holder(folder, { uid: 65534, gid: 65534 })).rejects.toThrow(
      /DATABASE_FOLDER_(FOREIGN|UNUSABLE)/,
    );
  },
);

test('files of another PostgreSQL version, or incomplete ones, are refused', async () => {
  const version = join(folder, 'postgres', 'PG_VERSION');
  await writeFile(version, '17\n');
  await expect(openEngine({ dataFolder: folder })).rejects.toMatchObject({
    code: 'DATABASE_VERSION_MISMATCH',
  });
  await rm(version);
  await expect(openEngine({ dataFolder: folder })).rejects.toMatchObject({ code: 'DATABASE_FOLDER_DAMAGED' });
});
