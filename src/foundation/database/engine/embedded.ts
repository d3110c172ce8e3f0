import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '@bluehelm/kernel';
import { Client } from 'pg';
import { type Attachment, attach, detach } from './attachments.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { createCluster, handOver, inspectCluster, ownerName } from './cluster.ts';
import { type DataFolder, dataFolderAt, giveToOwner, prepareDataFolder } from './data-folder.ts';
import type { Engine, Log } from './engine.ts';
import { withFileLock } from './file-lock.ts';
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster } from './postmaster.ts';
import { engineProblems } from './problems.ts';
import { dataSecret } from './secrets.ts';
import { choosePrivileges } from './unprivileged.ts';

const database = 'bluehelm';
const lockWaitMs = 180_000;

/**
 * Opens the database of a data folder: makes it when there is none, starts its server when none runs, joins it when one does.
 * All processes of one data folder share one server; the last to close stops it.
 */
export const openEmbedded = async (dataFolder: string, log: Log): Promise<Engine> => {
  const folder = dataFolderAt(dataFolder);
  await prepareDataFolder(folder);
  const binaries = await findBinaries(join(folder.root, 'lib'));
  const password = await dataSecret(folder.root, 'ownerPassword');
  const lock = join(folder.run, 'lock');

  const { attachment, ownerUrl, version } = await withFileLock(lock, lockWaitMs, async () => {
    const attachment = await attach(folder);
    try {
      return { attachment, ...(await reach(folder, binaries, password, log)) };
    } catch (error) {
      await leave(folder, binaries, attachment);
      throw error;
    }
  });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= withFileLock(lock, lockWaitMs, () => leave(folder, binaries, attachment));
    return closing;
  };
  return { kind: 'embedded', ownerUrl, version, close };
};

const leave = async (folder: DataFolder, binaries: Binaries, attachment: Attachment): Promise<void> => {
  const others = await detach(folder, attachment);
  if (!others) await stopPostmaster(folder, binaries);
};

/** Starts the server again when the one just found goes away, as one does that was killed this very moment. */
const reach = async (folder: DataFolder, binaries: Binaries, password: string, log: Log) => {
  for (let attempt = 1; ; attempt += 1) {
    const postmaster = await runningPostmaster(folder, binaries, password, log);
    const contact = await firstContact(folder, postmaster, password);
    if (contact) return contact;
    if (attempt === 3) throw notAnswering(folder);
  }
};

const runningPostmaster = async (
  folder: DataFolder,
  binaries: Binaries,
  password: string,
  log: Log,
): Promise<Postmaster> => {
  const clusterOwner = await inspectCluster(folder);
  const found = await findPostmaster(folder);
  if (found) return found;
  const privileges = await choosePrivileges(clusterOwner, {
    binaries,
    folder: dirname(folder.root),
  });
  if (privileges.owner) await handOver(folder, privileges.owner);
  if (clusterOwner === undefined) {
    log(`making a new database in ${folder.cluster}`);
    await createCluster(folder, binaries, privileges, password);
  }
  log('starting the database');
  const postmaster = await startPostmaster(folder, binaries, privileges, password);
  await giveToOwner(folder, join(folder.run, 'postmaster.json'));
  return postmaster;
};

/** Starting up or shutting down, cut off while shutting down; the socket is not there yet, or its server is gone. */
const notYet = new Set(['57P03', '57P01', 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Waits until the server takes connections (after a crash it recovers first) and makes our database when it is not
 * there yet. Undefined when the server ended meanwhile.
 */
const firstContact = async (folder: DataFolder, postmaster: Postmaster, password: string) => {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const ownerUrl = connectionString(postmaster, password, database);
    try {
      return { ownerUrl, version: await askVersion(ownerUrl) };
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === '3D000') await createDatabase(connectionString(postmaster, password, 'postgres'));
      else if (code === '28P01') throw passwordRefused(folder);
      else if (!notYet.has(code ?? '')) throw error;
      else if ((await findPostmaster(folder))?.pid !== postmaster.pid) return undefined;
      else if (Date.now() > deadline) throw notAnswering(folder, error);
      await sleep(25);
    }
  }
};

/** libpq and node-postgres both read the socket's folder from the `host` parameter. */
const connectionString = ({ host, port }: Postmaster, password: string, name: string): string => {
  const place = host.startsWith('/')
    ? `localhost:${port}/${name}?host=${encodeURIComponent(host)}`
    : `${host}:${port}/${name}`;
  return `postgresql://${ownerName}:${encodeURIComponent(password)}@${place}`;
};

const askVersion = async (connectionString: string): Promise<string> => {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
};

const createDatabase = async (connectionString: string): Promise<void> => {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
};

const passwordRefused = (folder: DataFolder): Problem =>
  new Problem(
    engineProblems.secretsUnreadable,
    `The database in ${folder.cluster} refuses the password kept in ${folder.secrets}.`,
    { mend: 'Restore secrets.json from the same backup as the database.' },
  );

const notAnswering = (folder: DataFolder, cause?: unknown): Problem =>
  new Problem(engineProblems.startFailed, 'The embedded database ended, or did not answer for two minutes.', {
    mend: `See its log: ${folder.log}.`,
    cause,
  });
