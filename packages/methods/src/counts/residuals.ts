import { negativeBinomialDistribution } from '../distributions/negative-binomial.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { poissonDistribution } from '../distributions/poisson.ts';
import { sameLength } from '../problems.ts';
import { seeded } from '../random/seeded.ts';
import { type CountRegression, unitDeviance } from './count-regression.ts';

export type ResidualKind =
  | 'response'
  | 'pearson'
  | 'deviance'
  /** normal when the model is right, whatever the counts; drawn between P(Y < y) and P(Y ≤ y) */
  | { readonly randomisedQuantile: number | bigint };

/**
 * How far each count lies from what the model expects of it.
 *
 * @param kind `response`: y − μ; `pearson`: that in standard deviations; `deviance`: the signed root of the row's deviance;
 * `randomisedQuantile`: with this seed
 * @throws Problem METHOD_LENGTHS_DIFFER
 *
 * O(rows). Sources: McCullagh & Nelder (1989), section 2.4; Dunn & Smyth (1996), JCGS 5(3), for randomised quantiles.
 */
export const countResiduals = (
  outcome: Float64Array,
  { fitted, theta }: Pick<CountRegression, 'fitted' | 'theta'>,
  kind: ResidualKind,
): Float64Array => {
  sameLength({ outcome, fitted });
  if (typeof kind === 'object') return quantiles(outcome, fitted, theta, kind.randomisedQuantile);
  return outcome.map((y, i) => {
    const mean = fitted[i]!;
    if (kind === 'response') return y - mean;
    if (kind === 'pearson') return (y - mean) / Math.sqrt(mean + (mean * mean) / theta);
    return Math.sign(y - mean) * Math.sqrt(Math.max(0, unitDeviance(y, mean, theta)));
  });
};

// keeps a draw off 0 and 1, where the normal quantile is infinite
const LEAST = 1e-16;

const quantiles = (
  outcome: Float64Array,
  fitted: Float64Array,
  theta: number,
  seed: number | bigint,
): Float64Array => {
  const rng = seeded(seed);
  const upTo = (k: number, mean: number): number =>
    theta === Number.POSITIVE_INFINITY
      ? poissonDistribution(k, mean)
      : negativeBinomialDistribution(k, mean, theta);
  return outcome.map((y, i) => {
    const below = upTo(y - 1, fitted[i]!);
    const drawn = below + rng.next() * (upTo(y, fitted[i]!) - below);
    return normalQuantile(Math.min(1 - LEAST, Math.max(LEAST, drawn)));
  });
};
