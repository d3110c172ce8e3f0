import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { coverageOf } from './coverage.ts';
import { loadSolver } from './highs.ts';
import { coveredBy, weightOf } from './maximal-covering.ts';
import { ruledCovering } from './ruled-covering.ts';
import { subsets } from './subsets.fixture.ts';

const solver = { instance: await loadSolver() };
const POINTS = 10;

const problems = fc.integer({ min: 1, max: 7 }).chain((sites) =>
  fc.record({
    lists: fc.array(fc.uniqueArray(fc.nat(POINTS - 1), { maxLength: 6 }), {
      minLength: sites,
      maxLength: sites,
    }),
    x: fc.array(fc.nat(9), { minLength: sites, maxLength: sites }),
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: POINTS, maxLength: POINTS }),
    group: fc.array(fc.nat(2), { minLength: POINTS, maxLength: POINTS }),
    shares: fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }),
    choose: fc.integer({ min: 1, max: 4 }),
    least: fc.nat(5),
  }),
);

describe('covering with rules', () => {
  test('is the best of all choices that keep them, or is refused where there is none', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ lists, x, choose, least, ...given }) => {
        const coverage = coverageOf(POINTS, lists);
        const weights = Float64Array.from(given.weights);
        const shares = given.shares.map((share) => share / 10);
        const sumOf = (g: number, covered?: Uint8Array): number =>
          given.group.reduce(
            (sum, one, i) => sum + (one === g && (!covered || covered[i] === 1) ? weights[i]! : 0),
            0,
          );
        const kept = (sites: readonly number[]): boolean => {
          const covered = coveredBy(coverage, sites);
          return (
            sites.every((j) => sites.every((k) => j === k || Math.abs(x[j]! - x[k]!) >= least)) &&
            shares.every((share, g) => sumOf(g, covered) >= share * sumOf(g) * (1 - 1e-6))
          );
        };
        const all = Array.from({ length: Math.min(choose, lists.length) + 1 }, (_, count) =>
          subsets(lists.length, count),
        )
          .flat()
          .filter(kept)
          .map((sites) => weightOf(coveredBy(coverage, sites), weights));
        const result = await ruledCovering(coverage, weights, {
          choose,
          apart: { x: Float64Array.from(x), y: new Float64Array(x.length), least },
          fair: { group: Int32Array.from(given.group), least: Float64Array.from(shares) },
          solver,
        });
        if (isInsufficient(result)) {
          expect(all).toHaveLength(0);
          expect(['too-few-sites', 'share-out-of-reach', 'shares-in-conflict']).toContain(result.reason);
          expect(result.have).toBeLessThan(result.need);
          return;
        }
        expect(kept([...result.sites])).toBe(true);
        expect(result.sites.length).toBeLessThanOrEqual(choose);
        expect(result).toMatchObject({ value: Math.max(...all), proven: true });
        expect(result.unruled).toBeGreaterThanOrEqual(result.value);
      }),
      { seed: 15, numRuns: 60 },
    );
  });

  test('names the rule that cannot be kept', async () => {
    const weights = Float64Array.of(1, 1, 1);
    const coverage = coverageOf(3, [[0], [1]]);
    const group = Int32Array.of(0, 1, 2);
    const ask = (shares: number[], choose: number, least: number) =>
      ruledCovering(coverage, weights, {
        choose,
        apart: { x: Float64Array.of(0, 1), y: new Float64Array(2), least },
        fair: { group, least: Float64Array.from(shares) },
        solver,
      });
    expect(await ask([1, 1, 0], 1, 0)).toMatchObject({ reason: 'too-few-sites', have: 1, need: 2 });
    expect(await ask([0, 0, 0.5], 2, 0)).toMatchObject({ reason: 'share-out-of-reach', have: 0, need: 0.5 });
    expect(await ask([1, 1, 0], 2, 5)).toMatchObject({ reason: 'shares-in-conflict', have: 1, need: 2 });
  });
});
