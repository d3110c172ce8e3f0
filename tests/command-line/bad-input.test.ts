import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { gedFixture } from '@bluehelm/formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  launcher,
  type RunningServer,
  runBluehelm,
  startServer,
  temporaryFolder,
} from '../support/bluehelm.ts';
import { gedFile } from '../support/ged-files.ts';

let server: RunningServer;
let folder: string;
let clean: string;

beforeAll(async () => {
  server = await startServer();
  folder = await temporaryFolder();
  clean = [...gedFixture({ layout: 'release', rows: 6, seed: 9 })].join('');
});
afterAll(async () => {
  await server.stop();
});

const importing = (file: string, ...words: string[]) =>
  runBluehelm(['import', file, '--mission', 'bad', ...words, '--data', server.dataFolder], { cwd: folder });

/** Files that are refused as a whole: name, bytes, the problem's code, and what the message must name. */
const hopeless: readonly [string, () => string | Buffer, string, string][] = [
  [
    'latin.csv',
    () => Buffer.from(clean.replaceAll('Mbéla', 'Mb\xe9la').replaceAll('Tessara', 'T\xe9ssara'), 'latin1'),
    'FORMAT_ENCODING_WRONG',
    'windows-1252',
  ],
  ['missing.csv', () => clean.replace(',latitude,', ',latitud,'), 'SOURCE_UNREADABLE', 'latitude'],
  ['doubled.csv', () => clean.replace(',adm_2,', ',latitude,'), 'SOURCE_UNREADABLE', 'latitude'],
  [
    'deep.json',
    () => `{"type":"FeatureCollection","features":[${'['.repeat(100_000)}]}`,
    'SOURCE_UNRECOGNISED',
    'deep.json',
  ],
  ['deep2.geojson', () => deepGeojson(), 'FORMAT_DEPTH_LIMIT', '64'],
  [
    'cut.csv.gz',
    () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 75]),
    'SOURCE_UNRECOGNISED',
    'cut.csv.gz',
  ],
  [
    'picture.csv',
    () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 0, 0]),
    'SOURCE_UNRECOGNISED',
    'picture.csv',
  ],
];

const deepGeojson = (): string => {
  const good = [...gedFixture({ layout: 'geojson', rows: 300, seed: 9 })].join('');
  const deep = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
  return good.replace(/"relid":"[^"]*-290"/, `"relid":${deep}`);
};

test.each(hopeless)('%s: refused as a whole, nothing is written', async (name, bytes, code, named) => {
  const file = join(folder, name);
  await writeFile(file, bytes());
  const ran = await importing(file, '--json');
  expect.soft(ran.stderr).toContain(`(${code})`);
  expect.soft(ran.stderr).toContain(named);
  expect.soft(ran.stderr).not.toContain('please report');
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.stdout)).toEqual({ read: 0, created: 0, updated: 0, unchanged: 0, refused: 0 });
});

test.each([
  ['impossible-date', 'date_start', 'A date'],
  ['end-before-start', 'date_end', 'not before'],
  ['swapped-coordinates', 'latitude', 'exchanged'],
  ['out-of-range', 'latitude', 'from -90 to 90'],
  ['thousands-separator', 'best', 'write 1234'],
] as const)(
  '%s: the row is refused by its column, with advice; the others stay',
  async (kind, column, advice) => {
    const file = await gedFile(folder, `${kind}.csv`, { rows: 6, faults: { every: 3, kinds: [kind] } });
    const ran = await importing(file, '--json');
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ read: 6, refused: 2 });
    const list = await readFile(`${file}.refused.csv`, 'utf8');
    expect(list).toContain(`\r\n4,${column},`);
    expect(list).toContain(advice);
  },
);

test('a wrong encoding is mended by naming it', async () => {
  const file = join(folder, 'named.csv');
  await writeFile(file, Buffer.from(clean.replaceAll('é', '\xe9'), 'latin1'));
  const ran = await importing(file, '--json', '--encoding', 'windows-1252');
  expect([ran.code, JSON.parse(ran.stdout).refused]).toEqual([0, 0]);
});

test('a gigabyte without a line end is refused early, in little memory', async () => {
  const header = clean.slice(0, clean.indexOf('\n') + 1);
  const child = spawn('node', [launcher, 'import', '-', '--mission', 'bad', '--data', server.dataFolder]);
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  let sent = 0;
  const endless = Readable.from(
    (function* () {
      yield header;
      const block = 'x'.repeat(1 << 20);
      for (; sent < 1024; sent++) yield block;
    })(),
  );
  const ended = new Promise((resolve) => child.on('close', resolve));
  await pipeline(endless, child.stdin).catch(() => undefined);
  expect(await ended).toBe(1);
  expect(said).toContain('FORMAT_ROW_LIMIT');
  // it stopped reading; the rest was never sent
  expect(sent).toBeLessThan(100);
});

test('a bomb is refused while it unpacks, and the rows before it stay', async () => {
  const file = join(folder, 'bomb.csv.gz');
  const bomb = function* () {
    yield* gedFixture({ layout: 'release', rows: 6, seed: 9 });
    const block = ','.repeat(1 << 20);
    for (let i = 0; i < 60; i++) yield `${block}\n`;
  };
  await pipeline(Readable.from(bomb()), createGzip(), createWriteStream(file));
  const ran = await importing(file);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toMatch(/FORMAT_(EXPANSION|ROW)_LIMIT/);
  expect(ran.stderr).not.toContain('please report');
});
