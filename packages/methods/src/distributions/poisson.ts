import { incompleteGamma, logGammaTerm } from './incomplete-gamma.ts';
import { normalQuantile } from './normal.ts';
import { leastWhole } from './solve-tail.ts';

/** log P(X = k) of the Poisson distribution; −∞ where k is negative or not whole, NaN for a negative mean. */
export const poissonLogProbability = (k: number, mean: number): number => {
  if (!(mean >= 0) || Number.isNaN(k)) return Number.NaN;
  if (k < 0 || !Number.isInteger(k)) return Number.NEGATIVE_INFINITY;
  if (mean === 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY;
  return logGammaTerm(k, mean);
};

/** P(X = k) of the Poisson distribution. Relative error about 1e-15 times the size of its logarithm. */
export const poissonProbability = (k: number, mean: number): number =>
  Math.exp(poissonLogProbability(k, mean));

/** P(X ≤ k) of the Poisson distribution. Relative error about 1e-14 where it is the smaller tail. */
export const poissonDistribution = (k: number, mean: number): number => {
  if (!(mean >= 0)) return Number.NaN;
  return k < 0 ? 0 : incompleteGamma(Math.floor(k) + 1, mean).upper;
};

/** P(X > k) of the Poisson distribution; P(X ≥ k) is `poissonUpperTail(k − 1, mean)`. */
export const poissonUpperTail = (k: number, mean: number): number => {
  if (!(mean >= 0)) return Number.NaN;
  return k < 0 ? 1 : incompleteGamma(Math.floor(k) + 1, mean).lower;
};

/** The least whole k with P(X ≤ k) ≥ p; ∞ at p = 1, NaN outside [0, 1]. */
export const poissonQuantile = (p: number, mean: number): number => {
  if (!(p >= 0 && p <= 1 && mean >= 0)) return Number.NaN;
  if (mean === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const z = p === 0 ? -10 : normalQuantile(p);
  const guess = mean + Math.sqrt(mean) * z + (z * z - 1) / 6;
  // a hair below p, so that the quantile of P(X ≤ k) is k in spite of rounding
  const least = p * (1 - 64 * Number.EPSILON);
  return leastWhole((k) => poissonDistribution(k, mean) >= least, guess);
};
