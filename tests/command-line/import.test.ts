import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { csvRowsOf, limitsOf } from '@bluehelm/formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  launcher,
  type Ran,
  type RunningServer,
  runBluehelm,
  startServer,
  temporaryFolder,
} from '../support/bluehelm.ts';
import { gedFile } from '../support/ged-files.ts';
import { sharedFile, sharedMissing } from '../support/shared.ts';

let server: RunningServer;
let folder: string;

// every test here runs beside a running server, as users do; missions keep them apart
beforeAll(async () => {
  server = await startServer();
  folder = await temporaryFolder();
});
afterAll(async () => {
  expect((await server.stop()).code).toBe(0);
});

const runImport = (words: readonly string[], options?: Parameters<typeof runBluehelm>[1]): Promise<Ran> =>
  runBluehelm(['import', ...words, '--data', server.dataFolder], { cwd: folder, ...options });

const counts = (ran: Ran): Record<string, number> => JSON.parse(ran.stdout);

const table = async (path: string): Promise<string[][]> =>
  csvRowsOf(await readFile(path, 'utf8'), { delimiter: ',', limits: limitsOf(undefined) }).map((row) => [
    ...row.fields,
  ]);

test('a clean file: exit code 0, exact counts in the promised order, and a second time nothing new', async () => {
  const file = await gedFile(folder, 'clean.csv', { rows: 500 });
  const first = await runImport([file, '--mission', 'clean', '--json']);
  expect(first.code).toBe(0);
  expect(first.stdout).toBe('{"read":500,"created":500,"updated":0,"unchanged":0,"refused":0}\n');
  // no terminal, no progress bar
  expect(first.stderr).toBe('');
  const second = await runImport([file, '--mission', 'clean', '--json']);
  expect(second.code).toBe(0);
  expect(second.stdout).toBe('{"read":500,"created":0,"updated":0,"unchanged":500,"refused":0}\n');
});

test('refused rows: exit code 3, and a list with line, column, what was given and the reason', async () => {
  const file = await gedFile(folder, 'faulty.csv', { rows: 200, faults: { every: 20 } });
  const ran = await runImport([file, '--mission', 'faulty']);
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('faulty: read 200, created 190, updated 0, unchanged 0, refused 10');
  expect(ran.stdout).toContain(`refused rows: ${file}.refused.csv`);
  const [header, ...rows] = await table(`${file}.refused.csv`);
  expect(header).toEqual(['line', 'column', 'given', 'reason']);
  expect(new Set(rows.map(([line]) => line)).size).toBe(10);
  expect(rows[0]).toEqual(['21', 'date_start', '2020-02-30 00:00:00.000', expect.stringContaining('A date')]);

  // a clean run of the same name removes the list of the run before
  await gedFile(folder, 'faulty.csv', { rows: 200 });
  const mended = await runImport([file, '--mission', 'faulty', '--json']);
  expect(counts(mended)).toEqual({ read: 200, created: 10, updated: 0, unchanged: 190, refused: 0 });
  await expect(readFile(`${file}.refused.csv`)).rejects.toThrow('ENOENT');
});

test('a changed row becomes a new version, whatever layout it comes in', async () => {
  const file = await gedFile(folder, 'three.csv', { rows: 50 });
  await runImport([file, '--mission', 'layouts']);
  for (const layout of ['country-export', 'geojson', 'api'] as const) {
    const same = await gedFile(folder, `three.${layout === 'country-export' ? 'csv' : 'json'}`, {
      rows: 50,
      layout,
    });
    const ran = await runImport([same, '--mission', 'layouts', '--json', '--source', 'ucdp-ged']);
    expect(ran.code).toBe(0);
    // the export of a country page lacks the codes of states, which no incident keeps
    expect(counts(ran)).toMatchObject({ read: 50, created: 0, refused: 0 });
  }
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(',Clear,', ',"Clear",'));
  expect(counts(await runImport([file, '--mission', 'layouts', '--json'])).created).toBe(0);
});

test('rows from a pipe and from gzip', async () => {
  const file = await gedFile(folder, 'piped.csv', { rows: 30 });
  const text = await readFile(file, 'utf8');
  const piped = await runImport(['-', '--mission', 'piped', '--json'], { input: text });
  expect(piped.stderr).toBe('');
  expect(counts(piped)).toMatchObject({ read: 30, created: 30 });
  await writeFile(`${file}.gz`, gzipSync(text));
  expect(counts(await runImport([`${file}.gz`, '--mission', 'piped', '--json']))).toMatchObject({
    read: 30,
    unchanged: 30,
  });
});

test('several files of which one fails: the others are taken in, the first failure is the exit code', async () => {
  const good = await gedFile(folder, 'good.csv', { rows: 20 });
  const bad = join(folder, 'bad.csv');
  await writeFile(bad, 'a,b\n1,2\n');
  const ran = await runImport([bad, good, '--mission', 'several']);
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('bad.csv');
  expect(ran.stderr).toContain('SOURCE_UNRECOGNISED');
  expect(ran.stdout).toContain('good.csv → several: read 20, created 20');
  expect(ran.stdout).toContain('all files → several: read 20, created 20');
});

