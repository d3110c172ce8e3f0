import { delimiter } from 'node:path';
import type { Binaries } from './binaries.ts';

/** What PostgreSQL's programs get to see of our environment: nothing that could hold a secret or redirect them. */
export const programEnvironment = ({ libraryFolder }: Binaries): NodeJS.ProcessEnv => {
  const { PATH, SystemRoot, TEMP } = process.env;
  const windows = process.platform === 'win32' ? { SystemRoot, TEMP } : {};
  // unshare and setpriv live in the system's folders, which a bare PATH may lack
  const path = [PATH, ...(process.platform === 'win32' ? [] : ['/usr/bin', '/bin', '/usr/sbin', '/sbin'])];
  return {
    PATH: path.filter(Boolean).join(delimiter),
    LC_ALL: 'C',
    ...windows,
    ...(libraryFolder === undefined
      ? {}
      : { LD_LIBRARY_PATH: libraryFolder, DYLD_LIBRARY_PATH: libraryFolder }),
  };
};
