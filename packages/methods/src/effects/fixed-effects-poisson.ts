import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { type Breath, breathing } from '../long-run.ts';
import { methodProblems } from '../problems.ts';
import { coefficientsOf, type EffectEstimate } from './coefficients.ts';
import { withinPlan } from './demean.ts';
import { smallSample } from './errors.ts';
import { rowsOf } from './estimation-sample.ts';
import {
  type FixedEffectsDesign,
  type FixedEffectsModel,
  type FixedEffectsOptions,
  fixedEffectsDesign,
  noConvergence,
  noVariation,
  tooFewRows,
} from './fixed-effects-design.ts';
import { type DroppedTerm, type LeastSquares, leastSquares, variationOf } from './least-squares.ts';
import { sandwich } from './matrix.ts';
import { meatOf } from './meat.ts';
import { poissonStep, saturatedFit, startingMeans } from './poisson-step.ts';
import { positiveSemidefinite } from './positive-semidefinite.ts';

export interface FixedEffectsPoissonModel extends Omit<FixedEffectsModel, 'weights'> {
  /** counts, or any outcome of at least 0 */
  readonly outcome: Float64Array;
  /** added to the linear predictor with a coefficient of 1: the logarithm of exposure */
  readonly offset?: Float64Array | undefined;
}

export interface FixedEffectsPoissonResult {
  readonly kind: 'fixed-effects-poisson';
  /** on the scale of logarithms: a unit more of a term multiplies the mean by exp(estimate) */
  readonly coefficients: readonly EffectEstimate[];
  readonly covariance: Float64Array;
  readonly dropped: readonly DroppedTerm[];
  /** rows used */
  readonly rows: number;
  readonly singletons: number;
  /** rows left out because all outcomes of their level are 0 */
  readonly onlyZeros: number;
  /** rows with outcome 0 left out because terms and effects together predict them perfectly */
  readonly separated: number;
  readonly levels: readonly number[];
  readonly deviance: number;
  readonly iterations: number;
  readonly kept: Uint32Array | undefined;
  /** expected outcomes of the rows used */
  readonly means: Float64Array;
}

const MOST_ITERATIONS = 60;
const CLOSE_ENOUGH = 1e-11;
// rows that are predicted perfectly lose one in their predictor at every step, when all others stand this still
const STILL = 1e-4;

/**
 * Poisson regression with one, two or more fixed effects: what multiplies the expected count once everything constant
 * within a level of each effect is taken out. Consistent for any outcome of at least 0 whose mean is exponential; only
 * the errors must allow for its variance, so cluster them.
 *
 * @param model counts, terms, effects and the logarithm of exposure, one entry a row
 * @returns coefficients, or `Insufficient` for too few rows or clusters, terms without variation, no convergence
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * Iteratively reweighted least squares on demeaned columns; an iteration costs what `fixedEffectsOls` does.
 * Source: Correia, Guimarães & Zylkin (2020), Stata Journal 20(1); separation: the same (2019), "Verifying the
 * existence of maximum likelihood estimates for generalized linear models", whose rows are found here by the step
 * of one that Newton's method takes along a direction of separation.
 */
export const fixedEffectsPoisson = async (
  model: FixedEffectsPoissonModel,
  options: FixedEffectsOptions,
): Promise<FixedEffectsPoissonResult | Insufficient> => {
  const breath = breathing(options);
  model.outcome.forEach((count, i) => {
    if (!(count >= 0))
      throw new Problem(
        methodProblems.value,
        `outcome[${i}] is ${count}; a number of at least 0 was expected.`,
      );
  });
  const { offset, ...rest } = model;
  const terms = offset ? { ...model.terms, [OFFSET]: offset } : model.terms;
  let dataset: FixedEffectsModel = { ...rest, terms };
  let { errors } = options;
  let kept: Uint32Array | undefined;
  let separated = 0;
  let singletons = 0;
  let onlyZeros = 0;
  for (;;) {
    const design = fixedEffectsDesign(dataset, { ...options, errors }, 'counts');
    if (isInsufficient(design)) return design;
    singletons += design.sample.singletons;
    onlyZeros += design.sample.onlyZeros;
    kept = within(kept, design.sample.kept);
    if (design.rows < 2)
      return insufficient({
        reason: 'too-few-rows',
        detail: 'Every level of an effect has only zeros or a single row, so nothing is left to compare.',
        have: design.rows,
        need: 2,
      });
    const fit = await iterate(design, offset !== undefined, breath);
    if (isInsufficient(fit)) return fit;
    if (fit.separated.length === 0) {
      const judged = judge(design, fit);
      if (isInsufficient(judged)) return judged;
      return {
        kind: 'fixed-effects-poisson',
        ...judged,
        dropped: fit.squares.dropped,
        rows: design.rows,
        singletons,
        onlyZeros,
        separated,
        levels: design.effects.map(({ count }) => count),
        deviance: fit.deviance,
        iterations: fit.iterations,
        kept,
        means: fit.means,
      };
    }
    separated += fit.separated.length;
    const left = otherRows(model.outcome.length, kept, fit.separated);
    kept = left;
    dataset = {
      outcome: rowsOf(model.outcome, left),
      terms: Object.fromEntries(Object.entries(terms).map(([name, values]) => [name, rowsOf(values, left)])),
      effects: Object.fromEntries(
        Object.entries(model.effects).map(([name, labels]) => [
          name,
          Float64Array.from(left, (i) => labels[i]!),
        ]),
      ),
    };
    if (typeof options.errors !== 'string')
      errors = {
        cluster: options.errors.cluster.map((labels) => Float64Array.from(left, (i) => labels[i]!)),
      };
  }
};

