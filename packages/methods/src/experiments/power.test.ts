import { expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { minimumDetectableEffect, power } from './power.ts';
import { simulatedPower } from './simulated-power.ts';
import type { TrialDesign } from './two-groups.ts';

const answered = <Result extends object>(result: Result) => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result as Exclude<Result, { kind: 'insufficient' }>;
};
const means: TrialDesign = { outcome: { kind: 'mean', deviation: 1 }, treated: 64, controls: 64 };

test('the textbook case: 64 a group find half a standard deviation with power 0.80 (Cohen 1988, table 2.3.5)', () => {
  expect(answered(power(means, 0.5)).power).toBeCloseTo(0.8, 2);
  expect(answered(power(means, 0)).power).toBeCloseTo(0.05, 9);
  const found = answered(minimumDetectableEffect(means, 0.8));
  expect(found.increase).toBeCloseTo(0.5, 2);
  expect(found.decrease).toBeCloseTo(-found.increase, 9);
  expect(answered(power(means, found.increase)).power).toBeCloseTo(0.8, 9);
});

test('clusters cost their design effect; unequal sizes cost more', () => {
  const design = { ...means, clusters: { size: 20, correlation: 0.05 } };
  expect(answered(power(design, 0.5)).designEffect).toBeCloseTo(1.95, 12);
  expect(
    answered(power({ ...means, clusters: { size: 20, correlation: 0.05, sizeVariation: 0.5 } }, 0.5))
      .designEffect,
  ).toBeCloseTo(2.2, 12);
  // alike within: a cluster is worth one unit
  expect(answered(power({ ...means, clusters: { size: 20, correlation: 1 } }, 0.5)).power).toBeCloseTo(
    answered(power(means, 0.5)).power,
    12,
  );
});

const designs: readonly [string, TrialDesign, number][] = [
  ['means, 15 and 60', { ...means, treated: 15, controls: 60 }, 0.8],
  [
    'means in clusters',
    { ...means, treated: 12, controls: 18, clusters: { size: 25, correlation: 0.1 } },
    0.45,
  ],
  ['Poisson rates', { outcome: { kind: 'rate', rate: 3 }, treated: 40, controls: 60 }, 0.7],
  [
    'negative binomial rates',
    { outcome: { kind: 'rate', rate: 4, theta: 1.5 }, treated: 80, controls: 80 },
    1.5,
  ],
  [
    'rates in clusters',
    {
      outcome: { kind: 'rate', rate: 1, theta: 2 },
      treated: 20,
      controls: 30,
      clusters: { size: 30, correlation: 0.03 },
    },
    0.75,
  ],
];
for (const [name, design, effect] of designs)
  test(`the formula agrees with 2000 simulated trials: ${name}`, async () => {
    const simulated = answered(await simulatedPower(design, effect, { seed: 3 }));
    const formula = answered(power(design, effect)).power;
    expect(formula).toBeGreaterThan(0.3);
    expect(Math.abs(simulated.power - formula)).toBeLessThan(0.05);
    // the simulated test itself is of the size it should be
    const none = answered(await simulatedPower(design, design.outcome.kind === 'rate' ? 1 : 0, { seed: 4 }));
    expect(Math.abs(none.power - 0.05)).toBeLessThan(0.02);
  });

test('rates: more incidents tell more, and no fall is large enough where there are hardly any', () => {
  const few = { outcome: { kind: 'rate', rate: 0.05 }, treated: 5, controls: 5 } as const;
  const many = { ...few, outcome: { kind: 'rate', rate: 50 } } as const;
  expect(answered(minimumDetectableEffect(few, 0.8)).decrease).toBe(0);
  const { increase, decrease } = answered(minimumDetectableEffect(many, 0.8));
  expect(increase).toBeGreaterThan(1);
  expect(increase).toBeLessThan(1.5);
  expect(decrease).toBeLessThan(1);
  expect(decrease).toBeGreaterThan(0.6);
});

test('the same seed and any workers give the same; one unit a group is an answer', async () => {
  const alone = await simulatedPower(means, 0.3, { trials: 4000 });
  expect(await simulatedPower(means, 0.3, { trials: 4000, workers: 1 })).toEqual(alone);
  expect(power({ ...means, treated: 1 }, 0.5)).toMatchObject({ reason: 'too-few-units', have: 1, need: 2 });
  expect(() => power({ ...means, outcome: { kind: 'rate', rate: -1 } }, 0.5)).toThrow(/outcome.rate is -1/);
  expect(() => power({ ...means, outcome: { kind: 'rate', rate: 1 } }, 0)).toThrow(/effect is 0/);
});
