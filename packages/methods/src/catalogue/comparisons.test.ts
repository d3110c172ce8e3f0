import { describe, expect, test } from 'vitest';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { catalogue } from './index.ts';
import { runMethod } from './run-method.ts';
import { type RawColumn, type Table, tableOf } from './table.ts';

const call = (
  name: string,
  tables: Readonly<Record<string, Record<string, RawColumn>>>,
  given: Readonly<Record<string, string>>,
) =>
  runMethod(catalogue.find((entry) => entry.name === name)!, {
    tables: Object.fromEntries(
      Object.entries(tables).map(([table, columns]): [string, Table] => [table, tableOf(table, columns)]),
    ),
    given,
    seed: 3,
  });

describe('methods that compare treated with untreated answer by name, from tables', () => {
  const units = Array.from({ length: 12 }, (_, i) => `u${i}`);
  const rows = units.flatMap((unit, i) =>
    [2001, 2002, 2003, 2004, 2005, 2006].map((period) => ({
      unit,
      period,
      outcome: i + Math.sin(i * period) + (i === 4 && period >= 2005 ? 9 : 0),
    })),
  );
  // rows in no order, as files are
  rows.reverse();
  const outcomes = {
    unit: rows.map(({ unit }) => unit),
    period: rows.map(({ period }) => period),
    outcome: rows.map(({ outcome }) => outcome),
  };
  const before = { unit: units, size: units.map((_, i) => i), level: units.map((_, i) => (i * 7) % 5) };
  const control = { treated: 'u4', firstTreated: '2005', predictors: 'size,level' };

  test('synthetic-control and its placebos', async () => {
    const { result } = await call('synthetic-control', { outcomes, units: before }, control);
    expect(result).toMatchObject({ kind: 'synthetic-control', period: [2001, 2002, 2003, 2004, 2005, 2006] });
    const { result: placebos } = await call(
      'synthetic-control-placebos',
      { outcomes, units: before },
      control,
    );
    expect(placebos).toMatchObject({ kind: 'synthetic-control-placebos', leastP: 1 / 12 });
    const { unit, period, outcome } = outcomes;
    const short = { unit: unit.slice(1), period: period.slice(1), outcome: outcome.slice(1) };
    await expect(call('synthetic-control', { outcomes: short, units: before }, control)).rejects.toThrow(
      'outcomes lacks u11 in 2006',
    );
    await expect(
      call('synthetic-control', { outcomes, units: before }, { ...control, treated: 'x' }),
    ).rejects.toThrow(/treated is x; one of u0/);
  });

  test('displacement-quotient and buffer-rings', async () => {
    const counts = { targetBefore: '120', targetAfter: '80', bufferBefore: '60', bufferAfter: '40' };
    const { result } = await call(
      'displacement-quotient',
      {},
      { ...counts, controlBefore: '400', controlAfter: '390' },
    );
    expect(result).toMatchObject({ quotient: expect.closeTo(0.5, 12), reading: 'diffusion' });
    const { result: rings } = await call(
      'buffer-rings',
      { incidents: { x: [0, 3], y: [0, 0], time: [1, 3] }, centres: { x: [0], y: [0] } },
      { radii: '1,4', start: '2', length: '2' },
    );
    expect(rings).toMatchObject({
      rings: [
        { before: 1, after: 0 },
        { before: 0, after: 1 },
      ],
    });
  });

  test('honest-effects', async () => {
    const covariance = Object.fromEntries(
      ['a', 'b', 'c'].map((name, j) => [name, [0, 1, 2].map((i) => (i === j ? 0.01 : 0))]),
    );
    const { result } = await call(
      'honest-effects',
      { estimates: { estimate: [0.05, -0.05, 1] }, covariance },
      { pre: '2', bounds: '0,1', test: 'conditional' },
    );
    expect(result).toMatchObject({ kind: 'honest-effects', intervals: [{ bound: 0 }, { bound: 1 }] });
  });

  test('randomisation-test, power and its kin', async () => {
    const { result } = await call(
      'randomisation-test',
      { units: { outcome: [1, 2, 3, 4, 5, 6, 7, 8], treated: [0, 0, 0, 0, 0, 1, 1, 1] } },
      {},
    );
    expect(result).toMatchObject({ p: 2 / 56, exact: true });
    const design = { treated: '64', controls: '64' };
    const { result: found } = await call('power', {}, { ...design, effect: '0.5' });
    expect(found).toMatchObject({ power: expect.closeTo(0.8, 2) });
    const { result: least } = await call('minimum-detectable-effect', {}, { ...design, clusterSize: '5' });
    expect(least).toMatchObject({ designEffect: 1 });
    const { result: drawn } = await call(
      'simulated-power',
      {},
      { ...design, outcome: 'rate', effect: '0.7' },
    );
    expect(drawn).toMatchObject({ trials: 2000 });
  });

  test('propensity-match, coarsened-exact-match, interrupted-series and multiple-testing', async () => {
    const rng = seeded(2);
    const x = Array.from({ length: 80 }, () => drawNormal(rng));
    const table = { units: { treated: x.map((value) => (value + drawNormal(rng) > 0.5 ? 1 : 0)), x } };
    const { result } = await call('propensity-match', table, { covariates: 'x', caliper: '0' });
    expect(result).toMatchObject({ kind: 'match', unmatched: new Uint32Array(0) });
    const { result: coarse } = await call('coarsened-exact-match', table, { covariates: 'x', bins: '6' });
    expect(coarse).toMatchObject({ kind: 'match' });
    const { result: series } = await call(
      'interrupted-series',
      { periods: { outcome: x.map((value, t) => value + (t >= 40 ? 2 : 0)) } },
      { family: 'gaussian', interruptions: '40', change: 'level', season: '12' },
    );
    expect(series).toMatchObject({ columns: ['(Intercept)', 'trend', 'sin1', 'cos1', 'level'] });
    const { result: adjusted } = await call(
      'multiple-testing',
      { tests: { p: [0.01, 0.04] } },
      { method: 'holm' },
    );
    expect(adjusted).toEqual({ adjusted: Float64Array.of(0.02, 0.04) });
  });
});
