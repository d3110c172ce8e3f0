import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';

export interface LogLinearFit {
  readonly coefficients: Float64Array;
  readonly mean: Float64Array;
  /** diagonal of the hat matrix */
  readonly leverage: Float64Array;
  /** weighted sum of squared Pearson residuals by residual degrees of freedom */
  readonly dispersion: number;
}

const MOST_STEPS = 50;

/**
 * A weighted quasi-Poisson regression with logarithmic link by iteratively reweighted least squares. McCullagh & Nelder (1989),
 * Generalized Linear Models, section 2.5.
 *
 * @param design rows × columns, row by row, the first column 1
 * @returns undefined when the design is singular or the fit does not converge
 */
export const fitLogLinear = (
  y: Float64Array,
  design: Float64Array,
  columns: number,
  weights: Float64Array,
): LogLinearFit | undefined => {
  const rows = y.length;
  // R's start: the counts themselves, a little off 0
  let mean = y.map((count) => count + 0.1);
  let coefficients = new Float64Array(columns);
  let deviance = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MOST_STEPS; step++) {
    const information = new Float64Array(columns * columns);
    const right = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      const w = weights[row]! * mean[row]!;
      const response = Math.log(mean[row]!) + (y[row]! - mean[row]!) / mean[row]!;
      for (let a = 0; a < columns; a++) {
        const x = design[row * columns + a]!;
        if (x === 0) continue;
        right[a]! += w * x * response;
        for (let b = 0; b <= a; b++) information[a * columns + b]! += w * x * design[row * columns + b]!;
      }
    }
    const factor = cholesky(information, columns);
    if (isSingular(factor)) return undefined;
    coefficients = Float64Array.from(factor.solve(right));
    mean = y.map((_, row) => {
      let score = 0;
      for (let a = 0; a < columns; a++) score += coefficients[a]! * design[row * columns + a]!;
      return Math.exp(score);
    });
    const last = deviance;
    deviance = y.reduce(
      (sum, count, row) =>
        sum +
        2 * weights[row]! * ((count > 0 ? count * Math.log(count / mean[row]!) : 0) - count + mean[row]!),
      0,
    );
    if (!Number.isFinite(deviance)) return undefined;
    if (Math.abs(deviance - last) <= 1e-10 * (0.1 + Math.abs(deviance))) {
      const inverse = factor.inverse();
      const leverage = y.map(
        (_, row) => weights[row]! * mean[row]! * quadratic(inverse, design, columns, row),
      );
      const pearson = y.reduce(
        (sum, count, row) => sum + (weights[row]! * (count - mean[row]!) ** 2) / mean[row]!,
        0,
      );
      return { coefficients, mean, leverage, dispersion: pearson / (rows - columns) };
    }
  }
  return undefined;
};

const quadratic = (matrix: Float64Array, design: Float64Array, columns: number, row: number): number => {
  let sum = 0;
  for (let a = 0; a < columns; a++)
    for (let b = 0; b < columns; b++)
      sum += design[row * columns + a]! * matrix[a * columns + b]! * design[row * columns + b]!;
  return sum;
};
