import { execFile, spawn } from 'node:child_process';
import { chown, open, readFile, rename, rmdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Problem } from '@bluehelm/kernel';
import type { Binaries } from './binaries.ts';
import { writeSettings } from './cluster.ts';
import { type DataFolder, socketFolderFor } from './data-folder.ts';
import { programEnvironment } from './environment.ts';
import { endOrphans } from './orphans.ts';
import { engineProblems } from './problems.ts';
import { commandOf, identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import { replaceDurably } from './secrets.ts';
import { privateFolder } from './socket-folder.ts';
import type { Privileges } from './unprivileged.ts';

/** A running server and where it listens: a socket's folder, or 127.0.0.1 on Windows. */
export interface Postmaster {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
}

const startLimitMs = 120_000;
const stopLimitMs = 60_000;
const logLimitBytes = 5_000_000;

/**
 * The running server of this cluster, also while it recovers; undefined when there is none. One that has begun but not
 * yet written where it listens, as when its starter was killed, is waited for.
 */
export const findPostmaster = async (folder: DataFolder): Promise<Postmaster | undefined> => {
  const deadline = Date.now() + startLimitMs;
  for (;;) {
    const file = await readPidFile(folder);
    const noted = await readNoted(folder);
    // after a crash of the machine the number may be another program's, which we must neither wait for nor stop
    const running =
      file !== undefined && (noted?.pid === file.pid ? isAlive(noted) : runsOn(file.pid, folder));
    if (running && file.listens) return { pid: file.pid, ...file.listens };
    const starting = running || (noted !== undefined && isAlive(noted) && runsOn(noted.pid, folder));
    if (!starting) return undefined;
    if (Date.now() > deadline) throw notListening(folder);
    await sleep(20);
  }
};

/**
 * Starts the server, detached from this process and its terminal, and returns when it has written where it listens.
 * @throws Problem DATABASE_START_FAILED with the end of the server's log
 */
export const startPostmaster = async (
  folder: DataFolder,
  binaries: Binaries,
  privileges: Privileges,
  secret: string,
): Promise<Postmaster> => {
  const socketFolder = socketFolderFor(folder, secret);
  if (process.platform === 'win32') {
    await writeSettings(folder, privileges.owner, { port: await freePort() });
  } else {
    await privateFolder(socketFolder, privileges.owner);
    await writeSettings(folder, privileges.owner, { socketFolder });
  }
  await rotateLog(folder);
  const deadline = Date.now() + startLimitMs;
  for (let pause = 100; ; pause *= 2) {
    const result = await launch(folder, binaries, privileges, deadline);
    if (result !== undefined) return result;
    // one that was started by a process which was killed that moment holds the cluster
    const other = await findPostmaster(folder);
    if (other !== undefined) return other;
    const tail = await logTail(folder);
    // after its server was killed, a session may need a moment to notice and let go of the shared memory
    const lingers = /pre-existing shared memory block/.test(tail);
    if (lingers && pause < 10_000 && Date.now() < deadline) {
      if (pause >= 400) await endOrphans(folder.cluster);
      await sleep(pause);
      continue;
    }
    throw new Problem(
      engineProblems.startFailed,
      `PostgreSQL ended while starting. Its last words:\n${tail}`,
      {
        mend: `The whole log is ${folder.log}.`,
      },
    );
  }
};

/** Undefined when the server ended by itself. */
const launch = async (
  folder: DataFolder,
  binaries: Binaries,
  privileges: Privileges,
  deadline: number,
): Promise<Postmaster | undefined> => {
  const stale = await readPidFile(folder);
  const log = await open(folder.log, 'a', 0o600);
  if (process.platform === 'win32') {
    // pg_ctl gives up administrator's rights, which postgres.exe refuses
    await log.close();
    const parameters = ['start', '-W', '-D', folder.cluster, '-l', folder.log];
    await promisify(execFile)(binaries.pgCtl, parameters, { env: programEnvironment(binaries) });
    return waitForPidFile(folder, () => false, deadline);
  }
  const [program = '', ...parameters] = [...privileges.prefix, binaries.postgres, '-D', folder.cluster];
  const child = spawn(program, parameters, {
    ...privileges.spawn,
    cwd: folder.cluster,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: {
      ...programEnvironment(binaries),
      // we know that the pid file's process is not a server; postgres would take any process for one,
      // except this number's, and still checks that no session of the dead server is left
      ...(stale ? { PG_GRANDPARENT_PID: String(stale.pid) } : {}),
    },
  });
  let ended = false;
  child.on('exit', () => {
    ended = true;
  });
  child.on('error', () => {
    ended = true;
  });
  child.unref();
  await log.close();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity) await replaceDurably(notedPath(folder), JSON.stringify(identity), 0o644);
  return waitForPidFile(folder, () => ended, deadline, child.pid);
};

