import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { type AverageEffect, type CallawaySantAnnaOptions, callawaySantAnna } from './callaway-santanna.ts';
import { answered, stagedColumns } from './staged-panels.fixture.ts';
import type { StaggeredRows } from './staggered-panel.ts';

const file = sharedFile('reference/did_mpdta.json');
const counties = (covariates: boolean): StaggeredRows => {
  const column = stagedColumns('reference/mpdta.csv');
  return {
    unit: column('countyreal'),
    period: column('year'),
    outcome: column('lemp'),
    firstTreated: column('first.treat').map((year) => (year === 0 ? Number.POSITIVE_INFINITY : year)),
    ...(covariates ? { covariates: { lpop: column('lpop') } } : {}),
  };
};

interface Expected {
  g: number[];
  t: number[];
  att: number[];
  se: number[];
  wald_pretest_W: number[][];
  p: number[][];
  simple: { overall: number; se: number };
  dynamic: Averages;
  group: Averages;
  calendar: Averages;
}
interface Averages {
  overall: number;
  se: number;
  egt: number[];
  att: number[];
  se_egt: number[];
}

describe(`reference values of did 2.1.2 and DRDID 1.2.3 on mpdta${file ? '' : `: ${sharedMissing}`}`, () => {
  const near = (actual: number, expected: number, tolerance: number) =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);

  for (const method of ['dr', 'reg', 'ipw'] as const)
    for (const controls of ['never-treated', 'not-yet-treated'] as const)
      for (const covariates of [false, true])
        test.skipIf(!file)(`${method}, ${controls}, ${covariates ? 'lpop' : 'no covariates'}`, async () => {
          const key = `${method} ${controls.replaceAll('-', '')} ~${covariates ? 'lpop' : '1'}`;
          const expected = JSON.parse(readFileSync(file!, 'utf8'))[key] as Expected;
          const result = answered(await callawaySantAnna(counties(covariates), { method, controls }));
          const exact = covariates && method !== 'reg' ? 1e-6 : 1e-8;
          expect(result.effects.map(({ group }) => group)).toEqual(expected.g);
          expect(result.effects.map(({ period }) => period)).toEqual(expected.t);
          result.effects.forEach((one, k) => {
            near(one.estimate, expected.att[k]!, exact);
            near(one.standardError, expected.se[k]!, 1e-4 * expected.se[k]!);
          });
          near(result.pretrends!.statistic, expected.wald_pretest_W[0]![0]!, 1e-4);
          near(result.pretrends!.p, expected.p[0]![0]!, 1e-5);
          const averages = (actual: AverageEffect, theirs: Averages) => {
            near(actual.overall.estimate, theirs.overall, exact);
            near(actual.overall.standardError, theirs.se, 1e-4 * theirs.se);
            expect(actual.by.map(({ at }) => at)).toEqual(theirs.egt);
            actual.by.forEach((one, k) => {
              near(one.estimate, theirs.att[k]!, exact);
              near(one.standardError, theirs.se_egt[k]!, 1e-4 * theirs.se_egt[k]!);
              near(Math.sqrt(actual.covariance[k * theirs.egt.length + k]!), one.standardError, 1e-12);
            });
          };
          near(result.simple.overall.estimate, expected.simple.overall, exact);
          near(result.simple.overall.standardError, expected.simple.se, 1e-4 * expected.simple.se);
          averages(result.dynamic, expected.dynamic);
          averages(result.group, expected.group);
          averages(result.calendar, expected.calendar);
        });
});

test.skipIf(!file)('the shares of the groups may move with their own units, as in the paper', async () => {
  const options = { method: 'dr', controls: 'never-treated', groupShares: 'own' } as const;
  const { group } = answered(await callawaySantAnna(counties(false), options));
  // worked out beside did's 0.01241527
  expect(group.overall.standardError).toBeCloseTo(0.012446059321, 11);
});

