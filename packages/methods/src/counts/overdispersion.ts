import { Problem } from '@bluehelm/kernel/problem';
import { normalUpperTail } from '../distributions/normal.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import type { CountData, CountOptions } from './count-data.ts';
import { poissonRegression } from './count-regression.ts';

export interface Overdispersion {
  readonly kind: 'overdispersion';
  /** standard normal when the counts are Poisson; large when they vary more */
  readonly z: number;
  /** one-sided: the counts vary more than Poisson ones */
  readonly p: number;
  /** α of variance μ + α μ², by moments; below 0 where the counts vary less */
  readonly alpha: number;
  /** Pearson's χ² by its degrees of freedom, 1 for Poisson counts */
  readonly dispersion: number;
}

/**
 * Do counts vary more than Poisson ones with the same means? The score test against the negative binomial, with the correction
 * for the means having been estimated.
 *
 * @returns the test, or `Insufficient` as `poissonRegression`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID (weights are not taken)
 *
 * O(rows · columns²). Source: Dean & Lawless (1989), JASA 84(406), 467–472; Dean (1992), JASA 87(418), statistic P′_B.
 */
export const overdispersionTest = async (
  data: Omit<CountData, 'weights'>,
  options: Omit<CountOptions, 'errors'> = {},
): Promise<Overdispersion | Insufficient> => {
  if ('weights' in data && data.weights !== undefined)
    throw new Problem(methodProblems.value, 'weights were given; the test counts each row once.');
  const model = await poissonRegression(data, options);
  if (isInsufficient(model)) return model;
  const { fitted, coefficients, pearson } = model;
  const { values, columns, rows } = data.design;
  const width = columns.length;
  let excess = 0;
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    const mean = fitted[i]!;
    let leverage = 0;
    for (let j = 0; j < width; j++)
      for (let k = 0; k < width; k++)
        leverage += values[i * width + j]! * coefficients.covariance[j * width + k]! * values[i * width + k]!;
    const gap = data.outcome[i]! - mean;
    excess += gap * gap - data.outcome[i]! + mean * leverage * mean;
    squares += mean * mean;
  }
  const z = excess / Math.sqrt(2 * squares);
  return {
    kind: 'overdispersion',
    z,
    p: normalUpperTail(z),
    alpha: excess / squares,
    dispersion: pearson / (rows - width),
  };
};
