import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import type { EffectEstimate } from './coefficients.ts';
import type { PanelErrors } from './errors.ts';
import { fixedEffectsOls } from './fixed-effects-ols.ts';
import { fixedEffectsPoisson } from './fixed-effects-poisson.ts';
import { answered, staggered } from './staged-panels.fixture.ts';

const file = sharedFile('reference/fixest_base_stagg.json');
const named = (coefficients: readonly EffectEstimate[], what: 'estimate' | 'standardError') =>
  Object.fromEntries(coefficients.map((one) => [one.name, one[what]]));
const near = (
  actual: Record<string, number>,
  expected: Record<string, number>,
  tolerance: number,
  relative = false,
) => {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected))
    expect(Math.abs(actual[name]! - value), name).toBeLessThan(tolerance * (relative ? Math.abs(value) : 1));
};

describe(`reference values of fixest 0.14.2${file ? '' : `: ${sharedMissing}`}`, () => {
  const reference = () => JSON.parse(readFileSync(file!, 'utf8'));

  test.skipIf(!file)(
    'feols: coefficients to 1e-8, iid, HC1, clustered and two-way errors to 1e-6',
    async () => {
      const { id, year, x1, y, post } = staggered();
      const { twfe, twfe_iid_se, twfe_hc1, twoway } = reference();
      const fit = async (errors: PanelErrors) =>
        answered(
          await fixedEffectsOls({ outcome: y, terms: { x1, post }, effects: { id, year } }, { errors }),
        ).coefficients;
      const clustered = await fit({ cluster: [id] });
      near(named(clustered, 'estimate'), twfe.coef, 1e-8);
      near(named(clustered, 'standardError'), twfe.se, 1e-6, true);
      near(named(await fit('iid'), 'standardError'), twfe_iid_se, 1e-6, true);
      near(named(await fit('hc1'), 'standardError'), twfe_hc1, 1e-6, true);
      near(named(await fit({ cluster: [id, year] }), 'standardError'), twoway, 1e-6, true);
    },
  );

  test.skipIf(!file)('fepois on round(exp(y / 6)): coefficients and clustered errors to 1e-6', async () => {
    const { id, year, x1, y, post } = staggered();
    const expected = reference().fepois_round_exp_y6;
    const result = answered(
      await fixedEffectsPoisson(
        {
          outcome: y.map((value) => Math.round(Math.exp(value / 6))),
          terms: { x1, post },
          effects: { id, year },
        },
        { errors: { cluster: [id] } },
      ),
    );
    expect(result.rows).toBe(expected.nobs);
    near(named(result.coefficients, 'estimate'), expected.coef, 1e-6);
    near(named(result.coefficients, 'standardError'), expected.se, 1e-6, true);
  });
});

/** An unbalanced panel: y = 2 x − z + unit + period + noise. */
const panel = (units: number, periods: number, seed: number, present = 0.8) => {
  const rng = seeded(seed);
  const unit: number[] = [];
  const period: number[] = [];
  const x: number[] = [];
  const z: number[] = [];
  const y: number[] = [];
  for (let u = 0; u < units; u++) {
    const own = drawNormal(rng, 0, 2);
    for (let t = 0; t < periods; t++) {
      if (rng.next() > present) continue;
      unit.push(u);
      period.push(t);
      x.push(drawNormal(rng) + 0.3 * own + 0.1 * t);
      z.push(drawNormal(rng));
      y.push(2 * x.at(-1)! - z.at(-1)! + own + Math.sin(t) + drawNormal(rng));
    }
  }
  const of = (values: number[]) => Float64Array.from(values);
  return { unit: of(unit), period: of(period), x: of(x), z: of(z), y: of(y) };
};

const dummies = (labels: Float64Array, prefix: string): Record<string, Float64Array> =>
  Object.fromEntries(
    [...new Set(labels)]
      .slice(1)
      .map((label) => [`${prefix}${label}`, labels.map((l) => (l === label ? 1 : 0))]),
  );

test('the direct way, conjugate gradients and many projections agree with dummies for every level', async () => {
  const { unit, period, x, z, y } = panel(25, 7, 3);
  const weights = y.map((_, i) => 1 + (i % 3));
  const third = unit.map((u, i) => (u + 3 * period[i]!) % 5);
  const fit = async (effects: Record<string, Float64Array>, terms: Record<string, Float64Array>) =>
    answered(
      await fixedEffectsOls(
        { outcome: y, terms: { x, z, ...terms }, effects, weights },
        { errors: 'hc1', singletons: 'keep' },
      ),
    ).coefficients.slice(0, 2);
  const byDummies = await fit({ unit }, { ...dummies(period, 'p') });
  const two = await fit({ unit, period }, {});
  for (const k of [0, 1]) {
    expect(two[k]!.estimate).toBeCloseTo(byDummies[k]!.estimate, 11);
    expect(two[k]!.standardError).toBeCloseTo(byDummies[k]!.standardError, 11);
  }
  const three = await fit({ unit, period, third }, {});
  const threeByDummies = await fit({ unit }, { ...dummies(period, 'p'), ...dummies(third, 't') });
  for (const k of [0, 1]) expect(three[k]!.estimate).toBeCloseTo(threeByDummies[k]!.estimate, 10);
});

