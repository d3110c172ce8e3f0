import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { Problem } from '@bluehelm/kernel';
import { engineProblems } from './problems.ts';
import type { Owner } from './unprivileged.ts';

/**
 * Makes a folder that its owner alone may enter, and refuses one that somebody else made before us.
 * @throws Problem DATABASE_FOLDER_FOREIGN
 */
export const privateFolder = async (path: string, owner: Owner | undefined): Promise<void> => {
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  // lstat, not stat: a planted link must not lead us elsewhere
  const state = await lstat(path);
  const self = process.geteuid?.() ?? state.uid;
  if (!state.isDirectory() || (state.uid !== self && state.uid !== owner?.uid)) {
    throw new Problem(
      engineProblems.folderForeign,
      `${path} was made by another user (number ${state.uid}).`,
      {
        mend: 'Remove it, or choose a data folder with a shorter path.',
      },
    );
  }
  await chmod(path, 0o700);
  if (owner) await chown(path, owner.uid, owner.gid);
};
