import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { allocateBudget } from './allocate-budget.ts';
import { allocateUnits } from './allocate-units.ts';

const answered = <Result extends object>(result: Result) => {
  if (isInsufficient(result)) throw new Error(result.detail);
  return result as Exclude<Result, { kind: 'insufficient' }>;
};

/** All whole allocations within the limits that give at most `total`. */
const allocations = (limits: readonly (readonly [number, number])[], total: number): number[][] =>
  limits.length === 0
    ? [[]]
    : Array.from({ length: limits[0]![1] - limits[0]![0] + 1 }, (_, step) => limits[0]![0] + step)
        .filter((units) => units <= total)
        .flatMap((units) => allocations(limits.slice(1), total - units).map((rest) => [units, ...rest]));

describe('units by concave returns', () => {
  const place = fc
    .record({
      gains: fc.array(fc.integer({ min: -3, max: 9 }), { maxLength: 5 }),
      a: fc.nat(5),
      b: fc.nat(5),
    })
    .map(({ gains, a, b }) => {
      const falling = gains.toSorted((one, other) => other - one);
      let sum = 2;
      return {
        returns: Float64Array.from([2, ...falling.map((gain) => (sum += gain))]),
        least: Math.min(a, b),
        most: Math.max(a, b),
      };
    });

  test('are as good as the best of all allocations, within every limit, or are refused', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), fc.nat(10), (places, total) => {
        const returns = places.map((one) => one.returns);
        const result = allocateUnits(returns, {
          total,
          least: Int32Array.from(places, (one) => one.least),
          most: Int32Array.from(places, (one) => one.most),
        });
        const all = allocations(
          places.map((one) => [one.least, Math.min(one.most, one.returns.length - 1)] as const),
          total,
        );
        const worth = (units: ArrayLike<number>): number =>
          returns.reduce((sum, values, i) => sum + values[units[i]!]!, 0);
        if (isInsufficient(result)) {
          expect(all).toHaveLength(0);
          return;
        }
        expect(result.value).toBe(Math.max(...all.map(worth)));
        expect(worth(result.units)).toBe(result.value);
        expect(result.units.reduce((sum, one) => sum + one, 0) + result.spare).toBe(total);
        places.forEach((one, i) => {
          expect(result.units[i]).toBeGreaterThanOrEqual(one.least);
          expect(result.units[i]).toBeLessThanOrEqual(one.most);
        });
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  test('are refused where a return is not concave', () => {
    expect(() => allocateUnits([Float64Array.of(0, 1, 3)], { total: 2 })).toThrow(/unit 2/);
  });
});

describe('a budget by exponential returns', () => {
  const problem = fc.record({
    places: fc.array(
      fc.record({ value: fc.nat(50), rate: fc.integer({ min: 1, max: 30 }), a: fc.nat(20), b: fc.nat(20) }),
      { minLength: 1, maxLength: 6 },
    ),
    total: fc.nat(60),
  });

  test('is shared within every limit up to a bound it reaches', () => {
    fc.assert(
      fc.property(problem, ({ places, total }) => {
        const result = allocateBudget(
          Float64Array.from(places, (one) => one.value),
          Float64Array.from(places, (one) => one.rate / 10),
          {
            total,
            least: Float64Array.from(places, (one) => Math.min(one.a, one.b)),
            most: Float64Array.from(places, (one) => Math.max(one.a, one.b)),
          },
        );
        const promised = places.reduce((sum, one) => sum + Math.min(one.a, one.b), 0);
        expect(isInsufficient(result)).toBe(promised > total);
        if (isInsufficient(result)) return;
        expect(result.gap).toBeLessThan(1e-9);
        expect(result.amounts.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(total * (1 + 1e-12));
        places.forEach((one, i) => {
          expect(result.amounts[i]).toBeGreaterThanOrEqual(Math.min(one.a, one.b));
          expect(result.amounts[i]).toBeLessThanOrEqual(Math.max(one.a, one.b));
        });
      }),
      { seed: 14, numRuns: 300 },
    );
  });

  test('has equal marginal returns at places that no limit holds (closed form for two alike)', () => {
    const result = answered(allocateBudget(Float64Array.of(8, 4), Float64Array.of(1, 1), { total: 3 }));
    expect(result.amounts[0]! - result.amounts[1]!).toBeCloseTo(Math.log(2), 10);
    expect(8 * Math.exp(-result.amounts[0]!)).toBeCloseTo(result.marginal, 10);
  });
});
