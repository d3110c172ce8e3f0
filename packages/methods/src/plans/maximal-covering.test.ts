import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { coverageOf, coverageWithin } from './coverage.ts';
import { coveredBy, maximalCovering, weightOf } from './maximal-covering.ts';
import { subsets } from './subsets.fixture.ts';

const solved = async (...args: Parameters<typeof maximalCovering>) => {
  const result = await maximalCovering(...args);
  if (isInsufficient(result)) throw new Error(result.detail);
  return result;
};

interface Reference {
  readonly demand: readonly (readonly [number, number, number])[];
  readonly sites: readonly (readonly [number, number])[];
  readonly p: number;
  readonly radius: number;
  readonly optimal_value: number;
}

describe('maximal covering agrees with HiGHS 1.15 and CBC 2.10', () => {
  for (const name of ['mclp_500_100', 'mclp_2000_200']) {
    const file = sharedFile(`reference/${name}.json`);
    test.skipIf(!file)(`the proven optimum of ${name}${file ? '' : ` (${sharedMissing})`}`, async () => {
      const { demand, sites, p, radius, optimal_value } = JSON.parse(
        readFileSync(file!, 'utf8'),
      ) as Reference;
      const coverage = coverageWithin(
        Float64Array.from(demand, ([x]) => x),
        Float64Array.from(demand, ([, y]) => y),
        Float64Array.from(sites, ([x]) => x),
        Float64Array.from(sites, ([, y]) => y),
        radius,
      );
      const weights = Float64Array.from(demand, ([, , w]) => w);
      const result = await solved(coverage, weights, { choose: p });
      expect(result).toMatchObject({ value: optimal_value, bound: optimal_value, gap: 0, proven: true });
      expect(result.sites).toHaveLength(p);
      expect(weightOf(coveredBy(coverage, result.sites), weights)).toBe(optimal_value);
      const rough = await solved(coverage, weights, { choose: p, maxGap: 0.02 });
      expect(rough.gap).toBeLessThanOrEqual(0.02);
      expect(rough.bound).toBeGreaterThanOrEqual(optimal_value);
    });
  }
});

const problems = fc.record({
  lists: fc.array(fc.uniqueArray(fc.nat(11), { maxLength: 6 }), { minLength: 1, maxLength: 8 }),
  weights: fc.array(fc.oneof(fc.nat(9), fc.double({ min: 0, max: 5, noNaN: true })), {
    minLength: 12,
    maxLength: 12,
  }),
  choose: fc.integer({ min: 1, max: 5 }),
});

describe('maximal covering', () => {
  test('gives what trying every choice gives, in any order of the sites', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ lists, weights: list, choose }) => {
        const weights = Float64Array.from(list);
        fc.pre(list.some((weight) => weight > 1e-6));
        const coverage = coverageOf(12, lists);
        const all = subsets(lists.length, Math.min(choose, lists.length));
        const most = Math.max(...all.map((sites) => weightOf(coveredBy(coverage, sites), weights)));
        const result = await solved(coverage, weights, { choose });
        expect(result.value).toBeCloseTo(most, 7);
        expect(result.proven).toBe(true);
        expect(result.sites.length).toBeLessThanOrEqual(choose);
        const turned = await solved(coverageOf(12, lists.toReversed()), weights, { choose });
        expect(turned.value).toBeCloseTo(most, 7);
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  test('never states a bound below the optimum when it is cut short or may stay away from it', async () => {
    const rng = seeded(5);
    const draw = (n: number) => Float64Array.from({ length: n }, () => rng.next() * 10);
    for (let turn = 0; turn < 8; turn++) {
      const coverage = coverageWithin(draw(120), draw(120), draw(40), draw(40), 2.2);
      const weights = draw(120);
      const best = await solved(coverage, weights, { choose: 5 });
      expect(best.proven).toBe(true);
      for (const options of [{ maxNodes: 1 }, { maxNodes: 3 }, { maxGap: 0.05 }, { maxGap: 0.3 }]) {
        const short = await solved(coverage, weights, { choose: 5, ...options });
        expect(short.bound).toBeGreaterThanOrEqual(best.value - 1e-9);
        expect(short.value).toBeLessThanOrEqual(best.value + 1e-9);
        expect(short.gap).toBeLessThanOrEqual(options.maxGap ?? 1);
      }
    }
  });

  test('covers everything with as many sites as there are', async () => {
    const coverage = coverageOf(3, [[0], [1, 2]]);
    const result = await solved(coverage, Float64Array.of(1, 2, 3), { choose: 9 });
    expect([...result.sites]).toEqual([0, 1]);
    expect(result).toMatchObject({ value: 6, bound: 6, total: 6, proven: true });
  });

  test('refuses without sites or demand, and names a wrong point', async () => {
    expect(await maximalCovering(coverageOf(1, []), Float64Array.of(1), { choose: 1 })).toMatchObject({
      reason: 'no-sites',
    });
    expect(await maximalCovering(coverageOf(1, [[0]]), Float64Array.of(0), { choose: 1 })).toMatchObject({
      reason: 'no-demand',
    });
    expect(() => coverageOf(2, [[0, 2]])).toThrow(/Site 0 lists demand point 2/);
    await expect(maximalCovering(coverageOf(1, [[0]]), Float64Array.of(-1), { choose: 1 })).rejects.toThrow(
      /weights\[0\]/,
    );
  });

  test('ends when its signal says so', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(
      maximalCovering(coverageOf(1, [[0]]), Float64Array.of(1), { choose: 1, signal }),
    ).rejects.toThrow('enough');
  });
});
