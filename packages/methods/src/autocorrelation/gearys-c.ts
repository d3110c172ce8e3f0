import { normalTwoSided } from '../distributions/normal.ts';
import type { Insufficient } from '../insufficient.ts';
import { withoutSelf } from '../weights/self.ts';
import type { Weights } from '../weights/weights.ts';
import { checkedMap } from './checked.ts';
import { crossProducts, farShare, permuteCrossProducts } from './cross-products.ts';
import { deviations } from './deviations.ts';
import type { GlobalOptions } from './morans-i.ts';
import { type WeightSums, weightSums } from './weight-sums.ts';

export interface GearysCResult {
  readonly kind: 'gearys-c';
  /** about 1 where values are strewn at random, towards 0 where neighbours are alike, above 1 where they differ */
  readonly c: number;
  /** 1 */
  readonly expected: number;
  readonly variance: number;
  /** (1 − C) / √variance: positive where neighbours are alike, as Moran's */
  readonly z: number;
  /** two-sided */
  readonly p: number;
}

/**
 * Do neighbours differ less than two places anywhere on the map? Geary's C weighs differences between neighbours, so
 * it answers to changes over short distances more than Moran's I does.
 *
 * @param values one finite number per place
 * @param weights who is whose neighbour; a place in its own row is left out
 * @returns `Insufficient` for fewer than 20 places, equal values or no neighbours
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(edges), with m permutations O(m · edges). Source: Geary (1954), The Incorporated Statistician 5; moments: Cliff &
 * Ord (1981), Spatial Processes, 1.45–1.49.
 */
export const gearysC = async (
  values: Float64Array,
  weights: Weights,
  { inference, ...run }: GlobalOptions,
): Promise<GearysCResult | Insufficient> => {
  const permuted = typeof inference === 'object' ? inference : undefined;
  const others = withoutSelf(weights);
  const refusal = checkedMap(values, others, permuted?.permutations);
  if (refusal) return refusal;
  const { z, squares, kurtosis } = deviations(values);
  const n = z.length;
  const sums = weightSums(others);
  const scale = (n - 1) / (2 * sums.s0 * squares);
  const c = scale * crossProducts(z, others).difference;
  const variance = varianceOfC(n, sums, inference === 'normality' ? undefined : kurtosis);
  const score = (1 - c) / Math.sqrt(variance);
  const p = permuted
    ? farShare(
        (await permuteCrossProducts(z, others, permuted, run)).difference.map((sum) => scale * sum),
        c,
        1,
        1e-10,
      )
    : normalTwoSided(score);
  return { kind: 'gearys-c', c, expected: 1, variance, z: score, p };
};

/** @param kurtosis undefined under normality */
const varianceOfC = (n: number, { s0, s1, s2 }: WeightSums, kurtosis: number | undefined): number =>
  kurtosis === undefined
    ? ((2 * s1 + s2) * (n - 1) - 4 * s0 * s0) / (2 * (n + 1) * s0 * s0)
    : ((n - 1) * s1 * (n * n - 3 * n + 3 - (n - 1) * kurtosis) -
        0.25 * (n - 1) * s2 * (n * n + 3 * n - 6 - (n * n - n + 2) * kurtosis) +
        s0 * s0 * (n * n - 3 - (n - 1) ** 2 * kurtosis)) /
      (n * (n - 2) * (n - 3) * s0 * s0);
