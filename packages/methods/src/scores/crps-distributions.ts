import { gammaDistribution } from '../distributions/gamma.ts';
import { logBeta } from '../distributions/log-gamma.ts';
import { normalDensity, normalDistribution } from '../distributions/normal.ts';
import { allFinite, numberWithin, positive, sameLength } from '../problems.ts';
import { countTable } from './count-table.ts';

/** Parameters of one forecast distribution per observation. */
export interface NormalForecasts {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
}

/** The logarithm of the forecast value is normal with these. */
export interface LognormalForecasts {
  readonly meanlog: Float64Array;
  readonly sdlog: Float64Array;
}

/** Mean = shape · scale. */
export interface GammaForecasts {
  readonly shape: Float64Array;
  readonly scale: Float64Array;
}

export interface PoissonForecasts {
  readonly mean: Float64Array;
}

/** Variance = mean + mean² / size. */
export interface NegativeBinomialForecasts {
  readonly mean: Float64Array;
  readonly size: Float64Array;
}

const SQRT_PI = Math.sqrt(Math.PI);

/**
 * CRPS of normal forecasts, in the unit of y.
 * @param observed n values
 * @returns n scores
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless all are finite and sd > 0
 *
 * O(n). Gneiting, Raftery, Westveld & Goldman (2005), Monthly Weather Review 133(5), equation 5.
 */
export const crpsNormal = (observed: Float64Array, { mean, sd }: NormalForecasts): Float64Array => {
  sameLength({ observed, mean, sd });
  allFinite('observed', observed);
  allFinite('mean', mean);
  return observed.map((y, i) => {
    const s = positive(`sd[${i}]`, sd[i]!);
    const z = (y - mean[i]!) / s;
    return s * (z * (2 * normalDistribution(z) - 1) + 2 * normalDensity(z) - 1 / SQRT_PI);
  });
};

/**
 * CRPS of lognormal forecasts; y may be 0 or below.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless all are finite and sdlog > 0
 *
 * O(n). Baran & Lerch (2015), Q. J. R. Meteorol. Soc. 141(691), equation 3.
 */
export const crpsLognormal = (
  observed: Float64Array,
  { meanlog, sdlog }: LognormalForecasts,
): Float64Array => {
  sameLength({ observed, meanlog, sdlog });
  allFinite('observed', observed);
  allFinite('meanlog', meanlog);
  return observed.map((y, i) => {
    const s = positive(`sdlog[${i}]`, sdlog[i]!);
    const z = (Math.log(y) - meanlog[i]!) / s;
    const upTo = y > 0 ? normalDistribution(z) : 0;
    const shifted = y > 0 ? normalDistribution(z - s) : 0;
    const mean = Math.exp(meanlog[i]! + (s * s) / 2);
    return y * (2 * upTo - 1) - 2 * mean * (shifted - normalDistribution(-s / Math.SQRT2));
  });
};

/**
 * CRPS of gamma forecasts; y may be 0 or below.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless all are finite, shape and scale > 0
 *
 * O(n). Möller & Scheuerer (2015), Q. J. R. Meteorol. Soc. 141(691), equation A.4.
 */
export const crpsGamma = (observed: Float64Array, { shape, scale }: GammaForecasts): Float64Array => {
  sameLength({ observed, shape, scale });
  allFinite('observed', observed);
  return observed.map((y, i) => {
    const a = positive(`shape[${i}]`, shape[i]!);
    const unit = positive(`scale[${i}]`, scale[i]!);
    const upTo = y > 0 ? gammaDistribution(y, a, unit) : 0;
    const upToOneMore = y > 0 ? gammaDistribution(y, a + 1, unit) : 0;
    return y * (2 * upTo - 1) - a * unit * (2 * upToOneMore - 1) - unit / Math.exp(logBeta(0.5, a));
  });
};

/**
 * CRPS of Poisson forecasts by summing the series Σ (F(k) − 1{y ≤ k})².
 * @param observed n whole numbers ≥ 0
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · √mean).
 */
export const crpsPoisson = (observed: Float64Array, { mean }: PoissonForecasts): Float64Array => {
  sameLength({ observed, mean });
  allFinite('observed', observed);
  return observed.map((y, i) =>
    crpsOfCounts(y, numberWithin(`mean[${i}]`, mean[i]!, 0, 1e12), Number.POSITIVE_INFINITY),
  );
};

/**
 * CRPS of negative binomial forecasts by summing the series Σ (F(k) − 1{y ≤ k})²; the closed form loses all its digits
 * for means near 0.
 * @param observed n values, as a rule whole numbers ≥ 0
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · mean · (1 + 1 / size)).
 */
export const crpsNegativeBinomial = (
  observed: Float64Array,
  { mean, size }: NegativeBinomialForecasts,
): Float64Array => {
  sameLength({ observed, mean, size });
  allFinite('observed', observed);
  return observed.map((y, i) =>
    crpsOfCounts(y, numberWithin(`mean[${i}]`, mean[i]!, 0, 1e8), positive(`size[${i}]`, size[i]!)),
  );
};

const crpsOfCounts = (y: number, mean: number, size: number): number => {
  if (mean === 0) return Math.abs(y);
  const { first, probabilities } = countTable(mean, size);
  const last = first + probabilities.length - 1;
  // outside the table the distribution function is 0 or 1
  let score = Math.max(0, first - y) + Math.max(0, y - last);
  let below = 0;
  for (let k = first; k < last; k++) {
    below += probabilities[k - first]!;
    // the part of the step from k to k + 1 that lies left of y, and the part right of it
    const left = Math.min(1, Math.max(0, y - k));
    score += left * below * below + (1 - left) * (1 - below) * (1 - below);
  }
  return score;
};
