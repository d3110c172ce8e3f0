import { drawNormal } from '../random/continuous.ts';
import type { Rng } from '../random/seeded.ts';
import { descend } from './descend.ts';
import { type Differences, innerProblem } from './inner-problem.ts';
import { nearestPointFinder } from './nearest-point.ts';

export interface Matched {
  /** one per control */
  readonly shares: Float64Array;
  /** one per predictor, summing to 1 */
  readonly importance: Float64Array;
  /** mean squared difference of outcomes over the fitted periods */
  readonly loss: number;
}

/** The shares that bring the predictors nearest, each predictor counting by its importance. O(controls² · predictors). */
export const sharesGiven = (differences: Differences, importance: Float64Array): Matched => {
  const inner = innerProblem(differences);
  inner.at(importance.map(Math.log), false);
  return { shares: inner.shares.slice(), importance: normalised(importance), loss: inner.loss() };
};

/** The least loss that any shares at all could have; no importance of predictors can do better. */
export const leastLoss = ({ controls, outcome }: Differences): number => {
  const finder = nearestPointFinder(controls);
  finder.find(outcome, false);
  return quadratic(outcome, finder.shares, controls);
};

/**
 * The importance of predictors whose shares fit the outcomes best, searched for from equal importance and `starts` random
 * ones: the loss has several valleys.
 */
export const bestMatch = (differences: Differences, starts: number, rng: Rng): Matched => {
  const k = differences.predictors;
  const inner = innerProblem(differences);
  const bound = leastLoss(differences);
  const enough = bound * (1 + 1e-9) + 1e-300;
  let best: Matched | undefined;
  for (let start = 0; start <= starts; start++) {
    const u = new Float64Array(k);
    if (start > 0) for (let i = 0; i < k; i++) u[i] = drawNormal(rng, 0, 3);
    const loss = descend(inner, u);
    if (best === undefined || loss < best.loss) {
      inner.at(u, false);
      best = {
        shares: inner.shares.slice(),
        importance: normalised(u.map(Math.exp)),
        loss: inner.loss(),
      };
    }
    if (best.loss <= enough) break;
  }
  return best!;
};

const normalised = (importance: Float64Array): Float64Array => {
  let total = 0;
  for (const one of importance) total += one;
  return importance.map((one) => one / total);
};

const quadratic = (matrix: Float64Array, x: Float64Array, n: number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (x[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < n; j++) row += matrix[i * n + j]! * x[j]!;
    sum += x[i]! * row;
  }
  return sum;
};
