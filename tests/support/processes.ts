import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // a zombie has ended; only its parent has not asked yet
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const childrenOf = (pid: number): number[] => {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

/** The database server of a data folder, or undefined where none runs. */
export const postmasterOf = async (dataFolder: string): Promise<number | undefined> => {
  const text = await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid > 0 && isRunning(pid) ? pid : undefined;
};

/** SIGKILL to the database server of a data folder and to each of its sessions, as when the machine loses its power. */
export const killDatabase = async (dataFolder: string): Promise<void> => {
  const postmaster = await postmasterOf(dataFolder);
  if (postmaster === undefined) return;
  for (const pid of [postmaster, ...childrenOf(postmaster)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // ended on its own meanwhile
    }
  }
};

/** Processes of any user whose command line names the text. Linux only; empty elsewhere. */
export const processesNaming = (text: string): string[] => {
  const found: string[] = [];
  let entries: string[] = [];
  try {
    entries = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return found;
  }
  for (const pid of entries) {
    if (Number(pid) === process.pid) continue;
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (words.includes(text)) found.push(`${pid} ${words}`);
    } catch {
      // ended while we looked
    }
  }
  return found;
};

/** Waits until it is so, asking every 50 ms. @throws after `limitMs`, saying what was waited for */
export const until = async (
  what: string,
  so: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> => {
  const deadline = Date.now() + limitMs;
  while (!(await so())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`);
    await sleep(50);
  }
};