/** Units in groups of these sizes, first treated in these periods of 0 … 5; a covariate drives trend and treatment. */
const simulate = (
  seed: number,
  { sizes = { 2: 30, 3: 60, 4: 25, never: 60 } as Record<string, number>, effect = 0, trend = 0 } = {},
): StaggeredRows & { covariates: { x: Float64Array } } => {
  const rng = seeded(seed);
  const rows: number[][] = [];
  let unit = 0;
  for (const [first, size] of Object.entries(sizes))
    for (let k = 0; k < size; k++, unit++) {
      const start = first === 'never' ? Number.POSITIVE_INFINITY : Number(first);
      const own = drawNormal(rng, 0, 3);
      const x = drawNormal(rng) + (first === 'never' ? 0 : 0.5);
      for (let t = 0; t < 6; t++)
        rows.push([
          unit,
          t,
          start,
          x,
          own + Math.cos(t) + trend * x * t + (t >= start ? effect * (t - start + 1) : 0) + drawNormal(rng),
        ]);
    }
  const of = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  return { unit: of(0), period: of(1), firstTreated: of(2), outcome: of(4), covariates: { x: of(3) } };
};
const { covariates: _, ...plain } = simulate(1, { effect: 1 });
const usual: CallawaySantAnnaOptions = { method: 'dr', controls: 'not-yet-treated' };

test('shuffled rows, renamed units, moved periods and a shifted outcome change nothing', async () => {
  const rng = seeded(2);
  const order = [...plain.unit.keys()].map((i) => [rng.next(), i] as const).sort((a, b) => a[0] - b[0]);
  const of = (values: ArrayLike<number>) => Float64Array.from(order, ([, i]) => values[i]!);
  const first = answered(await callawaySantAnna(plain, usual));
  const second = answered(
    await callawaySantAnna(
      {
        unit: of(plain.unit).map((u) => 5000 - 7 * u),
        period: of(plain.period).map((t) => t + 1990),
        firstTreated: of(plain.firstTreated).map((t) => t + 1990),
        outcome: of(plain.outcome).map((y) => y + 100),
      },
      usual,
    ),
  );
  first.effects.forEach((one, k) => {
    expect(second.effects[k]!.estimate).toBeCloseTo(one.estimate, 10);
    expect(second.effects[k]!.standardError).toBeCloseTo(one.standardError, 10);
  });
  expect(second.dynamic.overall.standardError).toBeCloseTo(first.dynamic.overall.standardError, 10);
});

test('each unit as its own cluster changes nothing; units copied within clusters change only the count', async () => {
  const alone = answered(await callawaySantAnna(plain, usual));
  const own = answered(await callawaySantAnna(plain, { ...usual, cluster: plain.unit }));
  expect(own.simple.overall.standardError).toBeCloseTo(alone.simple.overall.standardError, 12);
  // units by themselves are summed up by group, clusters are not
  for (const kind of ['dynamic', 'group', 'calendar'] as const)
    own[kind].covariance.forEach((value, k) => void expect(alone[kind].covariance[k]).toBeCloseTo(value, 12));
  expect(own.pretrends!.statistic).toBeCloseTo(alone.pretrends!.statistic, 9);
  const twice = (values: ArrayLike<number>) =>
    Float64Array.from([...Array.from(values), ...Array.from(values)]);
  const copied = answered(
    await callawaySantAnna(
      {
        unit: Float64Array.from([...plain.unit, ...plain.unit.map((u) => u + 1e6)]),
        period: twice(plain.period),
        firstTreated: twice(plain.firstTreated),
        outcome: twice(plain.outcome),
      },
      { ...usual, cluster: twice(plain.unit) },
    ),
  );
  expect(copied.simple.overall.estimate).toBeCloseTo(alone.simple.overall.estimate, 12);
  expect(copied.simple.overall.standardError).toBeCloseTo(alone.simple.overall.standardError, 12);
});

test('the bootstrap agrees with the analytic errors, widens bands to hold together, and knows no workers', async () => {
  const analytic = answered(await callawaySantAnna(plain, usual));
  const boot = (workers: number) =>
    callawaySantAnna(plain, { ...usual, bootstrap: { draws: 1999, seed: 5, workers } }).then(answered);
  const result = await boot(0);
  result.effects.forEach((one, k) => {
    expect(one.estimate).toBe(analytic.effects[k]!.estimate);
    expect(one.standardError / analytic.effects[k]!.standardError).toBeGreaterThan(0.85);
    expect(one.standardError / analytic.effects[k]!.standardError).toBeLessThan(1.15);
    expect((one.upper - one.estimate) / one.standardError).toBeGreaterThan(2.2);
  });
  expect(await boot(2)).toEqual(result);
});

test('a universal base holds the last untreated period at zero and leaves effects after treatment alone', async () => {
  const varying = answered(await callawaySantAnna(plain, usual));
  const universal = answered(await callawaySantAnna(plain, { ...usual, base: 'universal' }));
  expect(universal.dynamic.overall.estimate).toBeCloseTo(varying.dynamic.overall.estimate, 12);
  expect(universal.dynamic.by.find(({ at }) => at === -1)!.estimate).toBe(0);
});

