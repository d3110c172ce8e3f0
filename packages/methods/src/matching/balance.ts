import type { MatchingData } from './match-data.ts';

/** How alike treated and controls are in one covariate, weighted. */
export interface CovariateBalance {
  readonly covariate: string;
  readonly meanTreated: number;
  readonly meanControls: number;
  /** difference of means over the standard deviation of all treated units before matching; within ±0.1 is called balanced */
  readonly standardisedDifference: number;
  /** variance of the treated over that of the controls */
  readonly varianceRatio: number;
  /** mean and largest distance of the two distribution functions */
  readonly distributionMean: number;
  readonly distributionMost: number;
}

/**
 * A balance table: Stuart (2010), Statistical Science 25(1), section 4. Weights as `weights` of a match; ones before it.
 * NaN where a covariate does not vary. O(units · log units) a covariate.
 */
export const balanceTable = (
  { treated, covariates }: MatchingData,
  weights: Float64Array,
): CovariateBalance[] =>
  Object.entries(covariates).map(([covariate, values]) => {
    const all = moments(values, treated, 1, undefined);
    const one = moments(values, treated, 1, weights);
    const other = moments(values, treated, 0, weights);
    const { mean, most } = distributionsApart(values, treated, weights);
    return {
      covariate,
      meanTreated: one.mean,
      meanControls: other.mean,
      standardisedDifference: (one.mean - other.mean) / Math.sqrt(all.variance),
      varianceRatio: one.variance / other.variance,
      distributionMean: mean,
      distributionMost: most,
    };
  });

/** Weighted mean and variance; with weights w the variance divides by Σw − Σw²/Σw, which is n − 1 for ones. */
const moments = (
  values: Float64Array,
  treated: ArrayLike<number>,
  side: number,
  weights: Float64Array | undefined,
): { mean: number; variance: number } => {
  let total = 0;
  let squares = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    if (treated[i] !== side) continue;
    const w = weights?.[i] ?? 1;
    total += w;
    squares += w * w;
    sum += w * values[i]!;
  }
  const mean = sum / total;
  let apart = 0;
  for (let i = 0; i < values.length; i++)
    if (treated[i] === side) apart += (weights?.[i] ?? 1) * (values[i]! - mean) ** 2;
  return { mean, variance: apart / (total - squares / total) };
};

const distributionsApart = (values: Float64Array, treated: ArrayLike<number>, weights: Float64Array) => {
  const order = Array.from(values, (_, i) => i)
    .filter((i) => weights[i]! > 0)
    .sort((a, b) => values[a]! - values[b]!);
  let [one, other] = [0, 0];
  for (const i of order)
    if (treated[i] === 1) one += weights[i]!;
    else other += weights[i]!;
  let [f, g, sum, most, distinct] = [0, 0, 0, 0, 0];
  order.forEach((i, at) => {
    if (treated[i] === 1) f += weights[i]! / one;
    else g += weights[i]! / other;
    // only where a value ends do the functions hold
    if (at + 1 < order.length && values[order[at + 1]!] === values[i]) return;
    distinct++;
    sum += Math.abs(f - g);
    most = Math.max(most, Math.abs(f - g));
  });
  return { mean: sum / distinct, most };
};
