import { expect, test } from 'vitest';
import { catalogue, runMethod, tableOf } from '../catalogue/index.ts';
import { seeded } from '../random/seeded.ts';

const rng = seeded(6);
const draw = (most: number) => Array.from({ length: 80 }, () => Math.floor(rng.next() * most));
const columns = { x: draw(50), y: draw(50), time: draw(60) };
const dates = columns.time.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const { time: _, ...places } = columns;

const run = (
  name: string,
  table: string,
  rows: Record<string, (string | number)[]>,
  given: Record<string, string>,
) =>
  runMethod(catalogue.find((entry) => entry.name === name)!, {
    tables: { [table]: tableOf(table, rows) },
    given,
    seed: 3,
  });

test.each([
  ['knox', 'events', { space: '8', time: '10', permutations: '99' }, { kind: 'knox', pairs: 3160 }],
  [
    'near-repeat',
    'events',
    { spaceBreaks: '0,8,20', timeBreaks: '0,7', permutations: '99' },
    { pairs: 3160 },
  ],
  [
    'space-time-k',
    'events',
    {
      xMin: '-1',
      xMax: '51',
      yMin: '-1',
      yMax: '51',
      period: '-1,60',
      distances: '5,10',
      timesApart: '7',
      permutations: '39',
    },
    { kind: 'space-time-k', outside: 0 },
  ],
  ['st-dbscan', 'events', { eps: '8', epsTime: '10', minPts: '3' }, { kind: 'st-dbscan' }],
] as const)('%s is called by name, with times or dates alike', async (name, table, given, expected) => {
  const outcome = await run(name, table, columns, given);
  expect(outcome.result).toMatchObject(expected);
  expect((await run(name, table, { ...places, date: dates }, given)).result).toEqual(outcome.result);
  await expect(run(name, table, places, given)).rejects.toThrow(
    'The table events has neither time nor date.',
  );
});

test('dbscan is called by name', async () => {
  const { result } = await run('dbscan', 'points', places, { eps: '6', minPts: '4' });
  expect(result).toMatchObject({ kind: 'dbscan' });
});
