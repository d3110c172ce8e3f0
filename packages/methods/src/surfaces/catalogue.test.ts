import { expect, test } from 'vitest';
import { catalogue, runMethod, tableOf } from '../catalogue/index.ts';
import { seeded } from '../random/seeded.ts';

const rng = seeded(2);
const numbers = (most: number): number[] => Array.from({ length: 60 }, () => rng.next() * most);
const events = tableOf('events', { x: numbers(100), y: numbers(100), weight: numbers(3) });
const window = { xMin: '0', xMax: '100', yMin: '0', yMax: '100' };
const call = async (name: string, given: Record<string, string>, tables = { events }) => {
  const entry = catalogue.find((one) => one.name === name)!;
  return (await runMethod(entry, { tables, given })).result as Record<string, unknown>;
};

test('surfaces, places, bandwidths and K are called by name with words', async () => {
  const small = { ...window, columns: '10', rows: '8', bandwidth: '12' };
  const variants: Record<string, string>[] = [
    {},
    { evaluation: 'binned', kernel: 'quartic' },
    { adaptive: 'abramson' },
    { adaptive: 'nearest', neighbours: '4', edge: 'none' },
  ];
  for (const given of variants)
    expect((await call('kernel-density', { ...small, ...given })).values).toHaveLength(80);
  expect(
    (await call('kernel-density-at', { ...window, bandwidth: '9', leaveOneOut: 'true' })).values,
  ).toHaveLength(60);
  expect(
    (
      await call(
        'great-circle-density',
        { west: '-10', east: '10', south: '0', north: '20', columns: '5', rows: '4', bandwidthKm: '300' },
        { events: tableOf('events', { longitude: [1, 2], latitude: [3, 4] }) },
      )
    ).values,
  ).toHaveLength(20);
  for (const criterion of ['plug-in', 'scott', 'cronie-van-lieshout'])
    expect((await call('kernel-bandwidth', { ...window, criterion })).bandwidth).toBeGreaterThan(1);
  expect((await call('ripley-k', { ...window, most: '20', steps: '7' })).k).toHaveLength(7);
  expect(
    (await call('ripley-k', { ...window, most: '20', steps: '7', simulations: '19', level: '0.2' })).p,
  ).toBeGreaterThan(0);
});
