import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { shuffle } from '../random/choose.ts';
import { seeded } from '../random/seeded.ts';
import { rowStandardised, type Weights } from '../weights/weights.ts';
import { gearysC, type JoinCount, joinCounts, localGeary, localMoran, moransI } from './index.ts';
import { columbus, stagedGrid, stagedMissing } from './staged.fixture.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result as Result;
};
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    if (!Number.isNaN(actual[i]!))
      expect(Math.abs(actual[i]! - expected[i]!), `place ${i}`).toBeLessThanOrEqual(tolerance);
};

/** The share of arrangements whose neighbours sum to the very same. */
const tieShares = (values: Float64Array, { offsets, neighbours }: Weights): Float64Array => {
  const rng = seeded(1);
  return values.map((_, i) => {
    const row = neighbours.subarray(offsets[i]!, offsets[i + 1]!);
    const sum = row.reduce((total, j) => total + values[j]!, 0);
    const others = values.filter((_value, j) => j !== i);
    let ties = 0;
    for (let draw = 0; draw < 1000; draw++)
      if (
        shuffle(rng, others)
          .subarray(0, row.length)
          .reduce((a, b) => a + b, 0) === sum
      )
        ties++;
    return ties / 1000;
  });
};

describe.skipIf(stagedMissing)(
  `reference values of R 4.2.2, spdep 1.2-7${stagedMissing ? `: ${sharedMissing}` : ''}`,
  () => {
    test.each([
      ['a 12 × 10 queen grid', stagedGrid],
      ['crime in Columbus', columbus],
    ] as const)('localmoran: Iᵢ, mean, variance and z of %s to 1e-9', (_, staged) => {
      const { values, weights, expected } = staged();
      const result = answered(localMoran(values, rowStandardised(weights), { inference: 'analytic' }));
      close(result.i, expected.local_moran_W.Ii, 1e-9);
      close(result.expected, expected.local_moran_W.E, 1e-9);
      close(result.variance, expected.local_moran_W.Var, 1e-9);
      close(result.z, expected.local_moran_W.Z, 1e-9);
      expect(result.untested).toHaveLength(0);
    });

    test('localmoran_perm: the folded p of the grid within 0.02 and the share of ties', () => {
      const { values, weights, expected } = stagedGrid();
      const result = answered(
        localMoran(values, rowStandardised(weights), { inference: { permutations: 9999, seed: 5 } }),
      );
      // spdep adds up shares in double precision and compares the sums as they are: rounding decides its ties
      const ties = tieShares(values, weights);
      expected.local_moran_perm9999_folded_p.forEach((p, i) => {
        expect(p, `place ${i}`).toBeLessThan(result.folded![i]! + 0.02);
        expect(p, `place ${i}`).toBeGreaterThan(result.folded![i]! - ties[i]! - 0.02);
      });
      result.p.forEach((p, i) => void expect(p).toBeGreaterThanOrEqual(result.folded![i]! - 1e-12));
    });

    test('localC of the grid to 1e-9', () => {
      const { values, weights, expected } = stagedGrid();
      close(answered(localGeary(values, rowStandardised(weights))).c, expected.local_geary_W, 1e-9);
    });

    test('moran.test and geary.test of the grid, randomisation variance, to 1e-9', async () => {
      const { values, weights, expected } = stagedGrid();
      const shares = rowStandardised(weights);
      const moran = answered(await moransI(values, shares, { inference: 'randomisation' }));
      close(
        [moran.i, moran.expected, moran.variance],
        [expected.moran.I, expected.moran.E, expected.moran.Var],
        1e-9,
      );
      const geary = answered(await gearysC(values, shares, { inference: 'randomisation' }));
      close([geary.c, geary.variance], [expected.geary.C, expected.geary.Var], 1e-9);
    });

    test('Moran’s I and Geary’s C of crime in Columbus', async () => {
      const { values, weights, expected } = columbus();
      const published = JSON.parse(
        readFileSync(sharedFile('data/cluster_validation/reference_values.json')!, 'utf8'),
      ).columbus as Record<string, number>;
      const shares = rowStandardised(weights);
      const moran = answered(await moransI(values, shares, { inference: 'randomisation' }));
      expect(moran.i).toBeCloseTo(0.485771, 6);
      close([moran.i], [expected.moran_I], 1e-9);
      close(
        [moran.expected, moran.variance],
        [published.moran_expectation!, published.moran_variance_randomisation!],
        1e-9,
      );
      expect(moran.z).toBeCloseTo(published.moran_z!, 4);
      const geary = answered(await gearysC(values, shares, { inference: 'randomisation' }));
      close([geary.c], [published.geary_C_CRIME!], 1e-9);
    });
  },
);

describe.skipIf(stagedMissing)('more of spdep 1.2-7 on crime in Columbus', () => {
  test('joincount.multi: joins of crime over 35 a thousand, their means and variances', async () => {
    const { values, weights } = columbus();
    const high = values.map((crime) => (crime > 35 ? 1 : 0));
    const { blackBlack, blackWhite, whiteWhite } = answered(
      await joinCounts(high, weights, { inference: 'non-free' }),
    );
    const numbers = (...joins: readonly JoinCount[]) =>
      joins.flatMap(({ count, expected, variance }) => [count, expected, variance]);
    close(
      numbers(whiteWhite, blackBlack, blackWhite),
      [
        34, 29.3367346938776, 18.6384551649577, 52, 26.9897959183673, 17.6483978306912, 29, 58.6734693877551,
        26.0410112807599,
      ],
      1e-9,
    );
    const shares = answered(await joinCounts(high, rowStandardised(weights), { inference: 'non-free' }));
    close(
      numbers(shares.whiteWhite, shares.blackBlack, shares.blackWhite),
      [
        9.483333333333333, 6.25, 0.490315827083478, 9.206349206349206, 5.75, 0.47855303468905,
        5.81031746031746, 12.5, 1.384886481007214,
      ],
      1e-9,
    );
    expect(shares.blackWhite.z).toBeCloseTo(-5.68458, 4);
  });

  test('moran.test and geary.test under normality, geary.test under randomisation: variances', async () => {
    const { values, weights } = columbus();
    const shares = rowStandardised(weights);
    const normality = { inference: 'normality' } as const;
    close([answered(await moransI(values, shares, normality)).variance], [0.00886096226945051], 1e-9);
    close([answered(await gearysC(values, shares, normality)).variance], [0.0103067357610822], 1e-9);
    const randomised = answered(await gearysC(values, shares, { inference: 'randomisation' }));
    close([randomised.variance], [0.0098041078703855], 1e-9);
  });

  // localC_perm itself draws neighbours with replacement, which moves its p by up to 0.03 here
  test('local Geary: p of the first places as 50,000 draws by R’s sample(x[-i], k) give them', () => {
    const { values, weights } = columbus();
    const result = answered(localGeary(values, rowStandardised(weights), { permutations: 50_000, seed: 3 }));
    close(result.expected.subarray(0, 6), [2.371238, 1.964892, 1.076219, 1.027056, 1.884695, 1.303803], 0.03);
    close(result.p!.subarray(0, 6), [0.25024, 0.1644, 0.58348, 0.37436, 0.24024, 0.98136], 0.012);
  });
});
