import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A browser's path, or why there is none and how to get one. */
export type Browser = { readonly path: string } | { readonly missing: string };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds Chromium for the browser tests: CHROMIUM_PATH, else the search path; root on a Debian-like system
 * installs it when it is missing (about half a minute).
 */
export const ensureBrowser = (): Browser => {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    return existsSync(CHROMIUM_PATH)
      ? { path: CHROMIUM_PATH }
      : { missing: `CHROMIUM_PATH names ${CHROMIUM_PATH}, which is not there.` };
  }
  const found = findProgram(names);
  if (found) return { path: found };
  if (!canInstall()) {
    return {
      missing: 'The browser tests need Chromium: run "sudo apt-get install chromium", or set CHROMIUM_PATH.',
    };
  }
  console.log('Chromium is missing: installing it from the distribution’s packages …');
  const failure = install('chromium', 'fonts-noto-core');
  const installed = findProgram(names);
  return installed ? { path: installed } : { missing: `Chromium could not be installed: ${failure}` };
};

/** GDAL's ogrinfo, a real client of the geographic interface. Its tests skip where it is missing. */
export const ensureOgrinfo = (): void => {
  if (findProgram(['ogrinfo']) || !canInstall()) return;
  console.log('ogrinfo is missing: installing gdal-bin from the distribution’s packages …');
  install('gdal-bin');
};

const findProgram = (programs: readonly string[]): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .concat('/usr/bin')
    .flatMap((folder) => programs.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

const canInstall = (): boolean => process.geteuid?.() === 0 && findProgram(['apt-get']) !== undefined;

/** Returns the last words of apt-get when it fails, else an empty text. */
const install = (...packages: string[]): string => {
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  for (const parameters of steps) {
    const { status, stderr } = spawnSync('apt-get', parameters, {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 600_000,
    });
    if (status !== 0) return (stderr ?? '').trim().split('\n').slice(-3).join(' ') || 'apt-get failed';
  }
  return '';
};