// beside the terms the offset only needs the same rows
const OFFSET = ' offset';

interface PoissonFit {
  readonly squares: LeastSquares;
  readonly columns: readonly Float64Array[];
  readonly means: Float64Array;
  readonly deviance: number;
  readonly iterations: number;
  /** rows that are predicted perfectly */
  readonly separated: readonly number[];
}

const iterate = async (
  { outcome, columns: all, names: allNames, effects, rows }: FixedEffectsDesign,
  hasOffset: boolean,
  breath: Breath,
): Promise<PoissonFit | Insufficient> => {
  const names = hasOffset ? allNames.slice(0, -1) : allNames;
  const originals = all.slice(0, names.length);
  const offset = hasOffset ? all.at(-1)! : undefined;
  const variation = originals.map((column) => variationOf(column));
  const plan = withinPlan(effects, true);
  const means = startingMeans(outcome);
  const predictor = means.map(Math.log);
  const working = new Float64Array(rows);
  const columns = originals.map((column) => column.slice());
  const weights = new Float64Array(rows);
  const target = new Float64Array(rows);
  const saturated = saturatedFit(outcome);
  let deviance = Number.POSITIVE_INFINITY;
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    if (breath.due()) await breath.take(iteration / (iteration + 5));
    for (let i = 0; i < rows; i++)
      working[i] =
        predictor[i]! - (offset === undefined ? 0 : offset[i]!) + (outcome[i]! - means[i]!) / means[i]!;
    weights.set(means);
    const demeaner = await plan.demeaner(weights, breath);
    columns.forEach((column, k) => void column.set(originals[k]!));
    target.set(working);
    for (const column of [target, ...columns]) {
      if (breath.due()) await breath.take(iteration / (iteration + 5));
      if (!(await demeaner.demean(column, breath)))
        return noConvergence('The effects are too loosely connected to be told apart.', 20_000);
    }
    const scale = meanOf(weights);
    const squares = leastSquares(
      target,
      columns,
      names,
      variation.map((value) => value * scale),
      weights,
    );
    if (squares.terms.length === 0) return noVariation();
    const before = deviance;
    const state = { outcome, offset, working, target, columns, squares, predictor, means, saturated };
    const step = poissonStep(state, before);
    deviance = step.deviance;
    if (!Number.isFinite(deviance)) break;
    const separated = step.moved < STILL ? step.falling : [];
    if (separated.length > 0 || Math.abs(before - deviance) < CLOSE_ENOUGH * (0.1 + Math.abs(deviance)))
      return { squares, columns, means, deviance, iterations: iteration, separated };
  }
  return noConvergence(
    'The iterations did not settle: outcomes or terms of very different sizes, or hardly any outcome above 0.',
    MOST_ITERATIONS,
  );
};

const judge = (
  { outcome, rows, names, effects, errors }: FixedEffectsDesign,
  { squares: { terms, estimate, inverse }, columns, means }: PoissonFit,
): { coefficients: EffectEstimate[]; covariance: Float64Array } | Insufficient => {
  const size = terms.length;
  const { factor } = smallSample(errors, rows, size, effects);
  if (!(factor > 0 && Number.isFinite(factor)))
    return tooFewRows(rows, size + effects.reduce((sum, { count }) => sum + count, 1 - effects.length));
  let covariance: Float64Array;
  if (errors === 'iid') covariance = inverse.map((value) => value * factor * (rows - 1));
  else {
    const scores = outcome.map((count, i) => count - means[i]!);
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
    ),
    covariance,
  };
};

const meanOf = (values: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/** The rows of `inner`, which count among those of `outer`. */
const within = (outer: Uint32Array | undefined, inner: Uint32Array | undefined): Uint32Array | undefined =>
  outer === undefined || inner === undefined ? (inner ?? outer) : inner.map((row) => outer[row]!);

const otherRows = (n: number, kept: Uint32Array | undefined, gone: readonly number[]): Uint32Array => {
  const without = new Set(gone);
  const rows = kept ?? Uint32Array.from({ length: n }, (_, i) => i);
  return rows.filter((_, at) => !without.has(at));
};
