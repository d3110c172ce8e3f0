import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { breathing } from '../long-run.ts';
import { coefficientsOf, type EffectEstimate } from './coefficients.ts';
import { withinPlan } from './demean.ts';
import { smallSample } from './errors.ts';
import {
  type FixedEffectsDesign,
  type FixedEffectsModel,
  type FixedEffectsOptions,
  fixedEffectsDesign,
  noConvergence,
  noVariation,
  tooFewRows,
} from './fixed-effects-design.ts';
import {
  type DroppedTerm,
  type LeastSquares,
  leastSquares,
  subtractFit,
  variationOf,
} from './least-squares.ts';
import { dot, sandwich, weightedDot } from './matrix.ts';
import { meatOf } from './meat.ts';
import { positiveSemidefinite } from './positive-semidefinite.ts';

export interface FixedEffectsOlsResult {
  readonly kind: 'fixed-effects-ols';
  readonly coefficients: readonly EffectEstimate[];
  /** of the coefficients, row by row */
  readonly covariance: Float64Array;
  /** terms without an estimate, and why */
  readonly dropped: readonly DroppedTerm[];
  /** rows used */
  readonly rows: number;
  /** rows left out because they are alone in a level of an effect */
  readonly singletons: number;
  /** levels of each effect among the rows used */
  readonly levels: readonly number[];
  /** of the t distribution that p and intervals come from */
  readonly degreesOfFreedom: number;
  /** share of the outcome's variation within the effects that the terms explain */
  readonly withinR2: number;
  /** the rows used, as indexes of those given; undefined when all were */
  readonly kept: Uint32Array | undefined;
  /** of the rows used */
  readonly residuals: Float64Array;
}

/**
 * What goes with a change of the terms once everything constant within a level of each effect is taken out: least
 * squares with one, two or more fixed effects (two-way: units and periods).
 *
 * @param model outcome, terms and effects, one entry a row; terms that nothing is left of are dropped and named
 * @param options which errors; `signal` and `onProgress` as it may run for seconds
 * @returns coefficients, or `Insufficient` for too few rows or clusters, terms without variation, no convergence
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * Two-way: O(n · terms²) + the smaller effect's levels³ / 6, or O(n) a round of conjugate gradients where there are
 * thousands of them. Source: Frisch & Waugh (1933), Econometrica 1(4); Baltagi (2021), Econometric Analysis of Panel
 * Data, 6th ed., section 3.2; small-sample corrections as fixest makes them (see `smallSample`).
 */
export const fixedEffectsOls = async (
  model: FixedEffectsModel,
  options: FixedEffectsOptions,
): Promise<FixedEffectsOlsResult | Insufficient> => {
  const breath = breathing(options);
  const design = fixedEffectsDesign(model, options);
  if (isInsufficient(design)) return design;
  const { rows, names, outcome, columns, weights, effects, sample } = design;
  if (rows < 2) return tooFewRows(rows, 1);
  const variation = columns.map((column) => variationOf(column, weights));
  if (breath.due()) await breath.take(0.1);
  const demeaner = await withinPlan(effects, weights !== undefined).demeaner(weights, breath);
  for (const [at, column] of [outcome, ...columns].entries()) {
    if (breath.due()) await breath.take(0.2 + (0.6 * at) / (columns.length + 1));
    if (!(await demeaner.demean(column, breath)))
      return noConvergence('The effects are too loosely connected to be told apart.', 20_000);
  }
  const within = squares(outcome, weights);
  const fit = leastSquares(outcome, columns, names, variation, weights);
  if (fit.terms.length === 0) return noVariation();
  subtractFit(outcome, columns, fit);
  if (breath.due()) await breath.take(0.9);
  const judged = judge(design, fit, outcome);
  if (isInsufficient(judged)) return judged;
  return {
    kind: 'fixed-effects-ols',
    coefficients: judged.coefficients,
    covariance: judged.covariance,
    dropped: fit.dropped,
    rows,
    singletons: sample.singletons,
    levels: effects.map(({ count }) => count),
    degreesOfFreedom: judged.degreesOfFreedom,
    withinR2: 1 - squares(outcome, weights) / within,
    kept: sample.kept,
    residuals: outcome,
  };
};

const judge = (
  { rows, names, columns, weights, effects, errors }: FixedEffectsDesign,
  { terms, estimate, inverse }: LeastSquares,
  residuals: Float64Array,
): { coefficients: EffectEstimate[]; covariance: Float64Array; degreesOfFreedom: number } | Insufficient => {
  const size = terms.length;
  const { factor, degreesOfFreedom } = smallSample(errors, rows, size, effects);
  if (!(factor > 0 && Number.isFinite(factor) && degreesOfFreedom > 0))
    return tooFewRows(rows, size + effects.reduce((sum, { count }) => sum + count, 1 - effects.length));
  let covariance: Float64Array;
  if (errors === 'iid') {
    const variance = factor * squares(residuals, weights);
    covariance = inverse.map((value) => value * variance);
  } else {
    const scores = weights === undefined ? residuals : residuals.map((value, i) => value * weights[i]!);
    const meat = meatOf(
      terms.map((k) => columns[k]!),
      scores,
      errors,
    );
    covariance = sandwich(inverse, meat, size).map((value) => value * factor);
    if (typeof errors !== 'string' && errors.length > 1) covariance = positiveSemidefinite(covariance, size);
  }
  return {
    coefficients: coefficientsOf(
      terms.map((k) => names[k]!),
      estimate,
      covariance,
      degreesOfFreedom,
    ),
    covariance,
    degreesOfFreedom,
  };
};

const squares = (values: Float64Array, weights?: Float64Array): number =>
  weights === undefined ? dot(values, values) : weightedDot(values, values, weights);
