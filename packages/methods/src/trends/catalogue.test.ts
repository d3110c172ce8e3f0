import { gridDisk, latLngToCell } from 'h3-js';
import { expect, test } from 'vitest';
import { catalogue, runMethod, tableOf } from '../catalogue/index.ts';

const run = async (name: string, tables: Parameters<typeof runMethod>[1]['tables'], given = {}) =>
  (await runMethod(catalogue.find((one) => one.name === name)!, { tables, given, seed: 2 })).result;

test('a series by name: its trend and its slope, at times of its own', async () => {
  const value = [1, 3, 2, 5, 4, 6, 8, 7, 9, 10];
  const series = tableOf('series', { value, time: value.map((_, t) => 2 * t) });
  expect(await run('mann-kendall', { series }, { inference: 'exact' })).toMatchObject({ s: 39 });
  expect(await run('theil-sen', { series })).toMatchObject({ slope: 0.5 });
  const rows = tableOf('rows', { x: value, y: value.map((v) => v ** 2) });
  expect(await run('kendall-tau', { rows })).toMatchObject({ tau: 1 });
});

test('emerging hot spots of hexagons, one column a step', async () => {
  const cell = gridDisk(latLngToCell(13, 2, 6), 5);
  const names = Array.from({ length: 12 }, (_, t) => `m${t + 1}`);
  const columns = Object.fromEntries(
    names.map((name, t) => [name, cell.map((_, i) => ((i * 7 + t * 5) % 4) + (i < 7 && t >= 8 ? 12 : 0))]),
  );
  const places = tableOf('places', { cell, ...columns });
  const result = (await run('emerging-hot-spots', { places }, { steps: names.join(',') })) as {
    classes: string[];
    cell: string[];
  };
  expect(result.classes[0]).toBe('consecutive-hot');
  expect(result.classes.at(-1)).toBe('none');
  expect(result.cell).toEqual(cell);
  await expect(run('emerging-hot-spots', { places }, { steps: 'm1,m1' })).rejects.toThrow(/twice/);
});
