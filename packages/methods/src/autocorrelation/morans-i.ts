import { normalTwoSided } from '../distributions/normal.ts';
import type { Insufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { withoutSelf } from '../weights/self.ts';
import type { Weights } from '../weights/weights.ts';
import { checkedMap, type Permuted } from './checked.ts';
import { crossProducts, farShare, permuteCrossProducts } from './cross-products.ts';
import { deviations } from './deviations.ts';
import { type WeightSums, weightSums } from './weight-sums.ts';

export interface GlobalOptions extends LongRun {
  /**
   * What chance means: `randomisation`, any arrangement of these values is as likely as any other; `normality`, the
   * values are draws from one normal distribution; or m random arrangements, which need no normal distribution at all.
   */
  readonly inference: 'randomisation' | 'normality' | Permuted;
  /** threads beside this one for permutations; the answer does not depend on it */
  readonly workers?: number | undefined;
}

export interface MoransIResult {
  readonly kind: 'morans-i';
  /** about 0 where values are strewn at random, towards 1 where neighbours are alike, below 0 where they differ */
  readonly i: number;
  /** −1 / (n − 1) */
  readonly expected: number;
  /** under `normality`, else under randomisation: the variance over all arrangements */
  readonly variance: number;
  readonly z: number;
  /** two-sided */
  readonly p: number;
}

/**
 * Are neighbours more alike than chance would bring, over the whole map? Moran's I.
 *
 * @param values one finite number per place
 * @param weights who is whose neighbour; a place in its own row is left out
 * @returns `Insufficient` for fewer than 20 places, equal values or no neighbours
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(edges), with m permutations O(m · edges). Places without neighbours stay among the n. Source: Moran (1950),
 * Biometrika 37; moments: Cliff & Ord (1981), Spatial Processes, 1.37–1.44.
 */
export const moransI = async (
  values: Float64Array,
  weights: Weights,
  { inference, ...run }: GlobalOptions,
): Promise<MoransIResult | Insufficient> => {
  const permuted = typeof inference === 'object' ? inference : undefined;
  const others = withoutSelf(weights);
  const refusal = checkedMap(values, others, permuted?.permutations);
  if (refusal) return refusal;
  const { z, squares, kurtosis } = deviations(values);
  const n = z.length;
  const sums = weightSums(others);
  const scale = n / (sums.s0 * squares);
  const i = scale * crossProducts(z, others).product;
  const expected = -1 / (n - 1);
  const variance = varianceOfI(n, sums, inference === 'normality' ? undefined : kurtosis);
  const score = (i - expected) / Math.sqrt(variance);
  const p = permuted
    ? farShare(
        (await permuteCrossProducts(z, others, permuted, run)).product.map((product) => scale * product),
        i,
        expected,
        1e-10,
      )
    : normalTwoSided(score);
  return { kind: 'morans-i', i, expected, variance, z: score, p };
};

/** @param kurtosis undefined under normality */
const varianceOfI = (n: number, { s0, s1, s2 }: WeightSums, kurtosis: number | undefined): number => {
  const expected = -1 / (n - 1);
  const square =
    kurtosis === undefined
      ? (n * n * s1 - n * s2 + 3 * s0 * s0) / ((n * n - 1) * s0 * s0)
      : (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0) -
          kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)) /
        ((n - 1) * (n - 2) * (n - 3) * s0 * s0);
  return square - expected ** 2;
};
