import { Problem } from '@bluehelm/kernel/problem';
import type { Design } from '../design/design.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { methodProblems, numberWithin, sameLength } from '../problems.ts';
import type { CountRegression } from './count-regression.ts';

export interface PredictionOptions {
  /** as in the regression: the logarithm of the exposure */
  readonly offset?: Float64Array | undefined;
  /** of the interval; 0.95 when absent */
  readonly level?: number;
}

/** Means of rows, and how well they are known. */
export interface CountPrediction {
  readonly mean: Float64Array;
  /** of the logarithm of the mean */
  readonly standardError: Float64Array;
  /** interval of the mean (not of single counts, which scatter about it) */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * The means that a regression expects for other rows, with intervals from the covariance it was fitted with.
 *
 * @throws Problem METHOD_VALUE_INVALID where the columns are not those of the regression, METHOD_LENGTHS_DIFFER
 *
 * O(rows · columns²).
 */
export const predictCounts = (
  { coefficients: { columns, estimates, covariance } }: CountRegression,
  design: Design,
  { offset, level = 0.95 }: PredictionOptions = {},
): CountPrediction => {
  if (columns.join('\n') !== design.columns.join('\n'))
    throw new Problem(
      methodProblems.value,
      `The design has the columns ${design.columns.join(', ')}; those of the regression, ${columns.join(', ')}, were expected.`,
    );
  sameLength({ 'rows of the design': { length: design.rows }, offset });
  numberWithin('level', level, 0, 1);
  const width = columns.length;
  const reach = normalQuantile(0.5 + level / 2);
  const mean = new Float64Array(design.rows);
  const standardError = new Float64Array(design.rows);
  const lower = new Float64Array(design.rows);
  const upper = new Float64Array(design.rows);
  for (let i = 0; i < design.rows; i++) {
    const row = design.values.subarray(i * width, (i + 1) * width);
    let eta = offset?.[i] ?? 0;
    let variance = 0;
    for (let j = 0; j < width; j++) {
      eta += row[j]! * estimates[j]!;
      for (let k = 0; k < width; k++) variance += row[j]! * covariance[j * width + k]! * row[k]!;
    }
    mean[i] = Math.exp(eta);
    standardError[i] = Math.sqrt(Math.max(0, variance));
    lower[i] = Math.exp(eta - reach * standardError[i]!);
    upper[i] = Math.exp(eta + reach * standardError[i]!);
  }
  return { mean, standardError, lower, upper };
};
