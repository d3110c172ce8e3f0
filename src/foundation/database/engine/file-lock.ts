import { randomBytes } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '@bluehelm/kernel';
import { engineProblems } from './problems.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

interface Holder extends ProcessIdentity {
  /** tells apart two takings by one process */
  readonly nonce: string;
}

/**
 * Runs `act` while no other process (and no other call in this one) holds the lock file at `path`.
 * A lock whose holder was killed is taken over, by exactly one of those who wait.
 * @throws Problem DATABASE_LOCKED when a living process holds it longer than `waitMs`
 */
export const withFileLock = async <T>(path: string, waitMs: number, act: () => Promise<T>): Promise<T> => {
  const mine: Holder = { ...thisProcess(), nonce: randomBytes(9).toString('hex') };
  await take(path, mine, Date.now() + waitMs);
  try {
    return await act();
  } finally {
    await unlink(path).catch(() => {});
  }
};

const take = async (path: string, mine: Holder, deadline: number): Promise<void> => {
  for (let pause = 10; ; pause = Math.min(pause * 2, 100)) {
    if (await create(path, mine)) return;
    const holder = await holderOf(path);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      await breakDead(path, holder, mine, deadline);
      continue;
    }
    if (Date.now() > deadline) {
      throw new Problem(
        engineProblems.locked,
        `The process ${holder.pid} has been starting or stopping the database for too long (${path}).`,
        { mend: `Wait for it, or end process ${holder.pid}, then try again.` },
      );
    }
    await sleep(pause);
  }
};

/** Appears complete or not at all: the content is written beside and linked into place. */
const create = async (path: string, mine: Holder): Promise<boolean> => {
  const draft = `${path}.${mine.pid}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o644 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft).catch(() => {});
  }
};

const holderOf = async (path: string): Promise<Holder | undefined> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // only a crash of the machine leaves half a file: nobody can hold it
    if (error instanceof SyntaxError) return { pid: 0, started: '', nonce: 'damaged' };
    throw error;
  }
};

/**
 * Only who holds the lock named after this very holder may remove the holder's file; so nobody removes
 * the file of a newer, living holder between looking and removing. The same rule guards that lock too.
 */
const breakDead = async (path: string, dead: Holder, mine: Holder, deadline: number): Promise<void> => {
  const breaking = `${path}.break-${dead.nonce}`;
  await take(breaking, mine, deadline);
  try {
    if ((await holderOf(path))?.nonce === dead.nonce) await unlink(path);
  } finally {
    await unlink(breaking).catch(() => {});
  }
};
