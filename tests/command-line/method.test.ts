import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Ran, runBluehelm, temporaryFolder } from '../support/bluehelm.ts';
import { sharedFile, sharedMissing } from '../support/shared.ts';

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});

const method = (...words: string[]): Promise<Ran> => runBluehelm(['method', ...words], { cwd: folder });

const written = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return name;
};

/** Forty events, a day apart, here and there. */
const events = (header: string): string =>
  `${header}\n${Array.from({ length: 40 }, (_, i) => `${(i * 17) % 23},${(i * 7) % 5},${i}`).join('\n')}\n`;

test('the list names every method with the question it answers, for people and for scripts', async () => {
  const { code, stdout } = await method('list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^knox +do events that are close in space tend to be close in time\?$/m);
  const listed = JSON.parse((await method('list', '--json')).stdout) as { name: string }[];
  expect(listed.map(({ name }) => name)).toEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]),
  );
});

test('--help of a method gives its tables, parameters and card', async () => {
  const { code, stdout } = await method('knox', '--help');
  expect(code).toBe(0);
  for (const part of ['table events', 'space  close in space', '**Question.**', '**When it refuses.**'])
    expect(stdout).toContain(part);
});

const burkitt = sharedFile('data/cluster_validation/burkitt.csv');

test.skipIf(!burkitt)(
  `Knox of the Burkitt data is 16 pairs, 8.1446 expected ${burkitt ? '' : sharedMissing}`,
  async () => {
    const words = ['knox', '--input', burkitt!, '--column', 'time=t', '--set', 'space=2.5', 'time=180'];
    const { code, stdout } = await method(...words, '--seed', '7');
    expect(code).toBe(0);
    const { method: name, parameters, seed, version, result } = JSON.parse(stdout);
    expect([name, seed, typeof version]).toEqual(['knox', 7, 'string']);
    expect(parameters).toEqual({
      space: 2.5,
      time: 180,
      metric: 'euclidean',
      inference: 'permutation',
      permutations: 999,
    });
    expect(result.observed).toBe(16);
    expect(result.expected).toBeCloseTo(8.1446, 4);
    expect(result.p).toBeLessThan(0.02);
  },
);

test('CSV, rows of JSON and columns of JSON are the same table, and a seed gives the same result again', async () => {
  const csv = events('x,y,time');
  const rows = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  const files = [
    await written('events.csv', csv),
    await written('rows.json', JSON.stringify(rows.map(([x, y, time]) => ({ x, y, time })))),
    await written(
      'columns.json',
      JSON.stringify({
        events: { x: rows.map((r) => r[0]), y: rows.map((r) => r[1]), time: rows.map((r) => r[2]) },
      }),
    ),
  ];
  const said = new Set<string>();
  for (const file of files) {
    const words = ['knox', '--input', `events=${file}`, '--set', 'space=2', 'time=2', '--output', 'out.json'];
    const { code, stdout } = await method(...words);
    expect([code, stdout]).toEqual([0, '']);
    said.add(await readFile(join(folder, 'out.json'), 'utf8'));
  }
  expect(said.size).toBe(1);
  expect(JSON.parse([...said][0]!).result).toMatchObject({ kind: 'knox', pairs: (40 * 39) / 2 });
});

test('a comma at the end of each row, as in UCDP’s exports, is no field', async () => {
  const file = await written('commas.csv', events('x,y,time').replace(/(\d)\n/g, '$1,\n'));
  const { code, stdout } = await method('knox', '--input', file, '--set', 'space=2', 'time=2');
  expect(code).toBe(0);
  expect(JSON.parse(stdout).result.pairs).toBe((40 * 39) / 2);
});

test('too little data is an answer with its reason, not an error', async () => {
  const file = await written('few.csv', 'x,y,time\n1,1,1\n2,2,2\n');
  const { code, stdout } = await method('knox', '--input', file, '--set', 'space=1', 'time=1');
  expect(code).toBe(0);
  expect(JSON.parse(stdout).result).toMatchObject({ kind: 'insufficient', have: 2, need: 10 });
});

const knox = ['--set', 'space=2', 'time=2'];

test.each([
  ['an unknown method', ['knocks'], 'There is no method knocks'],
  ['an unknown parameter', ['knox', '--input', 'wrong.csv', ...knox, '--set', 'colour=red'], 'colour=red'],
  [
    'a missing parameter',
    ['knox', '--input', 'wrong.csv'],
    'space was not given; expected a number of at least 0',
  ],
  ['a missing table', ['knox', ...knox], 'knox needs the table events'],
  ['a missing file', ['knox', '--input', 'nowhere.csv', ...knox], 'There is no file nowhere.csv'],
  ['a missing column', ['knox', '--input', 'other.csv', ...knox], 'has no column y'],
  [
    'a word for a number',
    ['knox', '--input', 'wrong.csv', ...knox],
    'Column x of events holds "two" at line 3',
  ],
  [
    'a ragged row',
    ['knox', '--input', 'ragged.csv', ...knox],
    'Line 3 of ragged.csv has 2 fields; 3 were expected',
  ],
  ['a surplus field', ['knox', '--input', 'surplus.csv', ...knox], 'Line 2 of surplus.csv has 4 fields'],
  [
    'a column that is not there',
    ['knox', '--input', 'other.csv', ...knox, '--column', 'y=northing'],
    'no table has a column northing',
  ],
  ['broken JSON', ['knox', '--input', 'broken.json', ...knox], 'broken.json is not JSON'],
  ['a wrong seed', ['knox', '--input', 'wrong.csv', ...knox, '--seed', 'x'], '--seed x was given'],
])('%s is said clearly, with exit code 2', async (_, words, said) => {
  await written('wrong.csv', 'x,y,time\n1,1,1\ntwo,2,2\n');
  await written('other.csv', 'x,z,time\n1,1,1\n');
  await written('ragged.csv', 'x,y,time\n1,1,1\n2,2\n');
  await written('surplus.csv', 'x,y,time\n1,1,1,2\n');
  await written('broken.json', '{"x": [1, 2');
  const { code, stdout, stderr } = await method(...words);
  expect(stderr).toContain(said);
  expect([code, stdout]).toEqual([2, '']);
});
