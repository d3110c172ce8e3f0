import { expect, test } from 'vitest';
import { runMethod, tableOf } from '../catalogue/index.ts';
import { processesCatalogue } from './catalogue.ts';
import type { HawkesEvents } from './simulate-hawkes.ts';

const entry = (name: string) => processesCatalogue.find((one) => one.name === name)!;

test('by name: events are simulated, fitted with a surface, declustered and checked', async () => {
  const simulated = await runMethod(entry('simulate-hawkes'), {
    tables: {},
    given: {
      window: '0,10,0,10,0,300',
      background: '1,0.5',
      branching: '0.3,0.2,0,0.3',
      rate: '0.5',
      sigma: '0.4',
    },
    seed: 5,
  });
  const { t, x, y, type } = simulated.result as HawkesEvents;
  expect(t.length).toBeGreaterThan(400);
  const events = tableOf('events', {
    t: [...t],
    x: [...x],
    y: [...y],
    type: [...type].map((kind) => (kind === 0 ? 'protest' : 'riot')),
  });
  const centres = Array.from({ length: 4 }, (_, k) => [2.5 + 5 * (k % 2), 2.5 + 5 * Math.floor(k / 2)]);
  const cells = tableOf('cells', {
    x: centres.map(([cx]) => cx!),
    y: centres.map(([, cy]) => cy!),
    west: [1, 0, 1, 0],
  });
  const given = {
    window: '0,10,0,10,0,300',
    reachTime: '20',
    reachDistance: '3',
    background: 'surface',
    cellSize: '5',
    covariates: 'west',
  };
  const fit = await runMethod(entry('hawkes'), { tables: { events, cells }, given });
  expect(fit.result).toMatchObject({ kind: 'hawkes', typeNames: ['protest', 'riot'] });
  expect(JSON.stringify(fit.result)).not.toContain('backgroundAt');
  const named = (fit.result as { estimates: { name: string; lower: number; upper: number }[] }).estimates;
  const west = named.find(({ name }) => name === 'covariate 0 of background 0')!;
  expect(west.lower).toBeLessThan(0);
  expect(west.upper).toBeGreaterThan(0);
  const tables = { events };
  const even = { ...given, background: 'homogeneous' };
  const families = await runMethod(entry('hawkes-families'), { tables, given: even, seed: 3 });
  expect((families.result as { drawn: Int32Array }).drawn).toHaveLength(t.length);
  const residuals = await runMethod(entry('hawkes-residuals'), { tables, given: even, seed: 3 });
  expect(residuals.result).toMatchObject({ kind: 'hawkes-residuals' });
});

test('half a window and cells that are not given are refused', async () => {
  const events = tableOf('events', { t: [1], x: [1], y: [1] });
  const given = { window: '0,1', reachTime: '1', reachDistance: '1' };
  await expect(runMethod(entry('hawkes'), { tables: { events }, given })).rejects.toThrow(/6 were expected/);
  await expect(
    runMethod(entry('hawkes'), {
      tables: { events },
      given: { ...given, window: '0,2,0,2,0,2', background: 'surface' },
    }),
  ).rejects.toThrow(/needs the table cells/);
});
