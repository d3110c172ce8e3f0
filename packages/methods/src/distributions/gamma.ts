import { incompleteGamma, logGammaTerm } from './incomplete-gamma.ts';
import { logGamma } from './log-gamma.ts';
import { normalQuantile } from './normal.ts';
import { solveTail } from './solve-tail.ts';

/** Density of the gamma distribution with this shape and scale (mean shape · scale) at `x`. NaN unless both are above 0. */
export const gammaDensity = (x: number, shape: number, scale = 1): number => {
  if (!(shape > 0 && scale > 0) || Number.isNaN(x)) return Number.NaN;
  if (x < 0) return 0;
  if (x === 0) return shape < 1 ? Number.POSITIVE_INFINITY : shape === 1 ? 1 / scale : 0;
  return Math.exp(logGammaTerm(shape, x / scale)) * (shape / x);
};

/** P(X ≤ x) of the gamma distribution. Relative error about 1e-14 where it is the smaller tail. */
export const gammaDistribution = (x: number, shape: number, scale = 1): number =>
  incompleteGamma(shape, Math.max(0, x) / scale).lower;

/** P(X > x) of the gamma distribution: use it, not 1 − `gammaDistribution`, for p-values. */
export const gammaUpperTail = (x: number, shape: number, scale = 1): number =>
  incompleteGamma(shape, Math.max(0, x) / scale).upper;

/**
 * The x with P(X ≤ x) = p for a gamma distributed X; 0 and ∞ at p = 0 and 1, NaN outside. Newton's method on the logarithm
 * of the smaller tail, from Wilson and Hilferty's (1931) cube root. Relative error about 1e-14.
 */
export const gammaQuantile = (p: number, shape: number, scale = 1): number => {
  if (!(p >= 0 && p <= 1 && shape > 0 && scale > 0)) return Number.NaN;
  if (p === 0) return 0;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const cube = 1 - 1 / (9 * shape) + normalQuantile(p) / (3 * Math.sqrt(shape));
  const start =
    shape > 1 && cube > 0.2
      ? Math.log(shape) + 3 * Math.log(cube)
      : (Math.log(p) + logGamma(shape + 1)) / shape;
  const lower = p < 0.5;
  const u = solveTail(
    (at) => {
      const x = Math.exp(at);
      const tails = incompleteGamma(shape, x);
      const tail = lower ? tails.lower : tails.upper;
      // dF/du = x · density
      const rise = Math.exp(logGammaTerm(shape, x)) * shape;
      return { value: Math.log(tail), slope: (lower ? rise : -rise) / tail };
    },
    Math.log(lower ? p : 1 - p),
    start,
    lower,
  );
  return Math.exp(u) * scale;
};

/** Density of χ² with this many degrees of freedom. */
export const chiSquaredDensity = (x: number, degrees: number): number => gammaDensity(x, degrees / 2, 2);

/** P(X ≤ x) of χ². */
export const chiSquaredDistribution = (x: number, degrees: number): number =>
  gammaDistribution(x, degrees / 2, 2);

/** P(X > x) of χ²: the p-value of a likelihood-ratio or Wald statistic. */
export const chiSquaredUpperTail = (x: number, degrees: number): number => gammaUpperTail(x, degrees / 2, 2);

/** The x with P(X ≤ x) = p of χ². */
export const chiSquaredQuantile = (p: number, degrees: number): number => gammaQuantile(p, degrees / 2, 2);