const waitForPidFile = async (
  folder: DataFolder,
  ended: () => boolean,
  deadline: number,
  pid?: number,
): Promise<Postmaster | undefined> => {
  while (!ended()) {
    const found = await readPidFile(folder);
    if (found?.listens && (pid === undefined || found.pid === pid))
      return { pid: found.pid, ...found.listens };
    if (Date.now() > deadline) throw notListening(folder);
    await sleep(20);
  }
  return undefined;
};

/** Stops the server, ending its sessions; what was committed stays. Waits until it is gone. */
export const stopPostmaster = async (folder: DataFolder, binaries: Binaries): Promise<void> => {
  const found = await findPostmaster(folder);
  if (found === undefined) return;
  if (process.platform === 'win32') {
    const parameters = ['stop', '-D', folder.cluster, '-m', 'fast', '-w', '-t', String(stopLimitMs / 1000)];
    await promisify(execFile)(binaries.pgCtl, parameters, { env: programEnvironment(binaries) });
    return;
  }
  // SIGINT is a fast shutdown; SIGQUIT abandons the sessions and recovers at the next start
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(found.pid, signal);
    const deadline = Date.now() + stopLimitMs;
    while (Date.now() < deadline) {
      if (!isAlive({ pid: found.pid, started: '' })) {
        // a socket folder under the temporary folder; the data folder's own holds other files and stays
        await rmdir(found.host).catch(() => {});
        return;
      }
      await sleep(20);
    }
  }
};

const notListening = (folder: DataFolder): Problem =>
  new Problem(engineProblems.startFailed, 'PostgreSQL did not start listening within two minutes.', {
    mend: `See its log: ${folder.log}.`,
  });

interface PidFile {
  readonly pid: number;
  /** where it listens; undefined until all of that is written */
  readonly listens: Omit<Postmaster, 'pid'> | undefined;
}

/**
 * postmaster.pid, written by PostgreSQL line by line: pid, folder, start time, port, socket folder, listen address,
 * shared memory, status. While a line is being written a reader may see half of it, so nothing is believed before
 * the last line has come.
 */
const readPidFile = async (folder: DataFolder): Promise<PidFile | undefined> => {
  const text = await readFile(join(folder.cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketFolder, , , status, end] = text.split('\n');
  if (!pid || text.indexOf('\n') < 0) return undefined;
  const whole = status !== undefined && end !== undefined;
  return {
    pid: Number(pid),
    listens: whole ? { port: Number(port), host: socketFolder || '127.0.0.1' } : undefined,
  };
};

/** For a server whose starter was killed before it could note it: whether the process is one of this cluster. */
const runsOn = (pid: number, folder: DataFolder): boolean => {
  if (!isAlive({ pid, started: '' })) return false;
  const command = commandOf(pid);
  return command === undefined || (command.includes('postgres') && command.includes(folder.cluster));
};

const notedPath = (folder: DataFolder): string => join(folder.run, 'postmaster.json');

const readNoted = async (folder: DataFolder): Promise<ProcessIdentity | undefined> => {
  try {
    return JSON.parse(await readFile(notedPath(folder), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
};

const rotateLog = async (folder: DataFolder): Promise<void> => {
  const size = await stat(folder.log).then(
    (state) => state.size,
    () => 0,
  );
  if (size > logLimitBytes) await rename(folder.log, `${folder.log}.1`);
  const file = await open(folder.log, 'a', 0o600);
  await file.close();
  if (process.geteuid?.() === 0) {
    const { uid, gid } = await stat(folder.root);
    await chown(folder.log, uid, gid);
  }
};

const logTail = async (folder: DataFolder): Promise<string> => {
  const text = await readFile(folder.log, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-8).join('\n');
};

const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
