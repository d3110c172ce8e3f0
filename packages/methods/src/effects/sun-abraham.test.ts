import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { fixedEffectsOls } from './fixed-effects-ols.ts';
import { answered, staggered } from './staged-panels.fixture.ts';
import type { StaggeredModel } from './staggered-panel.ts';
import { sunAbraham } from './sun-abraham.ts';

const file = sharedFile('reference/fixest_base_stagg.json');

describe(`reference values of fixest 0.14.2, sunab${file ? '' : `: ${sharedMissing}`}`, () => {
  test.skipIf(!file)(
    'coefficients to 1e-8 and errors clustered by unit to 1e-6, and the overall effect',
    async () => {
      const { id, year, firstTreated, x1, y } = staggered();
      const { sunab, sunab_att } = JSON.parse(readFileSync(file!, 'utf8'));
      const result = answered(
        await sunAbraham(
          { unit: id, period: year, outcome: y, firstTreated, terms: { x1 } },
          { errors: { cluster: [id] } },
        ),
      );
      const all = Object.fromEntries([
        ...result.terms.map((one) => [one.name, one]),
        ...result.dynamic.map((one) => [`year::${one.at}`, one]),
      ]);
      expect(Object.keys(all)).toEqual(Object.keys(sunab.coef));
      for (const [name, value] of Object.entries(sunab.coef as Record<string, number>)) {
        expect(Math.abs(all[name]!.estimate - value), name).toBeLessThan(1e-8);
        expect(Math.abs(all[name]!.standardError / sunab.se[name] - 1), name).toBeLessThan(1e-6);
      }
      expect(Math.abs(result.overall.estimate - sunab_att.est)).toBeLessThan(1e-8);
      expect(Math.abs(result.overall.standardError / sunab_att.se - 1)).toBeLessThan(1e-6);
    },
  );
});

/** Unbalanced cohorts of unequal size; the effect grows with time since treatment and differs by cohort. */
const simulate = (seed: number, effect: (cohort: number, at: number) => number, present = 0.85) => {
  const rng = seeded(seed);
  const rows: number[][] = [];
  let unit = 0;
  for (const [first, size] of [
    [3, 30],
    [5, 12],
    [6, 25],
    [Number.POSITIVE_INFINITY, 40],
  ] as const)
    for (let k = 0; k < size; k++, unit++) {
      const own = drawNormal(rng, 0, 2);
      for (let t = 0; t < 8; t++) {
        const x = drawNormal(rng);
        const y = own + Math.cos(t) + 0.5 * x + (t >= first ? effect(first, t - first) : 0) + drawNormal(rng);
        if (rng.next() < present) rows.push([unit, t, first, x, y]);
      }
    }
  const of = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  const [units, period, firstTreated, x, outcome] = [0, 1, 2, 3, 4].map(of) as Float64Array[];
  return { unit: units!, period: period!, firstTreated: firstTreated!, terms: { x: x! }, outcome: outcome! };
};

test('the small systems by cohort give what the whole regression gives, for every kind of error', async () => {
  const model = simulate(1, (_, at) => at);
  const { unit, period, firstTreated, terms, outcome } = model;
  const interactions: Record<string, Float64Array> = {};
  const cells: { cohort: number; at: number }[] = [];
  for (const cohort of [3, 5, 6])
    for (let t = 0; t < 8; t++) {
      if (t - cohort === -1) continue;
      cells.push({ cohort, at: t - cohort });
      interactions[`${cohort}/${t - cohort}`] = period.map((p, i) =>
        p === t && firstTreated[i] === cohort ? 1 : 0,
      );
    }
  const region = unit.map((u) => u % 11);
  for (const errors of [
    'iid',
    'hc1',
    { cluster: [unit] },
    { cluster: [region] },
    { cluster: [region, unit] },
  ] as const) {
    const ours = answered(await sunAbraham(model, { errors }));
    const whole = answered(
      await fixedEffectsOls(
        { outcome, terms: { ...terms, ...interactions }, effects: { unit, period } },
        { errors },
      ),
    );
    expect(ours.terms[0]!.estimate).toBeCloseTo(whole.coefficients[0]!.estimate, 11);
    expect(ours.terms[0]!.standardError).toBeCloseTo(whole.coefficients[0]!.standardError, 11);
    cells.forEach(({ cohort, at }, k) => {
      const one = ours.cohorts.find((each) => each.cohort === cohort && each.at === at)!;
      expect(one.estimate).toBeCloseTo(whole.coefficients[k + 1]!.estimate, 10);
    });
    const size = whole.coefficients.length;
    for (const one of ours.dynamic) {
      const share = ours.cohorts.filter(({ at }) => at === one.at);
      const total = share.reduce((sum, { rows }) => sum + rows, 0);
      const mix = new Float64Array(size);
      for (const { cohort, rows } of share)
        mix[1 + cells.findIndex((cell) => cell.cohort === cohort && cell.at === one.at)] = rows / total;
      let variance = 0;
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++) variance += mix[a]! * mix[b]! * whole.covariance[a * size + b]!;
      expect(one.standardError).toBeCloseTo(Math.sqrt(variance), 10);
    }
  }
});

