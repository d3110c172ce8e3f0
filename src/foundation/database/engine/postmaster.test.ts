import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataFolder, dataFolderAt } from './data-folder.ts';
import { findPostmaster } from './postmaster.ts';

let folder: DataFolder;
let server: ChildProcess;

beforeEach(async () => {
  folder = dataFolderAt(await mkdtemp(join(tmpdir(), 'bluehelm-postmaster-')));
  await mkdir(folder.cluster);
  // stands for a server: a process whose command line names postgres and the cluster
  server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'postgres', folder.cluster]);
});

afterEach(async () => {
  server.kill('SIGKILL');
  await rm(folder.root, { recursive: true, force: true });
});

const written = (text: string): Promise<void> =>
  writeFile(join(folder.cluster, 'postmaster.pid'), text.replace('PID', String(server.pid)));

const begun = 'PID\n/data/postgres\n1795320031\n5432\n';
const whole = `${begun}/data/a-long-folder/run\n\n  2203811   1114124\nready   \n`;

test('a half-written path of the socket is not believed, but waited for', async () => {
  await written(`${begun}/data/a-lo`);
  const finding = findPostmaster(folder);
  for (const more of [
    `${begun}/data/a-long-folder/run\n`,
    `${begun}/data/a-long-folder/run\n\n  2203811  `,
  ]) {
    await sleep(60);
    await written(more);
  }
  await sleep(60);
  await written(whole);
  expect(await finding).toEqual({ pid: server.pid, host: '/data/a-long-folder/run', port: 5432 });
});

test('what a dead server left behind, whole or half, is no server', async () => {
  server.kill('SIGKILL');
  await new Promise((resolve) => server.once('exit', resolve));
  for (const text of ['', 'PID', 'PID\n', begun, whole]) {
    await written(text);
    expect(await findPostmaster(folder)).toBeUndefined();
  }
});

test('one that ends before it listened is no server', async () => {
  await written(begun);
  const finding = findPostmaster(folder);
  await sleep(60);
  server.kill('SIGKILL');
  expect(await finding).toBeUndefined();
});

test('the number in a stale file may be another program’s', async () => {
  await writeFile(join(folder.cluster, 'postmaster.pid'), whole.replace('PID', String(process.pid)));
  expect(await findPostmaster(folder)).toBeUndefined();
});
