import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId, Problem } from '@bluehelm/kernel';
import { sourceProblems } from './problems.ts';

/** Largest upload, in bytes. */
export const uploadLimit = 20 * 1024 ** 3;

/**
 * Writes an upload to the folder, whole or not at all; it is on the disk when this returns.
 * @throws Problem SOURCE_TOO_LARGE, SOURCE_EMPTY
 */
export const spool = async (folder: string, body: Readable, limit = uploadLimit): Promise<string> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, newId());
  const part = `${path}.part`;
  let bytes = 0;
  try {
    await pipeline(
      body,
      async function* count(source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          bytes += chunk.length;
          if (bytes > limit)
            throw new Problem(
              sourceProblems.tooLarge,
              `The file is larger than ${Math.round(limit / 1024 ** 3)} GB, the most that is taken through the web.`,
              { mend: 'Pack it with gzip, cut it, or use "bluehelm import" on the machine itself.' },
            );
          yield chunk;
        }
      },
      createWriteStream(part, { mode: 0o600, flush: true }),
    );
    if (bytes === 0)
      throw new Problem(sourceProblems.empty, 'The upload has no bytes; a file was expected as the body.');
    await rename(part, path);
    await syncFolder(folder);
    return path;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch {
    // some file systems cannot sync a folder; the file itself is synced
  } finally {
    await handle.close();
  }
};
