import { Problem } from '@bluehelm/kernel/problem';
import { chiSquaredUpperTail } from '../distributions/gamma.ts';
import { methodProblems } from '../problems.ts';

/** What a likelihood-ratio test needs to know of a model. */
export interface Fitted {
  readonly logLikelihood: number;
  readonly parameters: number;
  readonly n: number;
}

export interface LikelihoodRatio {
  readonly kind: 'likelihood-ratio';
  /** twice the gain in log-likelihood */
  readonly statistic: number;
  readonly degrees: number;
  readonly p: number;
}

/**
 * Does the larger of two nested models explain more than chance would? Not for clustered data, and not for Poisson against
 * negative binomial, where the null lies on the border: `overdispersionTest`.
 *
 * @throws Problem METHOD_VALUE_INVALID unless both have the same rows and the larger more parameters
 *
 * Source: Wilks (1938), Annals of Mathematical Statistics 9(1).
 */
export const likelihoodRatio = (smaller: Fitted, larger: Fitted): LikelihoodRatio => {
  if (smaller.n !== larger.n)
    throw new Problem(
      methodProblems.value,
      `The models have ${smaller.n} and ${larger.n} rows; the same ones were expected.`,
    );
  const degrees = larger.parameters - smaller.parameters;
  if (degrees < 1)
    throw new Problem(
      methodProblems.value,
      `The models have ${smaller.parameters} and ${larger.parameters} parameters; more in the larger were expected.`,
    );
  const statistic = Math.max(0, 2 * (larger.logLikelihood - smaller.logLikelihood));
  return { kind: 'likelihood-ratio', statistic, degrees, p: chiSquaredUpperTail(statistic, degrees) };
};
