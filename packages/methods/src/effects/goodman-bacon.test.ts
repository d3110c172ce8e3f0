import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { fixedEffectsOls } from './fixed-effects-ols.ts';
import { goodmanBacon } from './goodman-bacon.ts';
import { answered, stagedColumns } from './staged-panels.fixture.ts';

const file = sharedFile('reference/bacon_castle.json');

test.skipIf(!file)(
  `bacondecomp 0.1.1 on the castle doctrine: all comparisons to 1e-10${file ? '' : `: ${sharedMissing}`}`,
  () => {
    const column = stagedColumns('reference/castle.csv');
    const [unit, period, outcome, post] = ['sid', 'year', 'l_homicide', 'post'].map(column) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const first = new Map<number, number>();
    post.forEach((on, i) => {
      if (on === 1)
        first.set(unit[i]!, Math.min(first.get(unit[i]!) ?? Number.POSITIVE_INFINITY, period[i]!));
    });
    const result = answered(
      goodmanBacon({
        unit,
        period,
        outcome,
        firstTreated: unit.map((id) => first.get(id) ?? Number.POSITIVE_INFINITY),
      }),
    );
    const { decomposition, twfe } = JSON.parse(readFileSync(file!, 'utf8'));
    expect(Math.abs(result.estimate - twfe)).toBeLessThan(1e-10);
    expect(result.comparisons).toHaveLength(decomposition.length);
    for (const { treated, untreated, estimate, weight } of decomposition) {
      const control = untreated === 99999 ? Number.POSITIVE_INFINITY : untreated;
      const ours = result.comparisons.find((one) => one.treated === treated && one.control === control)!;
      expect(Math.abs(ours.estimate - estimate)).toBeLessThan(1e-10);
      expect(Math.abs(ours.weight - weight)).toBeLessThan(1e-10);
    }
  },
);

const simulated = (starts: readonly number[], seed: number) => {
  const rng = seeded(seed);
  const rows = starts.flatMap((start, unit) =>
    [2, 3, 5, 6, 9].map((t) => [unit, t, start, drawNormal(rng) + (t >= start ? t - start : 0)]),
  );
  const of = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  return { unit: of(0), period: of(1), firstTreated: of(2), outcome: of(3) };
};

test('the parts add up to the two-way fixed effects estimate, with always treated units and gaps in time too', async () => {
  const never = Number.POSITIVE_INFINITY;
  for (const starts of [
    [3, 3, 4, 5, 6, 6, 6, never, never],
    [-8, 1, 2, 3, 3, 5, 9, never],
    [1, 2, 5, 6, 6],
    [3, 5, 9],
  ]) {
    const rows = simulated(starts, starts.length);
    const result = answered(goodmanBacon(rows));
    const treated = rows.period.map((t, i) => (t >= rows.firstTreated[i]! ? 1 : 0));
    const fit = answered(
      await fixedEffectsOls(
        { outcome: rows.outcome, terms: { treated }, effects: { unit: rows.unit, period: rows.period } },
        { errors: 'iid' },
      ),
    );
    expect(result.estimate).toBeCloseTo(fit.coefficients[0]!.estimate, 12);
    expect(result.comparisons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(result.types.reduce((sum, one) => sum + one.weight * one.estimate, 0)).toBeCloseTo(
      result.estimate,
      12,
    );
  }
});

test('refuses unbalanced panels and treatment that never changes', () => {
  const rows = simulated([3, 5, 9], 1);
  const cut = (values: Float64Array) => values.slice(1);
  expect(
    goodmanBacon({
      unit: cut(rows.unit),
      period: cut(rows.period),
      firstTreated: cut(rows.firstTreated),
      outcome: cut(rows.outcome),
    }),
  ).toMatchObject({ reason: 'unbalanced-panel' });
  expect(goodmanBacon(simulated([3, 3, 3], 2))).toMatchObject({ reason: 'no-variation' });
  expect(goodmanBacon(simulated([Number.POSITIVE_INFINITY], 2))).toMatchObject({ reason: 'no-variation' });
});
