import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { asMarkdown, asText } from './report.ts';
import { alternate, median, quantile } from './rounds.ts';
import { lines, runBench } from './run.ts';

/** An empty database of its own on the tests' server. */
const emptyDatabase = async (): Promise<string> => {
  const server = inject('testServer');
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};

test('every line runs at a small size, and both sides find the same', { timeout: 300_000 }, async () => {
  const report = await runBench({ small: true, url: await emptyDatabase() });
  expect(new Set(report.results.map(({ line }) => line))).toEqual(
    new Set(lines.map(({ name }) => name).filter((name) => name !== 'growth')),
  );
  for (const result of report.results) {
    expect(result.ours).toBeGreaterThan(0);
    if (result.peer !== undefined) expect(result.ratio).toBeGreaterThan(0);
  }
  expect(report.growth.map(({ incidents }) => incidents)).toEqual([1_000, 10_000]);
  for (const { what, note } of report.results) {
    expect(asText(report)).toContain(what);
    expect(asMarkdown(report)).toContain(note.slice(1));
  }
});

test('an unknown line is refused with the lines there are', async () => {
  await expect(runBench({ only: ['speed'] })).rejects.toThrow(
    /"speed" is no line; one of import, .* first-map/,
  );
});

test('the ratio is the median of the rounds, in each of which both sides were taken', async () => {
  const taken: string[] = [];
  const side = (name: string, values: number[]) => async (round: number) => {
    taken.push(name);
    return values[round]!;
  };
  const compared = await alternate(3, side('a', [2, 9, 4]), side('b', [4, 3, 4]));
  expect(taken.join('')).toBe('ababab');
  expect(compared).toEqual({ ours: 4, peer: 4, ratio: 1 });
  expect(await alternate(1, side('a', [5]), undefined)).toEqual({
    ours: 5,
    peer: undefined,
    ratio: undefined,
  });
});

test('medians and quantiles are those of the ordered values', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect([quantile([5, 1, 4, 2, 3], 0.95), quantile([5, 1, 4, 2, 3], 0.2)]).toEqual([5, 1]);
});
