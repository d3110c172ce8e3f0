import { randomBytes } from 'node:crypto';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, giveToOwner } from './data-folder.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';
import { replaceDurably } from './secrets.ts';

/** A file in DATA/run by which one process says that it uses the running server. */
export type Attachment = string;

const shape = /^(\d+)-[0-9a-f]+\.json$/;

/** Says so for this process. To be called under the data folder's lock. */
export const attach = async (folder: DataFolder): Promise<Attachment> => {
  // a process may hold several: each has its own file
  const path = join(folder.run, `${process.pid}-${randomBytes(4).toString('hex')}.json`);
  await replaceDurably(path, JSON.stringify(thisProcess()), 0o644);
  await giveToOwner(folder, path);
  return path;
};

/** Takes it back and returns whether any living process is still attached. To be called under the lock. */
export const detach = async (folder: DataFolder, attachment: Attachment): Promise<boolean> => {
  await unlink(attachment).catch(() => {});
  let others = false;
  for (const name of await readdir(folder.run)) {
    if (!shape.test(name)) continue;
    const path = join(folder.run, name);
    const holder = await read(path);
    if (holder && isAlive(holder)) others = true;
    else await unlink(path).catch(() => {});
  }
  return others;
};

const read = async (path: string): Promise<ProcessIdentity | undefined> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
};
