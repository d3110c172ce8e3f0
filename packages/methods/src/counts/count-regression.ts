import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { breathing } from '../long-run.ts';
import type { Coefficients } from './coefficients.ts';
import { type CountData, type CountOptions, checkCounts, readyDesign, withoutEvents } from './count-data.ts';
import { type Fit, fit } from './fit.ts';
import { type Information, negativeBinomialKernel, poissonKernel } from './kernels.ts';
import { tallyOf } from './tally.ts';
import { criteria, rowsCounted } from './two-part.ts';

/** A Poisson or negative binomial regression with a log link. */
export interface CountRegression {
  readonly kind: 'count-regression';
  readonly family: 'poisson' | 'negative-binomial';
  readonly coefficients: Coefficients;
  /** variance = mean + mean² / θ; Infinity for Poisson */
  readonly theta: number;
  readonly thetaStandardError: number;
  readonly logLikelihood: number;
  readonly deviance: number;
  /** Σ (y − μ)² / variance; about n − coefficients when the model fits */
  readonly pearson: number;
  /** rows with a weight above 0 */
  readonly n: number;
  /** estimated parameters, θ included */
  readonly parameters: number;
  readonly aic: number;
  readonly bic: number;
  readonly iterations: number;
  /** mean of each row, offset included */
  readonly fitted: Float64Array;
}

/**
 * Poisson regression with log link: what multiplies a count, and by how much?
 *
 * @returns estimates, or `Insufficient`: `no-events`, `too-few-rows`, `singular-design`, `separation` (an estimate would be
 * infinite; the columns are named), `too-few-clusters`, `no-convergence`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rows · columns²) a step, few steps. Source: McCullagh & Nelder (1989), Generalized Linear Models, 2nd ed., chapter 6.
 */
export const poissonRegression = (
  data: CountData,
  options: CountOptions = {},
): Promise<CountRegression | Insufficient> => regress(data, 'poisson', 'observed', options);

export interface NegativeBinomialOptions extends CountOptions {
  /**
   * `expected`, the default: errors of the coefficients as if θ were known, as R MASS `glm.nb` tells them; robust ones as R
   * sandwich. `observed`: from the Hessian of all parameters, θ among them, as Stata `nbreg`.
   */
  readonly information?: Information;
}

/**
 * Negative binomial regression (NB2: variance μ + μ²/θ) with log link, θ by maximum likelihood.
 *
 * @returns estimates, or `Insufficient` as `poissonRegression`, and `no-overdispersion` where θ runs to infinity
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * Newton's method on coefficients and log θ together; O(rows · columns²) a step, few steps; from 60,000 rows on it starts at the
 * maximum of a sample. Source: Lawless (1987), Canadian Journal of Statistics 15(3); Cameron & Trivedi (2013), section 3.3.
 */
export const negativeBinomialRegression = (
  data: CountData,
  { information = 'expected', ...options }: NegativeBinomialOptions = {},
): Promise<CountRegression | Insufficient> => regress(data, 'negative-binomial', information, options);

const regress = async (
  data: CountData,
  family: CountRegression['family'],
  information: Information,
  { errors = 'model', signal, onProgress }: CountOptions,
): Promise<CountRegression | Insufficient> => {
  checkCounts(data);
  const { outcome, design, offset, weights } = data;
  const shaped = family === 'negative-binomial';
  const parameters = design.columns.length + (shaped ? 1 : 0);
  const empty = withoutEvents(outcome);
  if (empty) return empty;
  const scaled = readyDesign(design, parameters);
  if (isInsufficient(scaled)) return scaled;
  const found = await fit(
    {
      outcome,
      weights,
      count: { scaled, offset },
      kernel: shaped ? negativeBinomialKernel : poissonKernel,
      shaped,
      tally: tallyOf(outcome, weights),
    },
    information,
    errors,
    breathing({ signal, onProgress }),
  );
  if (isInsufficient(found)) return found;
  onProgress?.(1);
  return told(data, family, parameters, found);
};

const told = (
  { outcome, weights }: CountData,
  family: CountRegression['family'],
  parameters: number,
  { count, theta, thetaStandardError, logLikelihood, iterations, eta }: Fit,
): CountRegression => {
  const fitted = new Float64Array(eta.length);
  const logs = logarithms(SMALL_COUNTS);
  let deviance = 0;
  let pearson = 0;
  for (let i = 0; i < fitted.length; i++) {
    const y = outcome[i]!;
    const mean = Math.exp(eta[i]!);
    fitted[i] = mean;
    const weight = weights === undefined ? 1 : weights[i]!;
    const gap = y - mean;
    const counted = y === 0 ? 0 : y * ((y < SMALL_COUNTS ? logs[y]! : Math.log(y)) - eta[i]!);
    if (family === 'poisson') {
      deviance += weight * (counted - gap);
      pearson += weight * ((gap * gap) / mean);
    } else {
      deviance += weight * (counted - (y + theta) * Math.log((y + theta) / (mean + theta)));
      pearson += weight * ((gap * gap) / (mean + (mean * mean) / theta));
    }
  }
  const n = rowsCounted(outcome, weights);
  return {
    kind: 'count-regression',
    family,
    coefficients: count,
    theta,
    thetaStandardError,
    logLikelihood,
    deviance: 2 * deviance,
    pearson,
    n,
    parameters,
    ...criteria(logLikelihood, parameters, n),
    iterations,
    fitted,
  };
};

const SMALL_COUNTS = 1024;

const logarithms = (below: number): Float64Array => {
  const logs = new Float64Array(below);
  for (let y = 1; y < below; y++) logs[y] = Math.log(y);
  return logs;
};

/** Twice the log-likelihood that a row lacks to a model that says its count. */
export const unitDeviance = (y: number, mean: number, theta: number): number => {
  const counted = y === 0 ? 0 : y * Math.log(y / mean);
  if (theta === Number.POSITIVE_INFINITY) return 2 * (counted - (y - mean));
  return 2 * (counted - (y + theta) * Math.log((y + theta) / (mean + theta)));
};
