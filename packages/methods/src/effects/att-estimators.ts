import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { logit } from './logit.ts';

/** How untreated units are made comparable with treated ones. */
export type AttMethod = 'dr' | 'reg' | 'ipw';

/** Two periods of treated units and their controls. */
interface TwoPeriods {
  /** change of the outcome of each unit, the treated first */
  readonly change: Float64Array;
  /** how many of them are treated */
  readonly treated: number;
  /** covariates without a constant */
  readonly covariates: readonly Float64Array[];
}

export interface AttEstimate {
  readonly att: number;
  /** what each unit adds, centred: its mean square over the number of units is the variance of `att` */
  readonly influence: Float64Array;
}

/** Why a cell has no estimate. */
export type NoAtt = 'singular' | 'no-overlap' | 'no-convergence';

// controls that look this much like treated ones are not weighted (trimming of DRDID), and no fit is believed at all
// where some unit is treated this surely
const MOST_LIKELY_CONTROL = 0.995;
const SURE = 0.999;

/**
 * The average effect on the treated and its influence function: outcome regression, inverse probability weighting (normalised), or doubly robust.
 * Sant'Anna & Zhao (2020), J. Econometrics 219(1), equations 2.2 to 2.6 with the influence functions of their
 * appendix; ipw normalised as Hájek. O(n · covariates²).
 */
export const twoPeriodAtt = (data: TwoPeriods, method: AttMethod): AttEstimate | NoAtt => {
  const { change, treated } = data;
  const n = change.length;
  const x = standardised(data);
  if (x === undefined) return 'singular';
  const outcomes = method === 'ipw' ? undefined : controlRegression(data, x);
  if (outcomes === 'singular') return 'singular';
  const weight = new Float64Array(n);
  let fit: ReturnType<typeof logit> | undefined;
  if (method === 'reg') weight.fill(1, treated);
  else {
    fit = logit(x, treated);
    if (typeof fit === 'string') return fit;
    if (fit.probability.some((p) => p >= SURE)) return 'no-overlap';
    for (let i = treated; i < n; i++) {
      const p = fit.probability[i]!;
      weight[i] = p < MOST_LIKELY_CONTROL ? p / (1 - p) : 0;
    }
  }
  const gap = outcomes ? change.map((value, i) => value - outcomes.fitted[i]!) : change;
  const own = weightedMean(gap, undefined, 0, treated);
  // with regression alone, the controls' own residuals have mean zero by construction
  const other = method === 'reg' ? 0 : weightedMean(gap, weight, treated, n);
  const influence = new Float64Array(n);
  const shareTreated = treated / n;
  let weightMean = 0;
  for (let i = treated; i < n; i++) weightMean += weight[i]! / n;
  for (let i = 0; i < treated; i++) influence[i] = (gap[i]! - own) / shareTreated;
  if (method !== 'reg')
    for (let i = treated; i < n; i++) influence[i] = (-weight[i]! * (gap[i]! - other)) / weightMean;
  if (fit && typeof fit !== 'string') {
    // estimating the probabilities: −(score) · information⁻¹ · M₂
    const moment = x.map((column) => {
      let sum = 0;
      for (let i = treated; i < n; i++) sum += weight[i]! * (gap[i]! - other) * column[i]!;
      return sum / n / weightMean;
    });
    const turned = times(fit.inverse, moment).map((value) => value * n);
    for (let i = 0; i < n; i++) {
      const score = (i < treated ? 1 : 0) - fit.probability[i]!;
      influence[i] = influence[i]! - score * inner(x, turned, i);
    }
  }
  if (outcomes) {
    // estimating the regression: −(x residual) · (XᵀX)⁻¹ · (M₁ of the treated − M₃ of the weighted controls)
    const moment = x.map((column) => {
      const fromTreated = weightedMean(column, undefined, 0, treated);
      return method === 'reg' ? fromTreated : fromTreated - weightedMean(column, weight, treated, n);
    });
    const turned = times(outcomes.inverse, moment).map((value) => value * n);
    for (let i = treated; i < n; i++) influence[i] = influence[i]! - gap[i]! * inner(x, turned, i);
  }
  return { att: own - other, influence };
};

/** A constant and the covariates, each with mean 0 and length √n, for the sake of rounding. */
const standardised = ({ change, covariates }: TwoPeriods): Float64Array[] | undefined => {
  const n = change.length;
  const columns = [new Float64Array(n).fill(1)];
  for (const values of covariates) {
    const mean = weightedMean(values, undefined, 0, n);
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
    const scale = Math.sqrt(squares / n);
    if (!(scale > 1e-12 * Math.abs(mean))) return undefined;
    columns.push(values.map((value) => (value - mean) / scale));
  }
  return columns;
};

/** Least squares of the change among controls, told for all. */
const controlRegression = (
  { change, treated }: TwoPeriods,
  x: readonly Float64Array[],
): { fitted: Float64Array; inverse: Float64Array } | 'singular' => {
  const size = x.length;
  const n = change.length;
  const gram = new Float64Array(size * size);
  const moment = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = treated; i < n; i++) sum += x[a]![i]! * x[b]![i]!;
      gram[a * size + b] = sum;
      gram[b * size + a] = sum;
    }
    for (let i = treated; i < n; i++) moment[a] = moment[a]! + x[a]![i]! * change[i]!;
  }
  const root = cholesky(gram, size);
  if (isSingular(root)) return 'singular';
  const slopes = root.solve(moment);
  const fitted = new Float64Array(n);
  for (let i = 0; i < n; i++) fitted[i] = inner(x, slopes, i);
  return { fitted, inverse: root.inverse() };
};

const weightedMean = (
  values: Float64Array,
  weights: Float64Array | undefined,
  from: number,
  to: number,
): number => {
  let sum = 0;
  let total = 0;
  for (let i = from; i < to; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
};

const inner = (x: readonly Float64Array[], slopes: ArrayLike<number>, i: number): number => {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]![i]! * slopes[k]!;
  return sum;
};

const times = (matrix: Float64Array, vector: readonly number[]): number[] =>
  vector.map((_, a) => vector.reduce((sum, value, b) => sum + matrix[a * vector.length + b]! * value, 0));
