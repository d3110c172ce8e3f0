import { incompleteBeta, logBinomialTerm } from './incomplete-beta.ts';
import type { Tails } from './incomplete-gamma.ts';
import { normalQuantile } from './normal.ts';
import { poissonLogProbability } from './poisson.ts';
import { leastWhole } from './solve-tail.ts';

/**
 * log P(X = k) of the negative binomial with this mean and variance mean + mean² / size (size is the θ of regressions); size
 * Infinity is the Poisson distribution. −∞ where k is negative or not whole, NaN unless mean ≥ 0 and size > 0.
 */
export const negativeBinomialLogProbability = (k: number, mean: number, size: number): number => {
  if (!(mean >= 0 && size > 0) || Number.isNaN(k)) return Number.NaN;
  if (size === Number.POSITIVE_INFINITY) return poissonLogProbability(k, mean);
  if (k < 0 || !Number.isInteger(k)) return Number.NEGATIVE_INFINITY;
  if (k === 0) return -size * Math.log1p(mean / size);
  if (mean === 0) return Number.NEGATIVE_INFINITY;
  const whole = size + mean;
  return logBinomialTerm(k, size, mean / whole, size / whole) - Math.log1p(k / size);
};

/** P(X = k) of the negative binomial. Relative error about 1e-15 times the size of its logarithm. */
export const negativeBinomialProbability = (k: number, mean: number, size: number): number =>
  Math.exp(negativeBinomialLogProbability(k, mean, size));

const tails = (k: number, mean: number, size: number): Tails => {
  if (!(mean >= 0 && size > 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (k < 0) return { lower: 0, upper: 1 };
  const whole = size + mean;
  return incompleteBeta(size, Math.floor(k) + 1, size / whole, mean / whole);
};

/** P(X ≤ k) of the negative binomial (finite size). Relative error about 1e-14 where it is the smaller tail. */
export const negativeBinomialDistribution = (k: number, mean: number, size: number): number =>
  tails(k, mean, size).lower;

/** P(X > k) of the negative binomial (finite size). */
export const negativeBinomialUpperTail = (k: number, mean: number, size: number): number =>
  tails(k, mean, size).upper;

/** The least whole k with P(X ≤ k) ≥ p; ∞ at p = 1, NaN outside [0, 1]. */
export const negativeBinomialQuantile = (p: number, mean: number, size: number): number => {
  if (!(p >= 0 && p <= 1 && mean >= 0 && size > 0)) return Number.NaN;
  if (mean === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const z = p === 0 ? -10 : normalQuantile(p);
  const spread = Math.sqrt(mean + (mean * mean) / size);
  const skew = (1 + (2 * mean) / size) / spread;
  const guess = mean + spread * (z + (skew * (z * z - 1)) / 6);
  // a hair below p, so that the quantile of P(X ≤ k) is k in spite of rounding
  const least = p * (1 - 64 * Number.EPSILON);
  return leastWhole((k) => negativeBinomialDistribution(k, mean, size) >= least, guess);
};
