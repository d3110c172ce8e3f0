import { normalTwoSided } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, sameLength } from '../problems.ts';
import { kendallCounts } from './kendall-counts.ts';

export interface KendallTauResult {
  readonly kind: 'kendall-tau';
  /** tau-b, from −1 to 1 */
  readonly tau: number;
  /** concordant less discordant pairs */
  readonly s: number;
  /** S over its standard deviation under independence, with ties; no step for continuity */
  readonly z: number;
  /** two-sided */
  readonly p: number;
}

const LEAST = 10;

/**
 * Do two columns rise together? Kendall's tau-b, which uses order alone and knows ties.
 *
 * @returns `Insufficient` for fewer than 10 rows or a column of equal values
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n log n). Source: Kendall (1945), Biometrika 33(3); variance with ties: Kendall (1975), Rank Correlation Methods,
 * 4.4; counting: Knight (1966), JASA 61(314).
 */
export const kendallTau = (x: Float64Array, y: Float64Array): KendallTauResult | Insufficient => {
  const n = sameLength({ x, y });
  allFinite('x', x);
  allFinite('y', y);
  if (n < LEAST)
    return insufficient({
      reason: 'too-few-values',
      detail: 'The normal distribution of tau needs more rows.',
      have: n,
      need: LEAST,
    });
  const { s, pairs, tiedX, tiedY, tieSizes } = kendallCounts(x, y);
  if (tiedX === pairs || tiedY === pairs)
    return insufficient({
      reason: 'no-variation',
      detail: 'All values of a column are equal, so they go no way.',
      have: 1,
      need: 2,
    });
  const ofX = tieTerms(kendallCounts(y, x).tieSizes);
  const ofY = tieTerms(tieSizes);
  const variance =
    (n * (n - 1) * (2 * n + 5) - ofX.cubic - ofY.cubic) / 18 +
    (ofX.triples * ofY.triples) / (9 * n * (n - 1) * (n - 2)) +
    (ofX.pairs * ofY.pairs) / (2 * n * (n - 1));
  const z = s / Math.sqrt(variance);
  return {
    kind: 'kendall-tau',
    tau: s / Math.sqrt((pairs - tiedX) * (pairs - tiedY)),
    s,
    z,
    p: normalTwoSided(z),
  };
};

const tieTerms = (sizes: readonly number[]) => {
  const sum = (term: (t: number) => number): number => sizes.reduce((total, t) => total + term(t), 0);
  return {
    cubic: sum((t) => t * (t - 1) * (2 * t + 5)),
    triples: sum((t) => t * (t - 1) * (t - 2)),
    pairs: sum((t) => t * (t - 1)),
  };
};
