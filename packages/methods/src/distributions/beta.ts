import { incompleteBeta, logBinomialTerm } from './incomplete-beta.ts';
import { logBeta } from './log-gamma.ts';
import { solveTail } from './solve-tail.ts';

/** Density of the beta distribution at `x` in [0, 1]. NaN unless a, b > 0. */
export const betaDensity = (x: number, a: number, b: number): number => {
  if (!(a > 0 && b > 0) || Number.isNaN(x)) return Number.NaN;
  if (x < 0 || x > 1) return 0;
  if (x === 0 || x === 1) {
    const power = x === 0 ? a : b;
    return power < 1 ? Number.POSITIVE_INFINITY : power === 1 ? (x === 0 ? b : a) : 0;
  }
  const y = 1 - x;
  return (Math.exp(logBinomialTerm(a, b, x, y)) * ((a / x) * (b / y))) / (a + b);
};

/** P(X ≤ x) of the beta distribution. Relative error about 1e-14 where it is the smaller tail. */
export const betaDistribution = (x: number, a: number, b: number): number =>
  incompleteBeta(a, b, within(x), 1 - within(x)).lower;

/** P(X > x) of the beta distribution. */
export const betaUpperTail = (x: number, a: number, b: number): number =>
  incompleteBeta(a, b, within(x), 1 - within(x)).upper;

const within = (x: number): number => Math.min(1, Math.max(0, x));

/** The x with P(X ≤ x) = p for a beta distributed X; NaN for p outside [0, 1]. Relative error about 1e-14. */
export const betaQuantile = (p: number, a: number, b: number): number =>
  1 / (1 + Math.exp(-betaLogOdds(p, a, b)));

// beyond e^±700 a tail is its power law to the last digit, and x would soon be no number
const FAR = 700;

/**
 * log(x / (1 − x)) at the quantile x, so that x and 1 − x are both known to full precision: Newton's method on the logarithm of
 * the smaller tail, which is concave over the log odds.
 */
export const betaLogOdds = (p: number, a: number, b: number): number => {
  if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const lower = p < 0.5;
  const logB = logBeta(a, b);
  return solveTail(
    (u) => {
      if (lower && u < -FAR) return { value: a * u - Math.log(a) - logB, slope: a };
      if (!lower && u > FAR) return { value: -b * u - Math.log(b) - logB, slope: -b };
      const x = 1 / (1 + Math.exp(-u));
      const y = 1 / (1 + Math.exp(u));
      const tails = incompleteBeta(a, b, x, y);
      const tail = lower ? tails.lower : tails.upper;
      // dF/du = x · y · density
      const rise = (Math.exp(logBinomialTerm(a, b, x, y)) * a * b) / (a + b);
      return { value: Math.log(tail), slope: (lower ? rise : -rise) / tail };
    },
    Math.log(lower ? p : 1 - p),
    startOf(p, a, b, logB),
    lower,
  );
};

// where a power law rules the tail, its inverse; else the mean
const startOf = (p: number, a: number, b: number, logB: number): number => {
  if (p < 0.5 && a < 1) return (Math.log(p * a) + logB) / a;
  if (p >= 0.5 && b < 1) return -(Math.log((1 - p) * b) + logB) / b;
  return Math.log(a / b);
};