test('shuffled rows, renamed units and moved periods change nothing', async () => {
  const model = simulate(2, () => 1);
  const rng = seeded(3);
  const order = [...model.unit.keys()].map((i) => [rng.next(), i] as const).sort((a, b) => a[0] - b[0]);
  const of = (values: ArrayLike<number>) => Float64Array.from(order, ([, i]) => values[i]!);
  const first = answered(await sunAbraham(model, { errors: { cluster: [model.unit] } }));
  const moved: StaggeredModel = {
    unit: of(model.unit).map((u) => 1e6 - u),
    period: of(model.period).map((t) => t - 100),
    firstTreated: of(model.firstTreated).map((t) => t - 100),
    terms: { x: of(model.terms.x) },
    outcome: of(model.outcome).map((y) => y + 10),
  };
  const second = answered(await sunAbraham(moved, { errors: { cluster: [moved.unit] } }));
  first.dynamic.forEach((one, k) => {
    expect(second.dynamic[k]!.at).toBe(one.at);
    expect(second.dynamic[k]!.estimate).toBeCloseTo(one.estimate, 10);
    expect(second.dynamic[k]!.standardError).toBeCloseTo(one.standardError, 10);
  });
});

test('effects that differ by cohort are averaged by rows, tests keep their level and intervals cover', async () => {
  const effect = (cohort: number, at: number) => (cohort - 3) * (at + 1);
  const rounds = 250;
  let [rejected, covered] = [0, 0];
  for (let seed = 0; seed < rounds; seed++) {
    const model = simulate(500 + seed, effect);
    const result = answered(await sunAbraham(model, { errors: { cluster: [model.unit] } }));
    const treated = result.cohorts.filter(({ at }) => at >= 0);
    const total = treated.reduce((sum, { rows }) => sum + rows, 0);
    const truth = treated.reduce((sum, { cohort, at, rows }) => sum + (rows / total) * effect(cohort, at), 0);
    if (result.overall.lower < truth && truth < result.overall.upper) covered++;
    if (result.dynamic.find(({ at }) => at === -2)!.p < 0.05) rejected++;
  }
  expect(covered / rounds).toBeGreaterThan(0.91);
  expect(covered / rounds).toBeLessThan(0.985);
  expect(rejected / rounds).toBeGreaterThan(0.02);
  expect(rejected / rounds).toBeLessThan(0.085);
});

test('refuses panels without never treated or treated units, and names what cannot be told', async () => {
  const model = simulate(4, () => 0, 1);
  const errors = 'iid' as const;
  const only = (keep: (first: number, t: number) => boolean): StaggeredModel => {
    const rows = Uint32Array.from(
      model.unit.keys().filter((i) => keep(model.firstTreated[i]!, model.period[i]!)),
    );
    const of = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
    return {
      unit: of(model.unit),
      period: of(model.period),
      firstTreated: of(model.firstTreated),
      outcome: of(model.outcome),
    };
  };
  expect(
    await sunAbraham(
      only((first) => first < 100),
      { errors },
    ),
  ).toMatchObject({ reason: 'no-never-treated' });
  expect(
    await sunAbraham(
      only((first) => first > 100),
      { errors },
    ),
  ).toMatchObject({ reason: 'no-treated' });
  expect(
    await sunAbraham(
      only((first, t) => first > 100 || t >= first),
      { errors },
    ),
  ).toMatchObject({
    reason: 'no-treated',
  });
  // cohort 5 is not seen at its reference
  const gap = answered(
    await sunAbraham(
      only((first, t) => !(first === 5 && t === 4)),
      { errors },
    ),
  );
  expect(gap.unestimated).toHaveLength(7);
  expect(new Set(gap.cohorts.map(({ cohort }) => cohort))).toEqual(new Set([3, 6]));
});
