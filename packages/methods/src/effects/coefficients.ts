import { normalQuantile, normalTwoSided } from '../distributions/normal.ts';
import { studentTQuantile, studentTTwoSided } from '../distributions/student-t.ts';

/** One estimate with what it can be off by. */
export interface EffectEstimate {
  readonly name: string;
  readonly estimate: number;
  readonly standardError: number;
  /** estimate / standardError */
  readonly statistic: number;
  /** two-sided p-value of no effect */
  readonly p: number;
  /** 95 % interval */
  readonly lower: number;
  readonly upper: number;
}

/**
 * One estimate with a test against the t distribution, or the normal where degrees are not given.
 * @param reach standard errors on either side of the interval
 */
export const estimateOf = (
  name: string,
  estimate: number,
  standardError: number,
  reach: number,
  degreesOfFreedom?: number,
): EffectEstimate => {
  const statistic = estimate / standardError;
  return {
    name,
    estimate,
    standardError,
    statistic,
    p:
      degreesOfFreedom === undefined
        ? normalTwoSided(statistic)
        : studentTTwoSided(statistic, degreesOfFreedom),
    lower: estimate - reach * standardError,
    upper: estimate + reach * standardError,
  };
};

/** Estimates with tests and pointwise intervals from their covariance. */
export const coefficientsOf = (
  names: readonly string[],
  estimate: ArrayLike<number>,
  covariance: Float64Array,
  degreesOfFreedom?: number,
): EffectEstimate[] => {
  const reach =
    degreesOfFreedom === undefined ? normalQuantile(0.975) : studentTQuantile(0.975, degreesOfFreedom);
  return names.map((name, k) =>
    estimateOf(name, estimate[k]!, Math.sqrt(covariance[k * names.length + k]!), reach, degreesOfFreedom),
  );
};