test('two effects with thousands of levels are solved by gradients to the same digits as in parts', async () => {
  // 40 separate blocks of 60 × 100 levels, each small enough for the direct way
  const rng = seeded(8);
  const n = 30_000;
  const block = new Float64Array(n).map(() => rng.int(40));
  const a = block.map((b) => b * 100 + rng.int(100));
  const b = block.map((at) => at * 100 + rng.int(90));
  const x = a.map(() => drawNormal(rng));
  const y = x.map((value, i) => value + a[i]! / 500 - b[i]! / 700 + drawNormal(rng));
  const whole = answered(
    await fixedEffectsOls({ outcome: y, terms: { x }, effects: { a, b } }, { errors: 'iid' }),
  );
  expect(whole.levels[1]).toBeGreaterThan(3000);
  // what is left sums to zero in every level, which only the exact answer does
  for (const labels of [a, b]) {
    const sums = new Map<number, number>();
    whole.residuals.forEach((e, at) => {
      const label = labels[whole.kept?.[at] ?? at]!;
      sums.set(label, (sums.get(label) ?? 0) + e);
    });
    expect(Math.max(...[...sums.values()].map(Math.abs))).toBeLessThan(1e-9);
  }
  let [top, bottom] = [0, 0];
  for (let at = 0; at < 40; at++) {
    const rows = Uint32Array.from(block.keys().filter((i) => block[i] === at));
    const of = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
    const part = answered(
      await fixedEffectsOls(
        { outcome: of(y), terms: { x: of(x) }, effects: { a: of(a), b: of(b) } },
        { errors: 'iid' },
      ),
    );
    const [slope] = part.coefficients;
    const used = part.rows - part.levels[0]! - part.levels[1]!;
    const spread = part.residuals.reduce((sum, e) => sum + e * e, 0) / used / slope!.standardError ** 2;
    const information = (spread * used) / part.degreesOfFreedom;
    top += information * slope!.estimate;
    bottom += information;
  }
  expect(whole.coefficients[0]!.estimate).toBeCloseTo(top / bottom, 3);
});

test('rows may be shuffled, levels renamed and effects swapped, and nothing changes', async () => {
  const { unit, period, x, z, y } = panel(40, 9, 5);
  const rng = seeded(1);
  const order = [...y.keys()]
    .map((i) => [rng.next(), i] as const)
    .sort((p, q) => p[0] - q[0])
    .map(([, i]) => i);
  const of = (values: Float64Array) => Float64Array.from(order, (i) => values[i]!);
  const first = answered(
    await fixedEffectsOls(
      { outcome: y, terms: { x, z }, effects: { unit, period } },
      { errors: { cluster: [unit] } },
    ),
  );
  const second = answered(
    await fixedEffectsOls(
      {
        outcome: of(y).map((v) => v + 1000),
        terms: { x: of(x).map((v) => v - 50), z: of(z) },
        effects: { period: of(period).map((t) => t * 0.37 - 4), unit: of(unit).map((u) => 1e9 - u * 12345) },
      },
      { errors: { cluster: [of(unit)] } },
    ),
  );
  first.coefficients.forEach((one, k) => {
    expect(second.coefficients[k]!.estimate).toBeCloseTo(one.estimate, 9);
    expect(second.coefficients[k]!.standardError).toBeCloseTo(one.standardError, 9);
  });
});

test('terms that do not vary within the effects or repeat others are dropped by name', async () => {
  const { unit, period, x, z, y } = panel(30, 8, 6);
  const terms = { x, constantInUnit: unit.map((u) => u % 3), z, sum: x.map((v, i) => v + 2 * z[i]!) };
  const result = answered(
    await fixedEffectsOls({ outcome: y, terms, effects: { unit, period } }, { errors: 'iid' }),
  );
  expect(result.coefficients.map(({ name }) => name)).toEqual(['x', 'z']);
  expect(result.dropped).toEqual([
    { name: 'constantInUnit', why: 'absorbed' },
    { name: 'sum', why: 'collinear' },
  ]);
});

test('rows alone in a level are left out and counted, and change no estimate', async () => {
  const { unit, period, x, z, y } = panel(30, 8, 7);
  const more = (values: Float64Array, ...others: number[]) => Float64Array.of(...values, ...others);
  const model = {
    outcome: more(y, 100, -100),
    terms: { x: more(x, 3, 4), z: more(z, 1, 1) },
    effects: { unit: more(unit, 777, 778), period: more(period, 1, 2) },
  };
  const plain = answered(
    await fixedEffectsOls({ outcome: y, terms: { x, z }, effects: { unit, period } }, { errors: 'iid' }),
  );
  const result = answered(await fixedEffectsOls(model, { errors: 'iid' }));
  expect(result.singletons).toBe(2);
  expect(result.coefficients[0]!.estimate).toBeCloseTo(plain.coefficients[0]!.estimate, 12);
  expect(result.coefficients[0]!.standardError).toBeCloseTo(plain.coefficients[0]!.standardError, 12);
  const kept = answered(await fixedEffectsOls(model, { errors: 'iid', singletons: 'keep' }));
  expect(kept.coefficients[0]!.estimate).toBeCloseTo(plain.coefficients[0]!.estimate, 12);
});

