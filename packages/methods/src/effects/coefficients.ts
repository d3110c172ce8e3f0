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

/** Estimates with tests and intervals from the t distribution, or the normal where degrees are not given. */
export const coefficientsOf = (
  names: readonly string[],
  estimate: ArrayLike<number>,
  covariance: Float64Array,
  degreesOfFreedom?: number,
): EffectEstimate[] => {
  const reach =
    degreesOfFreedom === undefined ? normalQuantile(0.975) : studentTQuantile(0.975, degreesOfFreedom);
  return names.map((name, k) => {
    const value = estimate[k]!;
    const standardError = Math.sqrt(covariance[k * names.length + k]!);
    const statistic = value / standardError;
    return {
      name,
      estimate: value,
      standardError,
      statistic,
      p:
        degreesOfFreedom === undefined
          ? normalTwoSided(statistic)
          : studentTTwoSided(statistic, degreesOfFreedom),
      lower: value - reach * standardError,
      upper: value + reach * standardError,
    };
  });
};
