import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Problem } from '@bluehelm/kernel';
import { engineProblems } from './problems.ts';

/** Where things lie in a data folder. */
export interface DataFolder {
  readonly root: string;
  /** the database's own files */
  readonly cluster: string;
  /** who is attached, the lock, the socket */
  readonly run: string;
  readonly secrets: string;
  readonly log: string;
}

export const dataFolderAt = (path: string): DataFolder => {
  const root = resolve(path);
  return {
    root,
    cluster: join(root, 'postgres'),
    run: join(root, 'run'),
    secrets: join(root, 'secrets.json'),
    log: join(root, 'postgres.log'),
  };
};

/** `$BLUEHELM_DATA`, or the folder where this platform keeps a user's application data. */
export const defaultDataFolder = (): string => {
  const { BLUEHELM_DATA, XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (BLUEHELM_DATA) return resolve(BLUEHELM_DATA);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Bluehelm');
  if (process.platform === 'win32') {
    return join(LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'Bluehelm');
  }
  // the XDG base directory specification ignores relative paths
  const base = XDG_DATA_HOME?.startsWith('/') ? XDG_DATA_HOME : join(homedir(), '.local', 'share');
  return join(base, 'bluehelm');
};

/**
 * Makes the folder, private to its owner, and checks that it is ours.
 * A folder that already holds other things keeps its permissions; what we put into it is private either way.
 * @throws Problem DATABASE_FOLDER_FOREIGN, DATABASE_FOLDER_UNUSABLE
 */
export const prepareDataFolder = async (folder: DataFolder): Promise<void> => {
  try {
    await mkdir(folder.root, { recursive: true, mode: 0o700 });
    const uid = process.geteuid?.();
    const owner = (await lstat(folder.root)).uid;
    if (uid !== undefined && uid !== 0 && owner !== uid) {
      throw new Problem(
        engineProblems.folderForeign,
        `The data folder ${folder.root} belongs to user number ${owner}; you are number ${uid}.`,
        { mend: 'Run as its owner, or choose another folder with --data or BLUEHELM_DATA.' },
      );
    }
    const content = await readdir(folder.root);
    if (content.length === 0 || content.includes('secrets.json')) await chmod(folder.root, 0o700);
    await mkdir(folder.run, { recursive: true, mode: 0o700 });
    await giveToOwner(folder, folder.run);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      engineProblems.folderUnusable,
      `The data folder ${folder.root} cannot be made or read (${(error as Error).message}).`,
      { mend: 'Choose a folder you may write to with --data or BLUEHELM_DATA.', cause: error },
    );
  }
};

/** What root puts into another user's data folder shall be that user's. */
export const giveToOwner = async (folder: DataFolder, path: string): Promise<void> => {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = await lstat(folder.root);
  if (uid !== 0) await chown(path, uid, gid);
};

/** sun_path in unix(7) holds 108 bytes with its closing zero on Linux, 104 on macOS and the BSDs. */
const socketPathLimit = process.platform === 'linux' ? 107 : 103;

/**
 * A folder whose sockets have a path short enough for the system: the data folder's own `run`, else one under
 * the temporary folder whose name only the holder of `secret` can foretell.
 */
export const socketFolderFor = (folder: DataFolder, secret: string): string => {
  const inside = folder.run;
  if (Buffer.byteLength(join(inside, '.s.PGSQL.5432')) <= socketPathLimit) return inside;
  const name = createHash('sha256').update(`${secret}\0${folder.root}`).digest('hex').slice(0, 16);
  return join(tmpdir(), `bluehelm-${name}`);
};
