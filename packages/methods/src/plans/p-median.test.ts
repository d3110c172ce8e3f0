import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { planeDistances, pMedian } from './p-median.ts';
import { subsets } from './subsets.fixture.ts';

const solved = async (...args: Parameters<typeof pMedian>) => {
  const result = await pMedian(...args);
  if (isInsufficient(result)) throw new Error(result.detail);
  return result;
};

const costOf = (distances: Float64Array, weights: Float64Array, sites: readonly number[]): number => {
  const width = distances.length / weights.length;
  return weights.reduce(
    (sum, weight, i) => sum + weight * Math.min(...sites.map((j) => distances[i * width + j]!)),
    0,
  );
};

describe('p-median', () => {
  test('gives what trying every choice gives, also with ties and zeros', async () => {
    const number = fc.oneof(
      fc.nat(4),
      fc.nat(900).map((value) => value / 97),
    );
    const problems = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
      .chain(([demands, sites, choose]) =>
        fc.record({
          sites: fc.constant(sites),
          choose: fc.constant(Math.min(choose, sites)),
          distances: fc.array(number, { minLength: demands * sites, maxLength: demands * sites }),
          weights: fc.array(number, { minLength: demands, maxLength: demands }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(problems, async ({ sites, choose, distances: flat, weights: list }) => {
        const distances = Float64Array.from(flat);
        const weights = Float64Array.from(list);
        const least = Math.min(...subsets(sites, choose).map((some) => costOf(distances, weights, some)));
        const result = await solved(distances, weights, { choose });
        expect(result.sites).toHaveLength(choose);
        expect(result.value).toBeCloseTo(costOf(distances, weights, [...result.sites]), 9);
        expect(result.value).toBeCloseTo(least, 7);
        expect(result.proven).toBe(true);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  test('never states a bound above the optimum, and keeps the gap it was given', async () => {
    const rng = seeded(6);
    const draw = (n: number) => Float64Array.from({ length: n }, () => rng.next() * 10);
    for (let turn = 0; turn < 5; turn++) {
      const distances = planeDistances(draw(80), draw(80), draw(30), draw(30));
      const weights = draw(80);
      const best = await solved(distances, weights, { choose: 5 });
      expect(best.proven).toBe(true);
      for (const options of [{ maxNodes: 1 }, { maxGap: 0.05 }]) {
        const short = await solved(distances, weights, { choose: 5, ...options });
        expect(short.bound).toBeLessThanOrEqual(best.value + 1e-9);
        expect(short.value).toBeGreaterThanOrEqual(best.value - 1e-9);
        expect(short.gap).toBeLessThanOrEqual(options.maxGap ?? 1);
      }
    }
  });

  test('refuses without sites and names a wrong distance', async () => {
    expect(await pMedian(new Float64Array(0), Float64Array.of(1), { choose: 1 })).toMatchObject({
      reason: 'no-sites',
    });
    await expect(pMedian(Float64Array.of(-1), Float64Array.of(1), { choose: 1 })).rejects.toThrow(
      /distances\[0\]/,
    );
    await expect(pMedian(Float64Array.of(1, 2, 3), Float64Array.of(1, 1), { choose: 1 })).rejects.toThrow(
      /whole rows/,
    );
  });
});
