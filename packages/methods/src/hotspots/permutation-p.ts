import type { Weights } from '../weights/weights.ts';
import type { LocalSums } from './local-sums.ts';
import { type DrawFrom, permutedSums } from './shared-draws.ts';

/**
 * Counts, at one place, the arrangements whose weighted sum over the neighbours is at most `low` or at least `high`.
 * Ties are counted in: rounding does not turn them into differences.
 */
export type CountOutside = (i: number, low: number, high: number) => number;

/**
 * Random arrangements of a map's values and what their sums over each place's neighbours come to: O(m · degree) once,
 * then O(log m) a place, where the weights of a row are equal; otherwise O(m · degree) a place.
 *
 * @param x values whose mean is zero
 * @param weights for `other-places`, without any place in its own row
 * @param local the sums of these values over these weights
 * @param random a generator of uniform numbers in [0, 1)
 */
export const countOutside = (
  x: Float64Array,
  { n, offsets, values }: Weights,
  local: LocalSums,
  from: DrawFrom,
  permutations: number,
  random: { next(): number },
): CountOutside => {
  let longest = 0;
  for (let i = 0; i < n; i++) longest = Math.max(longest, offsets[i + 1]! - offsets[i]!);
  const sums = permutedSums(x, from, longest, permutations, random);
  const rounding = 1e-9 * Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / n);
  return (i, low, high) => {
    const degree = offsets[i + 1]! - offsets[i]!;
    const total = local.totals[i]!;
    const lowest = low + rounding * total;
    const highest = high - rounding * total;
    // by Cauchy and Schwarz, W² = k·S₁ only where all k weights are equal
    return degree * local.squares[i]! - total ** 2 > 1e-12 * total ** 2
      ? sums.weighted(i, values!.subarray(offsets[i]!, offsets[i + 1]!), lowest, highest)
      : sums.equal(i, degree, (lowest * degree) / total, (highest * degree) / total);
  };
};

/**
 * Two-sided pseudo p-values of local sums: how many of m random arrangements lie at least as far from the expected sum
 * as the observed one does, as (r + 1) / (m + 1), ties counted against significance. NaN for a row without weight.
 * Parameters and cost as `countOutside`.
 */
export const permutationP = (
  x: Float64Array,
  weights: Weights,
  local: LocalSums,
  from: DrawFrom,
  permutations: number,
  random: { next(): number },
): Float64Array => {
  const { n } = weights;
  const count = countOutside(x, weights, local, from, permutations, random);
  const p = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (!(local.totals[i]! > 0)) {
      p[i] = Number.NaN;
      continue;
    }
    const mean = from === 'other-places' ? (-x[i]! / (n - 1)) * local.totals[i]! : 0;
    const distance = Math.abs(local.sums[i]! - mean);
    p[i] = (count(i, mean - distance, mean + distance) + 1) / (permutations + 1);
  }
  return p;
};