test('without never treated units the last group is the control until it is treated, or it is refused', async () => {
  const rows = simulate(3, { sizes: { 2: 30, 4: 30 }, effect: 2 });
  expect(await callawaySantAnna(rows, { ...usual, controls: 'never-treated' })).toMatchObject({
    reason: 'no-never-treated',
  });
  const result = answered(await callawaySantAnna({ ...rows, covariates: undefined }, usual));
  expect(result.effects.map(({ group, period }) => [group, period])).toEqual([
    [2, 1],
    [2, 2],
    [2, 3],
  ]);
});

test('incomplete and always treated units are left out and counted', async () => {
  const rows = simulate(4, { sizes: { 0: 5, 2: 30, never: 30 } });
  const cut = (values: ArrayLike<number>) => Float64Array.from(Array.from(values).slice(0, -2));
  const result = answered(
    await callawaySantAnna(
      {
        unit: cut(rows.unit),
        period: cut(rows.period),
        firstTreated: cut(rows.firstTreated),
        outcome: cut(rows.outcome),
      },
      usual,
    ),
  );
  expect(result).toMatchObject({ units: 59, incomplete: 1, alwaysTreated: 5 });
});

test('cells that covariates cannot compare are named, and all of them refused', async () => {
  const rows = simulate(5);
  const apart = rows.firstTreated.map((first, i) => (first === 3 ? 10 : 0) + rows.covariates.x[i]! / 100);
  const result = answered(
    await callawaySantAnna({ ...rows, covariates: { apart } }, { method: 'ipw', controls: 'never-treated' }),
  );
  expect(new Set(result.effects.filter(({ why }) => why === 'no-overlap').map(({ group }) => group))).toEqual(
    new Set([3]),
  );
  expect(await callawaySantAnna({ ...rows, covariates: { flat: apart.map(() => 1) } }, usual)).toMatchObject({
    reason: 'singular',
  });
  await expect(
    callawaySantAnna({ ...rows, firstTreated: rows.firstTreated.map((f, i) => (i === 1 ? 5 : f)) }, usual),
  ).rejects.toThrow('treatment starts once and stays');
});

test('with unequal groups tests keep their level, intervals their coverage, and bands hold together', async () => {
  const rounds = 400;
  let [rejected, covered, together, pre] = [0, 0, 0, 0];
  for (let seed = 0; seed < rounds; seed++) {
    const { covariates: unused, ...rows } = simulate(1000 + seed, { effect: 0.5 });
    const result = answered(
      await callawaySantAnna(rows, { ...usual, bootstrap: seed < 100 ? { draws: 299, seed } : undefined }),
    );
    const truth = (at: number) => (at >= 0 ? 0.5 * (at + 1) : 0);
    if (
      seed < 100 &&
      result.dynamic.by.every((one) => one.lower < truth(one.at) && truth(one.at) < one.upper)
    )
      together++;
    const [before] = result.dynamic.by;
    const one = result.dynamic.by.find(({ at }) => at === 1)!;
    if (before!.p < 0.05) rejected++;
    if (Math.abs(one.estimate - 1) < 1.96 * one.standardError) covered++;
    if (result.pretrends!.p < 0.05) pre++;
  }
  expect(rejected / rounds).toBeGreaterThan(0.02);
  expect(rejected / rounds).toBeLessThan(0.1);
  expect(covered / rounds).toBeGreaterThan(0.91);
  expect(covered / rounds).toBeLessThan(0.98);
  expect(together / 100).toBeGreaterThan(0.88);
  expect(pre / rounds).toBeLessThan(0.14);
});

test.each(['dr', 'reg', 'ipw'] as const)('%s removes a trend that a covariate drives', async (method) => {
  let bias = 0;
  let covered = 0;
  for (let seed = 0; seed < 60; seed++) {
    const rows = simulate(3000 + seed, { sizes: { 3: 80, never: 160 }, effect: 1, trend: 0.5 });
    const result = answered(await callawaySantAnna(rows, { method, controls: 'never-treated' }));
    const at = result.dynamic.by.find((one) => one.at === 0)!;
    bias += (at.estimate - 1) / 60;
    if (at.lower < 1 && 1 < at.upper) covered++;
  }
  expect(Math.abs(bias)).toBeLessThan(0.08);
  expect(covered / 60).toBeGreaterThan(0.86);
});
