import type { Insufficient } from '../insufficient.ts';
import type { Coefficients } from './coefficients.ts';
import type { CountOptions } from './count-data.ts';

export interface TwoPartOptions extends CountOptions {
  readonly family: 'poisson' | 'negative-binomial';
}

/** A regression of counts with a part of its own for zeros. Errors come from the Hessian of all parameters. */
export interface TwoPartRegression {
  readonly kind: 'zero-inflated-regression' | 'hurdle-regression';
  readonly family: 'poisson' | 'negative-binomial';
  /** of the logarithm of the count part's mean */
  readonly count: Coefficients;
  /**
   * zero-inflated: of the log odds that a zero is a structural one, or why there are none; hurdle: of the log odds that the
   * count is above 0
   */
  readonly zero: Coefficients | Insufficient;
  /** of the count part; Infinity for Poisson */
  readonly theta: number;
  readonly thetaStandardError: number;
  readonly logLikelihood: number;
  readonly n: number;
  /** estimated parameters, θ included */
  readonly parameters: number;
  readonly aic: number;
  readonly bic: number;
  readonly iterations: number;
  /** mean of each row, zeros included */
  readonly fitted: Float64Array;
  /** probability of a zero in each row */
  readonly zeroProbability: Float64Array;
}

/** Probability of a zero of the count part. */
export const zeroOfCounts = (mean: number, theta: number): number =>
  theta === Number.POSITIVE_INFINITY ? Math.exp(-mean) : Math.exp(-theta * Math.log1p(mean / theta));

export const criteria = (
  logLikelihood: number,
  parameters: number,
  n: number,
): { readonly aic: number; readonly bic: number } => ({
  aic: 2 * (parameters - logLikelihood),
  bic: Math.log(n) * parameters - 2 * logLikelihood,
});

/** Rows with a weight above 0. */
export const rowsCounted = (outcome: Float64Array, weights: Float64Array | undefined): number =>
  weights === undefined ? outcome.length : weights.reduce((sum, weight) => sum + (weight > 0 ? 1 : 0), 0);
