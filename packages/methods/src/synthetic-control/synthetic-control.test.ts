import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { type Rng, seeded } from '../random/seeded.ts';
import { nearestPointFinder } from './nearest-point.ts';
import type { SyntheticControlData } from './panel.ts';
import { syntheticControlPlacebos } from './placebos.ts';
import { syntheticControl } from './synthetic-control.ts';

const answered = <Result extends object>(result: Result) => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result as Exclude<Result, { kind: 'insufficient' }>;
};

const file = sharedFile('reference/synth_basque.json');
interface Basque {
  X0: number[][];
  X1: number[];
  Y0: number[][];
  Y1: number[];
  solution_v: number[];
  weights: Record<string, number>;
  gaps_1955_1997: number[];
}
const basque = () => {
  const reference = JSON.parse(readFileSync(file!, 'utf8')) as Basque;
  const { X0, X1, Y0, Y1 } = reference;
  // the Basque Country first, then its controls
  const byUnit = (own: number[], others: number[][]) =>
    Float64Array.from({ length: 17 * own.length }, (_, at) => {
      const [unit, row] = [Math.floor(at / own.length), at % own.length];
      return unit === 0 ? own[row]! : others[row]![unit - 1]!;
    });
  const data: SyntheticControlData = { units: 17, outcomes: byUnit(Y1, Y0), predictors: byUnit(X1, X0) };
  // 1955–1997; terrorism from 1970 on, fitted on 1960–1969
  const options = { treated: 0, firstTreated: 15, fit: { from: 5, to: 15 } };
  return { reference, data, options };
};

describe(`reference values of R Synth 1.1-8, Basque Country${file ? '' : `: ${sharedMissing}`}`, () => {
  test.skipIf(!file)('weights given the importance of predictors agree to 1e-4, gaps with them', () => {
    const { reference, data, options } = basque();
    const found = answered(
      syntheticControl(data, { ...options, importance: Float64Array.from(reference.solution_v) }),
    );
    Object.values(reference.weights).forEach((weight, i) => {
      expect(Math.abs(found.shares[i + 1]! - weight)).toBeLessThanOrEqual(1e-4);
    });
    reference.gaps_1955_1997.forEach((gap, t) => void expect(found.gaps[t]!).toBeCloseTo(gap, 4));
  });

  test.skipIf(!file)('the search finds Cataluña 0.851, Madrid 0.149 and a loss of at most 0.008865', () => {
    const { data, options } = basque();
    const found = answered(syntheticControl(data, options));
    expect(found.loss).toBeLessThanOrEqual(0.008865);
    expect(found.shares[9]).toBeCloseTo(0.851, 3);
    expect(found.shares[13]).toBeCloseTo(0.149, 3);
    expect(found.shares.filter((share) => share > 1e-9)).toHaveLength(2);
  });

  test.skipIf(!file)('more starts lower the loss, never below what any shares could reach', () => {
    const { data, options } = basque();
    const few = answered(syntheticControl(data, options));
    const many = answered(syntheticControl(data, { ...options, starts: 40 }));
    expect(many.loss).toBeLessThan(few.loss);
    expect(many.loss).toBeGreaterThan(0.0041263);
  });

  test.skipIf(!file)('placebos answer alike for any number of workers', async () => {
    const { data, options } = basque();
    const alone = answered(await syntheticControlPlacebos(data, options));
    const helped = answered(await syntheticControlPlacebos(data, { ...options, workers: 1 }));
    expect(helped).toEqual(alone);
    expect([...alone.gaps.subarray(0, 43)]).toEqual([...answered(syntheticControl(data, options)).gaps]);
    expect(alone.p).toBeGreaterThanOrEqual(1 / 17);
    const apart = answered(await syntheticControlPlacebos(data, { ...options, treatedAsControl: false }));
    expect(apart.ratios[0]).toBe(alone.ratios[0]);
  });
});

test('the nearest point satisfies the conditions of the optimum, for flat and repeated corners too', () => {
  const rng = seeded(3);
  for (let round = 0; round < 200; round++) {
    const [n, k] = [2 + rng.int(15), 1 + rng.int(6)];
    const corners = Array.from({ length: n }, () =>
      Array.from({ length: k }, () => (round % 2 ? drawNormal(rng) : rng.int(3)) + (round % 3)),
    );
    const products = Float64Array.from({ length: n * n }, (_, at) =>
      corners[Math.floor(at / n)]!.reduce((sum, x, i) => sum + x * corners[at % n]![i]!, 0),
    );
    const finder = nearestPointFinder(n);
    finder.find(products, false);
    const { shares } = finder;
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 10);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    const pull = corners.map((_, i) =>
      shares.reduce((sum, share, j) => sum + share * products[i * n + j]!, 0),
    );
    const length = shares.reduce((sum, share, i) => sum + share * pull[i]!, 0);
    for (const one of pull) expect(one).toBeGreaterThanOrEqual(length - 1e-8);
  }
});

