import { expect, test } from 'vitest';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { eventStudy } from './event-study.ts';
import { answered } from './staged-panels.fixture.ts';
import type { StaggeredModel } from './staggered-panel.ts';
import { sunAbraham } from './sun-abraham.ts';

const never = Number.POSITIVE_INFINITY;
const simulate = (
  seed: number,
  cohorts: readonly (readonly [first: number, size: number])[],
  effect: (at: number) => number,
  noise = 1,
): StaggeredModel => {
  const rng = seeded(seed);
  const rows: number[][] = [];
  let unit = 0;
  for (const [first, size] of cohorts)
    for (let k = 0; k < size; k++, unit++) {
      const own = drawNormal(rng, 0, 2);
      for (let t = 0; t < 8; t++)
        rows.push([
          unit,
          t,
          first,
          own + Math.sin(t) + (t >= first ? effect(t - first) : 0) + drawNormal(rng, 0, noise),
        ]);
    }
  const [units, period, firstTreated, outcome] = [0, 1, 2, 3].map((k) =>
    Float64Array.from(rows, (row) => row[k]!),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  return { unit: units, period, firstTreated, outcome };
};

test('with one cohort it is the estimate of Sun and Abraham, errors included', async () => {
  const model = simulate(
    1,
    [
      [4, 20],
      [never, 30],
    ],
    (at) => at,
  );
  for (const errors of ['iid', { cluster: [model.unit] }] as const) {
    const classical = answered(await eventStudy(model, { errors }));
    const interacted = answered(await sunAbraham(model, { errors }));
    classical.dynamic.forEach((one, k) => {
      expect(one.at).toBe(interacted.dynamic[k]!.at);
      expect(one.estimate).toBeCloseTo(interacted.dynamic[k]!.estimate, 10);
      expect(one.standardError).toBeCloseTo(interacted.dynamic[k]!.standardError, 10);
    });
  }
});

test('finds a path common to all cohorts exactly where there is no noise, and with a window its ends', async () => {
  const cohorts = [
    [2, 10],
    [4, 25],
    [6, 5],
    [never, 20],
  ] as const;
  const exact = answered(
    await eventStudy(
      simulate(2, cohorts, (at) => at * at, 0),
      { errors: 'hc1' },
    ),
  );
  for (const { at, estimate } of exact.dynamic) expect(estimate).toBeCloseTo(at < 0 ? 0 : at * at, 9);
  const flat = answered(
    await eventStudy(
      simulate(2, cohorts, (at) => Math.min(at, 2), 0),
      { errors: 'hc1', window: [-3, 2] },
    ),
  );
  expect(flat.dynamic.map(({ at }) => at)).toEqual([-3, -2, 0, 1, 2]);
  for (const { at, estimate } of flat.dynamic) expect(estimate).toBeCloseTo(Math.max(0, at), 9);
});

test('with unequal cohorts tests before treatment keep their level and intervals after it cover', async () => {
  let [rejected, covered] = [0, 0];
  const rounds = 250;
  for (let seed = 0; seed < rounds; seed++) {
    const model = simulate(
      100 + seed,
      [
        [3, 12],
        [5, 35],
        [never, 30],
      ],
      (at) => 0.5 * at,
    );
    const { dynamic } = answered(await eventStudy(model, { errors: { cluster: [model.unit] } }));
    if (dynamic.find(({ at }) => at === -2)!.p < 0.05) rejected++;
    const two = dynamic.find(({ at }) => at === 2)!;
    if (two.lower < 1 && 1 < two.upper) covered++;
  }
  expect(rejected / rounds).toBeGreaterThan(0.02);
  expect(rejected / rounds).toBeLessThan(0.085);
  expect(covered / rounds).toBeGreaterThan(0.91);
});

test('refuses what cannot be told apart: all treated, or nobody at the reference', async () => {
  const all = simulate(
    3,
    [
      [3, 10],
      [5, 10],
    ],
    () => 1,
  );
  expect(await eventStudy(all, { errors: 'iid' })).toMatchObject({
    kind: 'insufficient',
    reason: 'not-identified',
  });
  // taking the far ends together makes it identified
  expect((await eventStudy(all, { errors: 'iid', window: [-2, 1] })).kind).toBe('event-study');
  expect(
    await eventStudy(
      simulate(3, [[never, 10]], () => 1),
      { errors: 'iid' },
    ),
  ).toMatchObject({ reason: 'no-treated' });
  await expect(eventStudy(all, { errors: 'iid', window: [0, 3] })).rejects.toThrow('around the reference');
});