test('refuses terms without variation, more parameters than rows, and one cluster', async () => {
  const { unit, period, x, y } = panel(30, 8, 9);
  const effects = { unit, period };
  const ask = (terms: Record<string, Float64Array>, errors: PanelErrors = 'iid') =>
    fixedEffectsOls({ outcome: y, terms, effects }, { errors });
  expect(await ask({ flat: unit })).toMatchObject({ kind: 'insufficient', reason: 'no-variation' });
  expect(await ask({ x }, { cluster: [unit.map(() => 1)] })).toMatchObject({ reason: 'too-few-clusters' });
  const few = {
    outcome: y.slice(0, 4),
    terms: { x: x.slice(0, 4) },
    effects: { unit: Float64Array.of(1, 1, 2, 2), period: Float64Array.of(1, 2, 1, 2) },
  };
  expect(await fixedEffectsOls(few, { errors: 'iid' })).toMatchObject({ reason: 'too-few-rows' });
  await expect(ask({ x: x.slice(1) })).rejects.toThrow('as many were expected');
  await expect(ask({ x: x.map(() => Number.NaN) })).rejects.toThrow('a finite number was expected');
});

test('Poisson: recovers what it was simulated with, offset and zeros included', async () => {
  const { unit, period, x, z } = panel(150, 12, 10);
  const rng = seeded(4);
  const exposure = x.map(() => 0.5 + rng.next());
  const own = new Float64Array(150).map(() => drawNormal(rng, -0.5, 0.7));
  const y = x.map((v, i) =>
    drawPoisson(rng, exposure[i]! * Math.exp(0.3 * v - 0.2 * z[i]! + own[unit[i]!]! + 0.05 * period[i]!)),
  );
  const result = answered(
    await fixedEffectsPoisson(
      { outcome: y, terms: { x, z }, effects: { unit, period }, offset: exposure.map(Math.log) },
      { errors: { cluster: [unit] } },
    ),
  );
  const [a, b] = result.coefficients;
  expect(a!.lower < 0.3 && 0.3 < a!.upper).toBe(true);
  expect(b!.lower < -0.2 && -0.2 < b!.upper).toBe(true);
  expect(a!.standardError).toBeLessThan(0.03);
  // the score equations hold at the answer
  let score = 0;
  result.means.forEach((mean, at) => {
    score += (y[result.kept?.[at] ?? at]! - mean) * x[result.kept?.[at] ?? at]!;
  });
  expect(Math.abs(score)).toBeLessThan(1e-5);
});

test('Poisson: rows that are predicted perfectly are found, left out and counted', async () => {
  const { unit, period, x, z } = panel(60, 10, 12);
  const rng = seeded(5);
  // whenever the flag is up there are no incidents, and every unit has some rows with it and some without
  const flag = x.map((_, i) => (i % 7 === 0 ? 1 : 0));
  const y = x.map((v, i) => (flag[i] === 1 ? 0 : drawPoisson(rng, Math.exp(0.3 * v + 0.5))));
  const effects = { unit, period };
  const errors = { cluster: [unit] };
  const result = answered(
    await fixedEffectsPoisson({ outcome: y, terms: { x, z, flag }, effects }, { errors }),
  );
  expect(result.separated).toBe(flag.reduce((sum, one) => sum + one, 0));
  expect(result.dropped).toEqual([{ name: 'flag', why: 'absorbed' }]);
  const rows = Uint32Array.from(flag.keys().filter((i) => flag[i] === 0));
  const of = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const without = answered(
    await fixedEffectsPoisson(
      { outcome: of(y), terms: { x: of(x), z: of(z) }, effects: { unit: of(unit), period: of(period) } },
      { errors: { cluster: [of(unit)] } },
    ),
  );
  expect(result.coefficients[0]!.estimate).toBeCloseTo(without.coefficients[0]!.estimate, 9);
  expect(result.coefficients[0]!.standardError).toBeCloseTo(without.coefficients[0]!.standardError, 9);
});

test('Poisson: levels with only zeros go, and a panel of zeros is refused', async () => {
  const { unit, period, x } = panel(30, 8, 13);
  const rng = seeded(6);
  const y = x.map((v, i) => (unit[i]! < 5 ? 0 : drawPoisson(rng, Math.exp(0.2 * v + 1))));
  const effects = { unit, period };
  const result = answered(
    await fixedEffectsPoisson({ outcome: y, terms: { x }, effects }, { errors: 'hc1' }),
  );
  expect(result.onlyZeros).toBe(unit.filter((u) => u < 5).length);
  expect(
    await fixedEffectsPoisson({ outcome: y.map(() => 0), terms: { x }, effects }, { errors: 'hc1' }),
  ).toMatchObject({
    reason: 'too-few-rows',
  });
  await expect(
    fixedEffectsPoisson({ outcome: y.map(() => -1), terms: { x }, effects }, { errors: 'hc1' }),
  ).rejects.toThrow('a number of at least 0 was expected');
});