test.each([
  ['missing.csv', 2, 'there is no such file'],
  ['.', 2, 'is a folder; a file was expected'],
  ['empty.csv', 1, 'is empty'],
  ['wrong.csv --source geonames', 1, 'looks like ucdp-ged (release), but --source geonames was given'],
  ['wrong.csv --source nonsense', 2, 'auto or one of ucdp-ged, '],
  ['wrong.csv --source ucdp-api', 2, 'takes no file'],
  ['wrong.csv --mission Big_Name', 2, "cannot be a mission's name"],
  ['wrong.csv --encoding klingon', 1, 'klingon'],
  ['', 2, 'No file was given'],
])('import %s: exit code %d and "%s"', async (words, code, message) => {
  await writeFile(join(folder, 'empty.csv'), '');
  await gedFile(folder, 'wrong.csv', { rows: 2 });
  const ran = await runImport(['--mission', 'never', '--json', ...words.split(' ').filter(Boolean)]);
  expect.soft(ran.stderr).toContain(message);
  expect.soft(ran.stderr).not.toContain('please report');
  expect(ran.code).toBe(code);
});

test('what is refused as a whole makes no mission', async () => {
  const { stdout } = await runBluehelm(['mission', 'list', '--json', '--data', server.dataFolder]);
  const names = (JSON.parse(stdout) as { name: string }[]).map((mission) => mission.name);
  expect(names).toContain('exercise');
  expect(names).not.toContain('never');
});

test.skipIf(process.getuid?.() !== 0 && process.platform !== 'linux')(
  'an ordinary user, in a folder that is read-only: refused rows go to the working directory',
  async () => {
    const root = process.getuid?.() === 0;
    const own = await temporaryFolder();
    const inputs = join(own, 'inputs');
    const work = join(own, 'work');
    for (const path of [inputs, work]) await mkdir(path);
    const file = await gedFile(inputs, 'faulty.csv', { rows: 40, faults: { every: 20 } });
    const other = join(inputs, 'more', 'faulty.csv');
    await mkdir(join(inputs, 'more'));
    await copyFile(file, other);
    if (root) execFileSync('chown', ['-R', 'nobody', own]);
    for (const path of [inputs, join(inputs, 'more')]) await chmod(path, 0o555);
    const words = ['import', file, other, '--mission', 'mine', '--data', join(own, 'data')];
    const asUser = root ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'] : [];
    const [program = '', ...rest] = [...asUser, 'node', launcher, ...words];
    const env = { ...process.env, HOME: own };
    const ran = spawnSync(program, rest, { cwd: work, env, encoding: 'utf8' });
    for (const path of [inputs, join(inputs, 'more')]) await chmod(path, 0o755);
    expect(ran.stdout).toContain(`refused rows: ${join(work, 'faulty.csv.refused.csv')}`);
    expect(ran.stdout).toContain(`refused rows: ${join(work, 'faulty.csv.2.refused.csv')}`);
    expect(ran.status).toBe(3);
    const lines = (await table(join(work, 'faulty.csv.2.refused.csv'))).map(([line]) => line);
    expect(new Set(lines)).toEqual(new Set(['line', '21', '41']));
  },
);

test('on a terminal a progress bar is drawn and cleared', async () => {
  const file = await gedFile(folder, 'terminal.csv', { rows: 8000 });
  const words = `node ${launcher} import ${file} --mission terminal --data ${server.dataFolder}`;
  const output = execFileSync('script', ['-qec', words, '/dev/null'], { encoding: 'utf8', cwd: folder });
  expect(output).toContain('█');
  expect(output).toMatch(/\d+ %/);
  expect(output).toContain('created 8000');
});

// rows as the data folder's README counts them
const real = [
  ['ged_country_export_mali.csv.gz', 2120],
  ['ged_country_export_burkina_faso.csv.gz', 1504],
  ['ged_v23_1_central_african_republic.csv.gz', 1848],
  ['ged_v24_1_myanmar.csv.gz', 7374],
] as const;

test.skipIf(!sharedFile('data/ucdp_ged'))(
  `the true UCDP files are read whole, and one event is one record in every layout ${sharedFile('data/ucdp_ged') ? '' : sharedMissing}`,
  async () => {
    const words = (name: string) => [sharedFile(`data/ucdp_ged/${name}`)!, '--mission', 'real', '--json'];
    for (const [name, rows] of real)
      expect.soft(counts(await runImport(words(name))), name).toEqual({
        read: rows,
        created: rows,
        updated: 0,
        unchanged: 0,
        refused: 0,
      });
    // 186 of the Central African Republic's events again, as GeoJSON
    const slice = counts(await runImport(words('ged_v23_1_car_2013.geojson')));
    expect(slice).toMatchObject({ read: 186, created: 0, refused: 0 });
    const sample = counts(await runImport(words('ged_v23_1_global_sample_1000.csv')));
    expect(sample).toMatchObject({ read: 1000, refused: 0 });
    expect(sample.created! + sample.updated! + sample.unchanged!).toBe(1000);
    const again = counts(await runImport(words('ged_v24_1_myanmar.csv.gz')));
    expect(again.created).toBe(0);
  },
);
