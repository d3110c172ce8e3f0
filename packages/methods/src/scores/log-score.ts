import { gammaDensity } from '../distributions/gamma.ts';
import { negativeBinomialLogProbability } from '../distributions/negative-binomial.ts';
import { poissonLogProbability } from '../distributions/poisson.ts';
import { allFinite, numberWithin, positive, sameLength, wholeNumber } from '../problems.ts';
import type {
  GammaForecasts,
  LognormalForecasts,
  NegativeBinomialForecasts,
  NormalForecasts,
  PoissonForecasts,
} from './crps-distributions.ts';

// Good (1952), JRSS B 14(1): −ln of the density or probability that the forecast gave to what happened, in nats (divided
// by ln 2: bits). Infinity where the forecast held it for impossible.

const MOST_COUNT = 2 ** 53;
const HALF_LOG_2_PI = 0.9189385332046728;

/**
 * Logarithmic score −ln f(y) of normal forecasts; smaller is better.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless all are finite and sd > 0
 */
export const logScoreNormal = (observed: Float64Array, { mean, sd }: NormalForecasts): Float64Array => {
  sameLength({ observed, mean, sd });
  allFinite('observed', observed);
  allFinite('mean', mean);
  return observed.map((y, i) => normalLogScore(y, mean[i]!, positive(`sd[${i}]`, sd[i]!)));
};

/**
 * Logarithmic score of lognormal forecasts; Infinity for y ≤ 0.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless all are finite and sdlog > 0
 */
export const logScoreLognormal = (
  observed: Float64Array,
  { meanlog, sdlog }: LognormalForecasts,
): Float64Array => {
  sameLength({ observed, meanlog, sdlog });
  allFinite('observed', observed);
  allFinite('meanlog', meanlog);
  return observed.map((y, i) => {
    const s = positive(`sdlog[${i}]`, sdlog[i]!);
    return y > 0 ? normalLogScore(Math.log(y), meanlog[i]!, s) + Math.log(y) : Number.POSITIVE_INFINITY;
  });
};

const normalLogScore = (y: number, mean: number, sd: number): number =>
  HALF_LOG_2_PI + Math.log(sd) + ((y - mean) / sd) ** 2 / 2;

/**
 * Logarithmic score of gamma forecasts; Infinity for y < 0.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless all are finite, shape and scale > 0
 */
export const logScoreGamma = (observed: Float64Array, { shape, scale }: GammaForecasts): Float64Array => {
  sameLength({ observed, shape, scale });
  allFinite('observed', observed);
  return observed.map(
    (y, i) =>
      -Math.log(gammaDensity(y, positive(`shape[${i}]`, shape[i]!), positive(`scale[${i}]`, scale[i]!))),
  );
};

/**
 * Logarithmic score −ln P(X = y) of Poisson forecasts.
 * @param observed n whole numbers ≥ 0
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 */
export const logScorePoisson = (observed: Float64Array, { mean }: PoissonForecasts): Float64Array => {
  sameLength({ observed, mean });
  return observed.map(
    (y, i) =>
      -poissonLogProbability(
        wholeNumber(`observed[${i}]`, y, 0, MOST_COUNT),
        numberWithin(`mean[${i}]`, mean[i]!, 0),
      ),
  );
};

/**
 * Logarithmic score −ln P(X = y) of negative binomial forecasts.
 * @param observed n whole numbers ≥ 0
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 */
export const logScoreNegativeBinomial = (
  observed: Float64Array,
  { mean, size }: NegativeBinomialForecasts,
): Float64Array => {
  sameLength({ observed, mean, size });
  return observed.map(
    (y, i) =>
      -negativeBinomialLogProbability(
        wholeNumber(`observed[${i}]`, y, 0, MOST_COUNT),
        numberWithin(`mean[${i}]`, mean[i]!, 0),
        positive(`size[${i}]`, size[i]!),
      ),
  );
};
