import { normalTwoSided } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite } from '../problems.ts';
import { exactTrendP } from './exact-trend-p.ts';
import { kendallCounts } from './kendall-counts.ts';

export interface MannKendallOptions {
  /**
   * `normal`, the default: from the normal distribution, with ties and a step for continuity; `exact`: from all orders
   * of these values, for up to 60 of them
   */
  readonly inference?: 'normal' | 'exact' | undefined;
}

export interface MannKendallResult {
  readonly kind: 'mann-kendall';
  /** pairs that rise less pairs that fall */
  readonly s: number;
  /** over all orders of these values, ties among them */
  readonly variance: number;
  /** (|S| − 1) / √variance with the sign of S; 0 where S or the variance is */
  readonly z: number;
  /** two-sided */
  readonly p: number;
  /** tau-b: −1 falling throughout, 1 rising throughout; NaN where all values are equal */
  readonly tau: number;
}

/** With fewer values no order is rarer than one in twenty. */
export const MANN_KENDALL_LEAST_VALUES = 4;

/**
 * Does a series rise or fall, by whatever shape? The Mann–Kendall test, which uses order alone.
 *
 * @param values in order of time, evenly spaced or not; independent under the null (see the card on seasons and memory)
 * @returns `Insufficient` for fewer than 4 values
 * @throws Problem METHOD_VALUE_INVALID
 *
 * O(n log n); exact O(n⁴) at most. Source: Mann (1945), Econometrica 13; Kendall (1975), Rank Correlation Methods,
 * ties: chapter 5.
 */
export const mannKendall = (
  values: Float64Array,
  { inference = 'normal' }: MannKendallOptions = {},
): MannKendallResult | Insufficient => {
  allFinite('values', values);
  const n = values.length;
  if (n < MANN_KENDALL_LEAST_VALUES)
    return insufficient({
      reason: 'too-few-values',
      detail: 'A trend needs more values than these to be told from chance.',
      have: n,
      need: MANN_KENDALL_LEAST_VALUES,
    });
  const { s, pairs, tiedY, tieSizes } = kendallCounts(
    values.map((_, i) => i),
    values,
  );
  const groups = tieSizes.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const variance = (n * (n - 1) * (2 * n + 5) - groups) / 18;
  const z = s === 0 || variance === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  const p = inference === 'exact' ? exactTrendP(n, tieSizes, s) : normalTwoSided(z);
  const tau = tiedY === pairs ? Number.NaN : s / Math.sqrt(pairs * (pairs - tiedY));
  return { kind: 'mann-kendall', s, variance, z, p, tau };
};
