import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '@bluehelm/kernel';
import { type DataFolder, dataFolderAt, giveToOwner, prepareDataFolder } from './data-folder.ts';
import { withFileLock } from './file-lock.ts';
import { engineProblems } from './problems.ts';

/**
 * A random secret of 256 bits (base64url) that this installation keeps under `name` in DATA/secrets.json, made when first
 * asked for. Any process may ask at any time.
 * @throws Problem DATABASE_SECRETS_UNREADABLE
 */
export const dataSecret = async (dataFolder: string, name: string): Promise<string> => {
  const folder = dataFolderAt(dataFolder);
  await prepareDataFolder(folder);
  const known = (await readSecrets(folder))[name];
  if (known !== undefined) return known;
  return withFileLock(join(folder.run, 'secrets.lock'), 10_000, () => secretOnce(folder, name));
};

const secretOnce = async (folder: DataFolder, name: string): Promise<string> => {
  const secrets = await readSecrets(folder);
  const known = secrets[name];
  if (known !== undefined) return known;
  const made = randomBytes(32).toString('base64url');
  await replaceDurably(folder.secrets, `${JSON.stringify({ ...secrets, [name]: made }, null, 2)}\n`, 0o600);
  await giveToOwner(folder, folder.secrets);
  return made;
};

const readSecrets = async (folder: DataFolder): Promise<Record<string, string>> => {
  try {
    return JSON.parse(await readFile(folder.secrets, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Problem(engineProblems.secretsUnreadable, `${folder.secrets} cannot be read as JSON.`, {
      mend: 'Restore secrets.json from a backup of the data folder and make it readable to you.',
      // the parser's own message quotes the text, so it is not passed on
    });
  }
};

/** Writes a file so that after a crash there is the old or the new content, never a mixture. */
export const replaceDurably = async (path: string, text: string, mode: number): Promise<void> => {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
};

/** Makes a rename in this folder last through a power cut. Windows neither needs nor allows it. */
export const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
