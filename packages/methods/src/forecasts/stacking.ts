import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, wholeNumber } from '../problems.ts';
import { drawsPerRow } from '../scores/draws.ts';
import { rowSorter } from '../scores/sort-row.ts';

export interface StackResult {
  readonly kind: 'stack';
  /** one weight per model, ≥ 0, together 1 */
  readonly weights: Float64Array;
  /** mean score of the weighted mixture on these rows; smaller is better */
  readonly score: number;
  /** mean score of each model alone */
  readonly scores: Float64Array;
}

const LEAST_ROWS = 10;
const MOST_STEPS = 100_000;

/**
 * Weights of several models' forecasts whose mixture would have had the least mean CRPS. The score of a mixture is quadratic in
 * its weights, Σ wₖ E|Xₖ − y| − ½ Σ wₖwₗ E|Xₖ − Xₗ|, and convex, so the least is found exactly.
 *
 * @param observed n values that happened; take them from a backtest, not from the rows the models were fitted to
 * @param models for each model n rows of draws
 * @returns `Insufficient` for fewer than 10 rows
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · models² · draws). Gneiting & Raftery (2007), JASA 102(477), equation 21; stacking: Yao, Vehtari, Simpson & Gelman
 * (2018), Bayesian Analysis 13(3), section 3.
 */
export const stackByCrps = (
  observed: Float64Array,
  models: readonly Float64Array[],
): StackResult | Insufficient => {
  const count = atLeastOne(models.length);
  const draws = models.map((samples) => drawsPerRow(observed, samples));
  allFinite('observed', observed);
  models.forEach((samples, k) => void allFinite(`models[${k}]`, samples));
  if (observed.length < LEAST_ROWS) return tooFewRows(observed.length);
  const away = new Float64Array(count);
  const apart = new Float64Array(count * count);
  const sorters = draws.map(rowSorter);
  for (let row = 0; row < observed.length; row++) {
    const sorted = models.map((samples, k) => sorters[k]!.sort(samples, row * draws[k]!, observed[row]!));
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (const value of sorted[k]!) sum += Math.abs(value);
      away[k]! += sum / draws[k]! / observed.length;
      for (let l = 0; l <= k; l++)
        apart[k * count + l]! += meanDistance(sorted[k]!, sorted[l]!) / observed.length;
    }
  }
  for (let k = 0; k < count; k++)
    for (let l = k + 1; l < count; l++) apart[k * count + l] = apart[l * count + k]!;
  const weights = leastOnSimplex(away, apart);
  return {
    kind: 'stack',
    weights,
    score: weights.reduce(
      (sum, weight, k) => sum + weight * (away[k]! - 0.5 * product(apart, weights, k)),
      0,
    ),
    scores: away.map((own, k) => own - 0.5 * apart[k * count + k]!),
  };
};

/** E|X − X'| of two sorted rows: ∫ F(1 − G) + G(1 − F). */
const meanDistance = (x: Float64Array, y: Float64Array): number => {
  let [i, j, sum] = [0, 0, 0];
  let last = Math.min(x[0]!, y[0]!);
  while (i < x.length || j < y.length) {
    const next = j >= y.length || (i < x.length && x[i]! <= y[j]!) ? x[i]! : y[j]!;
    const [f, g] = [i / x.length, j / y.length];
    sum += (next - last) * (f + g - 2 * f * g);
    last = next;
    if (j >= y.length || (i < x.length && x[i]! <= y[j]!)) i++;
    else j++;
  }
  return sum;
};

const product = (matrix: Float64Array, weights: Float64Array, row: number): number => {
  let sum = 0;
  for (let l = 0; l < weights.length; l++) sum += matrix[row * weights.length + l]! * weights[l]!;
  return sum;
};

/** The least of a·w − ½ wᵀDw over the simplex: weight moves from the worst model that has some to the best, by exact steps. */
const leastOnSimplex = (away: Float64Array, apart: Float64Array): Float64Array => {
  const count = away.length;
  const weights = new Float64Array(count).fill(1 / count);
  for (let step = 0; step < MOST_STEPS; step++) {
    const slope = away.map((own, k) => own - product(apart, weights, k));
    let [best, worst] = [0, -1];
    for (let k = 0; k < count; k++) {
      if (slope[k]! < slope[best]!) best = k;
      if (weights[k]! > 0 && (worst < 0 || slope[k]! > slope[worst]!)) worst = k;
    }
    const gain = slope[worst]! - slope[best]!;
    if (gain <= 1e-12 * (1 + Math.abs(slope[worst]!))) break;
    const curvature =
      2 * apart[best * count + worst]! - apart[best * count + best]! - apart[worst * count + worst]!;
    const moved = curvature > 0 ? Math.min(weights[worst]!, gain / curvature) : weights[worst]!;
    weights[best]! += moved;
    weights[worst] = moved === weights[worst] ? 0 : weights[worst]! - moved;
  }
  return weights;
};

