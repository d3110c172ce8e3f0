import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { withFileLock } from './file-lock.ts';

const folder = await mkdtemp(join(tmpdir(), 'bluehelm-lock-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How many held the lock at once, at most, when `count` take it in turn. */
const mostAtOnce = async (path: string, count: number): Promise<number> => {
  let inside = 0;
  let most = 0;
  const turn = () =>
    withFileLock(path, 10_000, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(2);
      inside -= 1;
    });
  await Promise.all(Array.from({ length: count }, turn));
  return most;
};

test('one holder at a time, and nothing is left behind', async () => {
  expect(await mostAtOnce(join(folder, 'a'), 20)).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('the lock of a dead process is taken over by one of many who wait', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const path = join(folder, 'b');
  await writeFile(path, JSON.stringify({ pid, started: 'long ago', nonce: 'dead' }));
  expect(await mostAtOnce(path, 20)).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('a lock whose taker was killed while breaking another is broken too', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const path = join(folder, 'c');
  await writeFile(path, JSON.stringify({ pid, started: '', nonce: 'one' }));
  await writeFile(`${path}.break-one`, JSON.stringify({ pid, started: '', nonce: 'two' }));
  expect(await mostAtOnce(path, 5)).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('a lock half written when the machine crashed is taken over', async () => {
  const path = join(folder, 'd');
  await writeFile(path, '');
  expect(await mostAtOnce(path, 5)).toBe(1);
});

test('a living process with the same number but another start is not the holder', async () => {
  const path = join(folder, 'e');
  await writeFile(path, JSON.stringify({ pid: process.pid, started: 'another boot/1', nonce: 'reused' }));
  expect(await mostAtOnce(path, 3)).toBe(1);
});

test('a living holder is waited for, then named', async () => {
  const path = join(folder, 'f');
  await withFileLock(path, 1_000, async () => {
    await expect(withFileLock(path, 50, async () => {})).rejects.toMatchObject({
      code: 'DATABASE_LOCKED',
      detail: expect.stringContaining(String(process.pid)),
    });
  });
});
