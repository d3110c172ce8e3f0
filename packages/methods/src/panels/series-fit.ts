import { negativeBinomialRegression, poissonRegression } from '../counts/count-regression.ts';
import type { Design } from '../design/design.ts';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { type Cholesky, cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import type { LongRun } from '../long-run.ts';

export type SeriesFamily = 'gaussian' | 'poisson' | 'negative-binomial';

interface SeriesFit {
  readonly estimates: Float64Array;
  readonly fitted: Float64Array;
  /** Infinity but for the negative binomial */
  readonly theta: number;
  readonly bread: Cholesky;
  /** n × columns: the design's rows times the square root of their weight */
  readonly weighted: Float64Array;
  /** (y − fitted) over its standard deviation */
  readonly residuals: Float64Array;
}

/** Estimates of one series' regression, and what robust errors need. */
export const fitSeries = async (
  outcome: Float64Array,
  design: Design,
  exposure: Float64Array | undefined,
  family: SeriesFamily,
  longRun: LongRun,
): Promise<SeriesFit | Insufficient> => {
  const found =
    family === 'gaussian'
      ? leastSquares(outcome, design)
      : await countFit(outcome, design, exposure, family, longRun);
  if (isInsufficient(found)) return found;
  const { estimates, fitted, theta } = found;
  const width = design.columns.length;
  const n = outcome.length;
  const information = new Float64Array(width * width);
  const weighted = new Float64Array(n * width);
  const residuals = new Float64Array(n);
  for (let t = 0; t < n; t++) {
    const mean = fitted[t]!;
    const share = theta === Number.POSITIVE_INFINITY ? 1 : theta / (mean + theta);
    const weight = family === 'gaussian' ? 1 : mean * share;
    // variance of a count: mean / share
    residuals[t] =
      family === 'gaussian' ? outcome[t]! - mean : (outcome[t]! - mean) / Math.sqrt(mean / share);
    for (let i = 0; i < width; i++) {
      const value = design.values[t * width + i]!;
      weighted[t * width + i] = Math.sqrt(weight) * value;
      for (let j = 0; j < width; j++)
        information[i * width + j] =
          information[i * width + j]! + weight * value * design.values[t * width + j]!;
    }
  }
  const bread = cholesky(information, width);
  return isSingular(bread)
    ? singular(design, bread.column)
    : { estimates, fitted, theta, bread, weighted, residuals };
};

const countFit = async (
  outcome: Float64Array,
  design: Design,
  exposure: Float64Array | undefined,
  family: Exclude<SeriesFamily, 'gaussian'>,
  longRun: LongRun,
) => {
  const data = { outcome, design, ...(exposure ? { offset: exposure.map(Math.log) } : {}) };
  const regression = family === 'poisson' ? poissonRegression : negativeBinomialRegression;
  const found = await regression(data, longRun);
  if (isInsufficient(found)) return found;
  return { estimates: found.coefficients.estimates, fitted: found.fitted, theta: found.theta };
};

const leastSquares = (outcome: Float64Array, design: Design) => {
  const width = design.columns.length;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (let t = 0; t < outcome.length; t++)
    for (let i = 0; i < width; i++) {
      const value = design.values[t * width + i]!;
      right[i] = right[i]! + value * outcome[t]!;
      for (let j = 0; j < width; j++)
        gram[i * width + j] = gram[i * width + j]! + value * design.values[t * width + j]!;
    }
  const root = cholesky(gram, width);
  if (isSingular(root)) return singular(design, root.column);
  const estimates = root.solve(right);
  return { estimates, fitted: predicted(design, estimates), theta: Number.POSITIVE_INFINITY };
};

/** The linear predictor of each row. */
export const predicted = ({ rows, columns, values }: Design, estimates: Float64Array): Float64Array => {
  const width = columns.length;
  const sums = new Float64Array(rows);
  for (let t = 0; t < rows; t++)
    for (let i = 0; i < width; i++) sums[t] = sums[t]! + values[t * width + i]! * estimates[i]!;
  return sums;
};

const singular = (design: Design, column: number): Insufficient =>
  insufficient({
    reason: 'singular-design',
    detail: `The column ${design.columns[column]} is a combination of those before it.`,
    have: column,
    need: design.columns.length,
  });
