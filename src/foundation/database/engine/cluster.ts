import { execFile } from 'node:child_process';
import { chmod, chown, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from '@bluehelm/kernel';
import type { Binaries } from './binaries.ts';
import type { DataFolder } from './data-folder.ts';
import { programEnvironment } from './environment.ts';
import { engineProblems } from './problems.ts';
import { replaceDurably, syncFolder } from './secrets.ts';
import type { Owner, Privileges } from './unprivileged.ts';

/** The superuser of an embedded cluster. */
export const ownerName = 'bluehelm_owner';

/** The major version whose files we read and write. */
const majorVersion = '18';

/**
 * Who owns the cluster's files; undefined when there is no cluster yet.
 * @throws Problem DATABASE_FOLDER_DAMAGED, DATABASE_VERSION_MISMATCH, DATABASE_FOLDER_FOREIGN
 */
export const inspectCluster = async (folder: DataFolder): Promise<Owner | undefined> => {
  const state = await lstat(folder.cluster).catch(() => undefined);
  if (state === undefined) return undefined;
  const uid = process.geteuid?.();
  if (uid !== undefined && uid !== 0 && uid !== state.uid) {
    throw new Problem(
      engineProblems.folderForeign,
      `The database in ${folder.cluster} belongs to user number ${state.uid}; you are number ${uid}.`,
      { mend: 'Run as its owner, or choose another folder with --data or BLUEHELM_DATA.' },
    );
  }
  const version = await readFile(join(folder.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) {
    throw new Problem(
      engineProblems.folderDamaged,
      `${folder.cluster} exists but has no PG_VERSION, so it is not a complete database.`,
      { mend: 'Restore the data folder from a backup, or choose another folder with --data.' },
    );
  }
  if (version.trim() !== majorVersion) {
    throw new Problem(
      engineProblems.versionMismatch,
      `${folder.cluster} was made by PostgreSQL ${version.trim()}; this Bluehelm brings ${majorVersion}.`,
      { mend: 'Use the Bluehelm that made it, export there and import here, or choose another folder.' },
    );
  }
  return { uid: state.uid, gid: state.gid };
};

/** Makes the cluster beside its place and moves it there when it is complete: a crash leaves none, not half of one. */
export const createCluster = async (
  folder: DataFolder,
  binaries: Binaries,
  privileges: Privileges,
  password: string,
): Promise<void> => {
  await removeUnfinished(folder);
  const draft = join(folder.root, `postgres.new-${process.pid}`);
  const passwordFile = join(draft, 'password');
  const files = join(draft, 'cluster');
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (privileges.owner) {
    for (const path of [draft, passwordFile]) await chown(path, privileges.owner.uid, privileges.owner.gid);
  }
  await runInitdb(binaries, privileges, [
    `--pgdata=${files}`,
    `--pwfile=${passwordFile}`,
    `--username=${ownerName}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // sorts by code point and knows every script's letters, the same on every machine
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ]);
  await writeFile(join(files, 'postgresql.conf'), ownConfiguration);
  await rename(files, folder.cluster);
  await syncFolder(folder.root);
  await rm(draft, { recursive: true });
};

const ownConfiguration = `# Bluehelm writes bluehelm.conf anew at every start; settings below it win and are yours.
include 'bluehelm.conf'
`;

const removeUnfinished = async (folder: DataFolder): Promise<void> => {
  for (const name of await readdir(folder.root)) {
    if (name.startsWith('postgres.new-')) await rm(join(folder.root, name), { recursive: true, force: true });
  }
};

const run = promisify(execFile);

const runInitdb = async (binaries: Binaries, privileges: Privileges, parameters: string[]): Promise<void> => {
  const [program = '', ...rest] = [...privileges.prefix, binaries.initdb, ...parameters];
  try {
    await run(program, rest, { ...privileges.spawn, env: programEnvironment(binaries), cwd: '/' });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new Problem(
      engineProblems.startFailed,
      `initdb could not make a database: ${(stderr || (cause as Error).message).trim()}`,
      { mend: 'Check free space and permissions of the data folder.', cause },
    );
  }
};

/** Hands an existing cluster to the user who shall run it (root's folder, moved to where namespaces are not allowed). */
export const handOver = async (folder: DataFolder, owner: Owner): Promise<void> => {
  for (const top of [folder.root, folder.run]) await chown(top, owner.uid, owner.gid);
  const files = await readdir(folder.cluster, { recursive: true }).catch(() => undefined);
  if (files === undefined) return;
  for (const file of ['', ...files]) await chown(join(folder.cluster, file), owner.uid, owner.gid);
};

/** Settings for a small laptop that must not lose a committed row. */
export const writeSettings = async (
  folder: DataFolder,
  owner: Owner | undefined,
  place: { socketFolder: string } | { port: number },
): Promise<void> => {
  const settings: Record<string, string> = {
    ...('port' in place
      ? { listen_addresses: '127.0.0.1', port: String(place.port), unix_socket_directories: '' }
      : {
          listen_addresses: '',
          port: '5432',
          unix_socket_directories: `"${place.socketFolder.replaceAll('"', '""')}"`,
          unix_socket_permissions: '0700',
        }),
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    max_connections: '100',
    shared_buffers: '128MB',
    effective_cache_size: '1GB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    huge_pages: 'off',
    wal_compression: 'on',
    max_wal_size: '1GB',
    // solid-state storage is what small machines have now
    random_page_cost: '1.1',
    // compiling short queries costs more than it saves
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // statements and their values may name people: the log tells the server's life, not its content
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  const path = join(folder.cluster, 'bluehelm.conf');
  await replaceDurably(path, lines.join(''), 0o600);
  if (owner) await chown(path, owner.uid, owner.gid);
  else await chmod(path, 0o600);
};
