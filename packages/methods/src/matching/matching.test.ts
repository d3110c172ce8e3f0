import { expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { balanceTable } from './balance.ts';
import { coarsenedExactMatch } from './coarsened-exact-match.ts';
import type { MatchingData } from './match-data.ts';
import { nearestFree } from './nearest-free.ts';
import { propensityMatch } from './propensity-match.ts';

const answered = <Result extends object>(result: Result) => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result as Exclude<Result, { kind: 'insufficient' }>;
};

/** Treatment likelier where x and z are high; outcome 1·treated + 2x − z + noise. */
const confounded = (seed: number, units = 800) => {
  const rng = seeded(seed);
  const x = new Float64Array(units).map(() => drawNormal(rng));
  const z = new Float64Array(units).map(() => drawNormal(rng));
  const land = Array.from(x, () => ['north', 'south'][rng.int(2)]!);
  const treated = Array.from(x, (_, i) =>
    rng.next() < 1 / (1 + Math.exp(1.5 - x[i]! - 0.5 * z[i]!)) ? 1 : 0,
  );
  const outcome = x.map((value, i) => treated[i]! + 2 * value - z[i]! + 0.5 * drawNormal(rng));
  return { data: { treated, covariates: { x, z }, exact: { land } } satisfies MatchingData, outcome };
};
const effectOf = ({ treated }: MatchingData, outcome: Float64Array, weights: Float64Array): number => {
  const mean = (side: number) => {
    let [sum, total] = [0, 0];
    outcome.forEach((y, i) => {
      if (treated[i] !== side) return;
      sum += weights[i]! * y;
      total += weights[i]!;
    });
    return sum / total;
  };
  return mean(1) - mean(0);
};

test('propensity matching balances covariates within labels and finds the effect that confounding hid', () => {
  const { data, outcome } = confounded(3);
  const match = answered(propensityMatch(data));
  const naive = effectOf(data, outcome, new Float64Array(800).fill(1));
  expect(Math.abs(naive - 1)).toBeGreaterThan(0.5);
  expect(Math.abs(effectOf(data, outcome, match.weights) - 1)).toBeLessThan(0.25);
  for (const { standardisedDifference } of match.after)
    expect(Math.abs(standardisedDifference)).toBeLessThan(0.1);
  expect(Math.max(...match.before.map((row) => row.standardisedDifference))).toBeGreaterThan(0.5);
  const used = match.pairs.map(({ control }) => control);
  expect(new Set(used).size).toBe(used.length);
  for (const { treated, control } of match.pairs) {
    expect(data.exact.land[treated]).toBe(data.exact.land[control]);
    expect(data.treated[treated]).toBe(1);
    expect(data.treated[control]).toBe(0);
  }
  const treatedCount = data.treated.filter((one) => one === 1).length;
  expect(match.pairs.length + match.unmatched.length).toBe(treatedCount);
});

test('several controls, with and without replacement, weigh as their shares', () => {
  const { data, outcome } = confounded(4);
  const three = answered(propensityMatch(data, { controls: 3, replacement: true }));
  expect(Math.abs(effectOf(data, outcome, three.weights) - 1)).toBeLessThan(0.25);
  const controls = three.weights.filter((weight, i) => weight > 0 && data.treated[i] === 0);
  expect(controls.reduce((sum, weight) => sum + weight)).toBeCloseTo(controls.length, 9);
  const wide = answered(propensityMatch(data, { caliper: Number.POSITIVE_INFINITY }));
  expect(wide.unmatched).toHaveLength(0);
});

