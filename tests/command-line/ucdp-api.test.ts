import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gedFixture } from '@bluehelm/formats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StandIn, ucdpStandIn } from '../../packages/formats/src/ucdp-api/stand-in.test-support.ts';
import { runBluehelm, temporaryFolder } from '../support/bluehelm.ts';
import { gedFile } from '../support/ged-files.ts';

const token = 'a-token-of-ours-0123';
let api: StandIn;
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const text = [...gedFixture({ layout: 'api', rows: 1200, seed: 5, faults: { every: 300 } })].join('');
  const { Result: events } = JSON.parse(text) as { Result: Record<string, unknown>[] };
  api = await ucdpStandIn({ events, token });
  await writeFile(join(folder, 'token'), `${token}\n`);
});
afterAll(() => api.close());

const importFrom = (words: string[], env: Record<string, string> = {}) =>
  runBluehelm(
    ['import', '--source', 'ucdp-api', '--api-url', api.baseUrl, '--data', join(folder, 'data'), ...words],
    { cwd: folder, env },
  );

test('events of the UCDP API become records, page by page, and those of a file are the same records', async () => {
  const words = ['--ucdp-version', '25.1', '--api-token-file', join(folder, 'token'), '--json'];
  const first = await importFrom(words);
  expect(first.stderr).toBe('');
  expect(first.code).toBe(3);
  expect(JSON.parse(first.stdout)).toEqual({
    read: 1200,
    created: 1196,
    updated: 0,
    unchanged: 0,
    refused: 4,
  });
  expect(api.requests).toEqual([
    expect.stringContaining('/api/gedevents/25.1?pagesize=1000&page=0'),
    expect.stringContaining('page=1'),
  ]);
  const refused = await readFile(join(folder, 'ucdp-api-25.1.refused.csv'), 'utf8');
  expect(refused).toContain('\n300,date_start,');

  const file = await gedFile(folder, 'same.csv', { rows: 1200, seed: 5, faults: { every: 300 } });
  const same = await runBluehelm(['import', file, '--data', join(folder, 'data'), '--json']);
  expect(JSON.parse(same.stdout)).toMatchObject({ created: 0, refused: 4 });
});

test('filters travel to the API, with the token from the environment', async () => {
  const words = [
    '--ucdp-version',
    '25.1',
    '--country',
    '9901,432',
    '--from',
    '2019-01-01',
    '--to',
    '2019-12-31',
  ];
  const ran = await importFrom([...words, '--mission', 'filtered'], { BLUEHELM_UCDP_TOKEN: token });
  expect(ran.stdout).toContain('ucdp-api-25.1 → filtered: read ');
  const asked = new URL(api.requests.at(-1)!, api.baseUrl).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    Country: '9901,432',
    StartDate: '2019-01-01',
    EndDate: '2019-12-31',
  });
});

test('a token that is refused fails the import, and stands in no message', async () => {
  const ran = await importFrom(['--ucdp-version', '25.1', '--mission', 'none'], {
    BLUEHELM_UCDP_TOKEN: 'another-token-9876',
  });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('UCDP_API_TOKEN_REFUSED');
  expect(ran.stdout + ran.stderr).not.toContain('another-token-9876');
});

test.each([
  [[], '--ucdp-version'],
  [['--ucdp-version', 'new'], '--ucdp-version new'],
  [['--ucdp-version', '25.1'], 'needs an access token'],
  [['--ucdp-version', '25.1', '--api-token-file', 'nowhere'], 'cannot be read'],
  [['--ucdp-version', '25.1', '--country', 'Mali'], '--country Mali'],
  [['--ucdp-version', '25.1', '--from', '2020-02-30'], '--from 2020-02-30'],
])('%j is refused with exit code 2: %s', async (words, message) => {
  const ran = await importFrom(words);
  expect(ran.stderr).toContain(message);
  expect(ran.code).toBe(2);
});
