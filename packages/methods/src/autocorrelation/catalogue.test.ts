import { gridDisk, latLngToCell } from 'h3-js';
import { expect, test } from 'vitest';
import { catalogue, runMethod, tableOf } from '../catalogue/index.ts';

const entry = (name: string) => catalogue.find((one) => one.name === name)!;
const run = async (name: string, tables: Parameters<typeof runMethod>[1]['tables'], given = {}) =>
  (await runMethod(entry(name), { tables, given, seed: 2 })).result;

const cells = gridDisk(latLngToCell(13, 2, 6), 4);
const value = cells.map((_, i) => (i < 8 ? 9 : i % 3));
const places = tableOf('places', { cell: cells, value });
// a line of forty places
const x = Array.from({ length: 40 }, (_, i) => i);
const line = tableOf('places', { x, y: x.map(() => 0), value: x.map((i) => (i < 12 ? 1 : 0)) });
const pairs = tableOf('pairs', {
  i: [...x.slice(1), ...x.slice(1).map((i) => i + 1)],
  j: [...x.slice(1).map((i) => i + 1), ...x.slice(1)],
});

test('maps of hexagons, with their neighbours by rings', async () => {
  for (const name of ['morans-i', 'gearys-c']) {
    expect(await run(name, { places })).toMatchObject({ kind: name, p: 0.001 });
    const analytic = (await run(name, { places }, { inference: 'randomisation' })) as { z: number };
    expect(analytic.z).toBeGreaterThan(3);
  }
  expect(await run('local-moran', { places })).toHaveProperty('q');
  expect(await run('local-geary', { places })).toHaveProperty('q');
});

test('neighbours by distance, by nearness and by pairs come to the same on a line', async () => {
  const ways = [{ neighbours: 'distance', reach: '1' }, { neighbours: 'pairs' }];
  const results = await Promise.all(
    ways.map((given) => run('join-counts', { places: line, pairs }, { ...given, inference: 'non-free' })),
  );
  expect(results[0]).toEqual(results[1]);
  expect(results[0]).toMatchObject({ blackBlack: { count: 11 }, blackWhite: { count: 1 } });
  expect(await run('morans-i', { places: line }, { neighbours: 'nearest', k: '2' })).toMatchObject({
    p: 0.001,
  });
});

test('what is missing for the neighbours asked for is named', async () => {
  await expect(run('morans-i', { places: line })).rejects.toThrow(/has no column cell/);
  await expect(run('morans-i', { places: line }, { neighbours: 'distance' })).rejects.toThrow(/reach/);
  await expect(run('morans-i', { places: line }, { neighbours: 'pairs' })).rejects.toThrow(/table pairs/);
  const wrong = tableOf('pairs', { i: [41], j: [1] });
  await expect(run('morans-i', { places: line, pairs: wrong }, { neighbours: 'pairs' })).rejects.toThrow(
    /names the place 41; a number from 1 to 40/,
  );
});