test('exact matching compares equals only; coarsened bins find the effect too', () => {
  const { data, outcome } = confounded(5, 3000);
  const match = answered(coarsenedExactMatch(data, { bins: { x: 12, z: 12 } }));
  expect(Math.abs(effectOf(data, outcome, match.weights) - 1)).toBeLessThan(0.3);
  for (const row of match.after) expect(Math.abs(row.standardisedDifference)).toBeLessThan(0.15);
  expect(match.matchedStrata).toBeLessThan(match.strata);
  const small: MatchingData = {
    treated: [1, 1, 0, 0, 0, 1],
    covariates: { a: Float64Array.of(1, 1, 1, 1, 2, 3) },
  };
  const exact = answered(coarsenedExactMatch(small));
  expect([...exact.weights]).toEqual([1, 1, 1, 1, 0, 0]);
  expect([...exact.unmatched]).toEqual([5]);
  const cut = answered(coarsenedExactMatch(small, { bins: { a: [2] } }));
  // stratum {1, 1 | 1, 1} and stratum {3 | 2}: controls weigh 1, 1 and 1
  expect([...cut.weights]).toEqual([1, 1, 1, 1, 1, 1]);
});

test('the balance table says what a hand computes', () => {
  const data = { treated: [1, 1, 1, 0, 0], covariates: { a: Float64Array.of(2, 4, 6, 1, 3) } };
  const [row] = balanceTable(data, new Float64Array(5).fill(1));
  expect(row).toMatchObject({ meanTreated: 4, meanControls: 2, standardisedDifference: 1, varianceRatio: 2 });
  // distances after 1, 2, 3, 4, 6: 1/2, 1/6, 2/3, 1/3, 0
  expect(row!.distributionMost).toBeCloseTo(2 / 3, 12);
  expect(row!.distributionMean).toBeCloseTo((1 / 2 + 1 / 6 + 2 / 3 + 1 / 3) / 5, 12);
});

test('the nearest free control is the one a search through all finds', () => {
  const rng = seeded(6);
  const score = new Float64Array(60).map(() => rng.int(40) / 10);
  const controls = Array.from({ length: 50 }, (_, i) => i);
  const nearest = nearestFree(controls, score, false);
  const free = new Set(controls);
  for (let search = 0; search < 60; search++) {
    const at = rng.int(400) / 100;
    const [found] = nearest(at, 1, 0.5);
    const distances = [...free].map((control) => Math.abs(score[control]! - at));
    const least = Math.min(...distances, Number.POSITIVE_INFINITY);
    if (found === undefined) expect(least).toBeGreaterThan(0.5);
    else {
      expect(Math.abs(score[found]! - at)).toBeCloseTo(least, 12);
      free.delete(found);
    }
  }
});

test('units in another order, and covariates in other units, are matched alike', () => {
  const { data } = confounded(7, 300);
  const turn = <Value>(values: ArrayLike<Value>) => Array.from(values).reverse();
  const one = answered(propensityMatch(data));
  const other = answered(
    propensityMatch({
      treated: turn(data.treated),
      covariates: {
        x: Float64Array.from(turn(data.covariates.x), (value) => 1000 * value + 5),
        z: Float64Array.from(turn(data.covariates.z)),
      },
      exact: { land: turn(data.exact.land) },
    }),
  );
  expect(turn(other.weights)).toEqual([...one.weights]);
});

test('groups that do not meet, or are missing, are answers; malformed data are refused', () => {
  const x = Float64Array.from({ length: 20 }, (_, i) => i);
  const treated = Array.from(x, (value) => (value < 10 ? 1 : 0));
  expect(propensityMatch({ treated, covariates: { x } })).toMatchObject({ reason: 'no-overlap' });
  expect(coarsenedExactMatch({ treated, covariates: { x } })).toMatchObject({ reason: 'no-match' });
  expect(propensityMatch({ treated: treated.map(() => 1), covariates: { x } })).toMatchObject({
    reason: 'one-group',
  });
  const half = Array.from(x, (_, i) => i % 2);
  expect(propensityMatch({ treated: half, covariates: { x, y: x.map(() => 3) } })).toMatchObject({
    reason: 'singular-design',
  });
  expect(() => propensityMatch({ treated: half.slice(1), covariates: { x } })).toThrow(
    /METHOD_LENGTHS_DIFFER/,
  );
  expect(() => coarsenedExactMatch({ treated: half, covariates: { x } }, { bins: { y: 3 } })).toThrow(
    /bins names y/,
  );
});