/** Units led by two common factors; `bump` is added to unit 0 from period 10 on. */
const factors = (rng: Rng, units: number, bump = 0): SyntheticControlData => {
  const periods = 16;
  const loadings = Array.from({ length: units }, () => [rng.next(), rng.next()]);
  const paths = [0, 1].map(() => {
    let level = 0;
    return Array.from({ length: periods }, () => {
      level += drawNormal(rng);
      return 5 + level;
    });
  });
  const outcomes = Float64Array.from({ length: units * periods }, (_, at) => {
    const [unit, t] = [Math.floor(at / periods), at % periods];
    const [a, b] = loadings[unit]!;
    return (
      a! * paths[0]![t]! + b! * paths[1]![t]! + 0.3 * drawNormal(rng) + (unit === 0 && t >= 10 ? bump : 0)
    );
  });
  const predictors = Float64Array.from({ length: units * 3 }, (_, at) => {
    const [unit, k] = [Math.floor(at / 3), at % 3];
    return outcomes[unit * periods + [1, 5, 9][k]!]!;
  });
  return { units, outcomes, predictors };
};

test('without an effect p ≤ 0.1 comes in a tenth of samples, with one far more often', async () => {
  const rng = seeded(8);
  const rate = async (bump: number, samples: number) => {
    let found = 0;
    for (let sample = 0; sample < samples; sample++)
      if (
        answered(await syntheticControlPlacebos(factors(rng, 20, bump), { treated: 0, firstTreated: 10 }))
          .p <= 0.1
      )
        found++;
    return found / samples;
  };
  const none = await rate(0, 150);
  expect(none).toBeGreaterThan(0.05);
  expect(none).toBeLessThan(0.16);
  expect(await rate(3, 25)).toBeGreaterThan(0.7);
});

test('a known effect is found; order of units and units of measurement change nothing', () => {
  const data = factors(seeded(4), 12, 3);
  const options = { treated: 0, firstTreated: 10 };
  const found = answered(syntheticControl(data, options));
  expect(Math.abs(found.effect - 3)).toBeLessThan(0.6);
  expect(found.synthetic[3]! + found.gaps[3]!).toBeCloseTo(data.outcomes[3]!, 12);

  const turned = (values: Float64Array, width: number) =>
    Float64Array.from(values, (_, at) => values[(11 - Math.floor(at / width)) * width + (at % width)]!);
  const last = answered(
    syntheticControl(
      { units: 12, outcomes: turned(data.outcomes, 16), predictors: turned(data.predictors, 3) },
      { ...options, treated: 11 },
    ),
  );
  expect(last.loss).toBeCloseTo(found.loss, 6);
  expect(last.effect).toBeCloseTo(found.effect, 3);

  const scaled = answered(
    syntheticControl({ ...data, predictors: data.predictors.map((x) => 1000 * x - 7) }, options),
  );
  found.shares.forEach((share, i) => void expect(scaled.shares[i]!).toBeCloseTo(share, 6));
});

test('too little to compare with is an answer; wrong arguments are refused by name', async () => {
  const data = factors(seeded(5), 6);
  const options = { treated: 0, firstTreated: 10 };
  expect(await syntheticControlPlacebos(data, options)).toMatchObject({
    reason: 'too-few-controls',
    have: 5,
  });
  expect(syntheticControl(data, { ...options, fit: { from: 8, to: 10 } })).toMatchObject({
    reason: 'too-few-periods',
  });
  expect(
    syntheticControl({ ...data, predictors: data.predictors.map((x, at) => (at % 3 ? x : 1)) }, options),
  ).toMatchObject({ reason: 'no-variation' });
  expect(() => syntheticControl({ ...data, units: 7 }, options)).toThrow(
    /METHOD_LENGTHS_DIFFER: outcomes has 96/,
  );
  expect(() => syntheticControl(data, { ...options, firstTreated: 16 })).toThrow(/firstTreated is 16/);
  expect(() => syntheticControl(data, { ...options, importance: Float64Array.of(1, -1, 1) })).toThrow(
    /METHOD_VALUE_INVALID: importance is 1, -1, 1/,
  );
});
