import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = process.env.BLUEHELM_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** The path of a staged file (real data, reference results, standards' samples), or undefined where it is not staged. */
export const sharedFile = (path: string): string | undefined => {
  const full = `${folder}/${path}`;
  return existsSync(full) ? full : undefined;
};

/** Why a test is skipped, for its name. */
export const sharedMissing = 'skipped: the staged data folder ../shared is not here (set BLUEHELM_SHARED)';