/**
 * Weights of several models' forecasts whose mixture would have had the best mean log score.
 *
 * @param logDensities n rows of one value per model, row by row: log of the density or probability it gave to what happened
 * @param models how many models
 * @returns `Insufficient` for fewer than 10 rows, or where every model held some row for impossible
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(steps · n · models), by the EM algorithm until the score is within 1e-9 of the best (its duality gap). Yao et al. (2018),
 * Bayesian Analysis 13(3), equation 5.
 */
export const stackByLogScore = (logDensities: Float64Array, models: number): StackResult | Insufficient => {
  atLeastOne(wholeNumber('models', models, 1));
  const n = logDensities.length / models;
  if (!Number.isInteger(n))
    throw new Problem(
      methodProblems.lengths,
      `${logDensities.length} densities were given; a multiple of the ${models} models was expected.`,
    );
  if (n < LEAST_ROWS) return tooFewRows(n);
  // densities relative to the row's best model, so that none overflows
  const relative = new Float64Array(logDensities.length);
  let bestTotal = 0;
  for (let row = 0; row < n; row++) {
    const own = logDensities.subarray(row * models, (row + 1) * models);
    const best = own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    if (own.some(Number.isNaN) || best === Number.POSITIVE_INFINITY)
      throw new Problem(
        methodProblems.value,
        `Row ${row} of logDensities is ${own.join(', ')}; logarithms were expected.`,
      );
    if (best === Number.NEGATIVE_INFINITY)
      return insufficient({
        reason: 'impossible-row',
        detail: `Every model held what happened in row ${row} for impossible.`,
        have: 0,
        need: 1,
      });
    bestTotal += best;
    own.forEach((value, k) => {
      relative[row * models + k] = Math.exp(value - best);
    });
  }
  const weights = new Float64Array(models).fill(1 / models);
  const ratio = new Float64Array(models);
  let score = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    ratio.fill(0);
    score = -bestTotal / n;
    for (let row = 0; row < n; row++) {
      let mixture = 0;
      for (let k = 0; k < models; k++) mixture += weights[k]! * relative[row * models + k]!;
      score -= Math.log(mixture) / n;
      for (let k = 0; k < models; k++) ratio[k]! += relative[row * models + k]! / mixture / n;
    }
    // no weights can score better than these by more than the largest ratio less one
    if (ratio.reduce((most, value) => Math.max(most, value), 0) - 1 < 1e-9) break;
    for (let k = 0; k < models; k++) weights[k]! *= ratio[k]!;
  }
  const scores = new Float64Array(models);
  logDensities.forEach((value, i) => {
    scores[i % models]! -= value / n;
  });
  return { kind: 'stack', weights, score, scores };
};

/**
 * The mixture of several models' forecasts as equally likely draws: of each row the quantiles (i − ½) / draws of all models'
 * draws, weighted. Nothing is drawn at random.
 *
 * @param models for each model n rows of draws
 * @param weights as from stacking
 * @returns n rows of `draws` draws, ascending
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · all draws · log).
 */
export const mixSamples = (
  models: readonly Float64Array[],
  weights: Float64Array,
  { rows, draws }: { readonly rows: number; readonly draws: number },
): Float64Array => {
  wholeNumber('draws', draws, 1, 1_000_000);
  if (models.length !== weights.length)
    throw new Problem(
      methodProblems.lengths,
      `${weights.length} weights were given for ${models.length} models; one each was expected.`,
    );
  const own = models.map((samples) => drawsPerRow({ length: rows }, samples));
  const mixed = new Float64Array(rows * draws);
  const weightOf = Float64Array.from(
    own.flatMap((count, k) => new Array<number>(count).fill(weights[k]! / count)),
  );
  const values = new Float64Array(weightOf.length);
  for (let row = 0; row < rows; row++) {
    let at = 0;
    models.forEach((samples, k) => {
      values.set(samples.subarray(row * own[k]!, (row + 1) * own[k]!), at);
      at += own[k]!;
    });
    const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
    let passed = 0;
    let next = 0;
    for (const i of order) {
      passed += weightOf[i]!;
      // a hair's breadth of rounding must not move a quantile to the next draw
      while (next < draws && (next + 0.5) / draws <= passed + 1e-12) mixed[row * draws + next++] = values[i]!;
    }
    for (; next < draws; next++) mixed[row * draws + next] = values[order.at(-1)!]!;
  }
  return mixed;
};

const atLeastOne = (models: number): number => wholeNumber('the number of models', models, 1, 10_000);

const tooFewRows = (have: number): Insufficient =>
  insufficient({
    reason: 'too-few-rows',
    detail: 'Weights are learned from many forecasts that came to be known; there are too few.',
    have,
    need: LEAST_ROWS,
  });
