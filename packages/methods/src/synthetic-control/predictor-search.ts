import { drawNormal } from '../random/continuous.ts';
import type { Rng } from '../random/seeded.ts';
import { nearestPointFinder } from './nearest-point.ts';

/** One unit and its controls, as differences: control − unit. */
export interface Differences {
  readonly controls: number;
  readonly predictors: number;
  /** controls × predictors, in standard deviations */
  readonly predictor: Float64Array;
  /** controls × controls: mean product of the outcomes' differences over the fitted periods */
  readonly outcome: Float64Array;
}

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
  return { shares: inner.finder.shares.slice(), importance: normalised(importance), loss: inner.loss() };
};

/** The least loss that any shares at all could have; no importance of predictors can do better. */
export const leastLoss = ({ controls, outcome }: Differences): number => {
  const finder = nearestPointFinder(controls);
  finder.find(outcome, false);
  return quadratic(outcome, finder.shares, controls);
};

const MOST_STEPS = 60;
const FLAT = 1e-10;
// logarithms of importance beyond this change nothing any more
const FARTHEST = 18;

/**
 * The importance of predictors whose shares fit the outcomes best: quasi-Newton steps on its logarithm with the exact
 * gradient (the shares' derivative on their support), from equal importance and `starts` random ones.
 * The loss has kinks and several valleys; Lewis & Overton (2013), Math. Programming 141: BFGS serves there too.
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
        shares: inner.finder.shares.slice(),
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

const innerProblem = ({ controls: n, predictors: k, predictor, outcome }: Differences) => {
  const finder = nearestPointFinder(n);
  const products = new Float64Array(n * n);
  const weighted = new Float64Array(k);
  const v = new Float64Array(k);
  const b = new Float64Array(n);
  const ones = new Float64Array(n);
  return {
    finder,
    loss: (): number => {
      let sum = 0;
      for (let i = 0; i < finder.size; i++)
        for (let j = 0; j < finder.size; j++)
          sum +=
            finder.shares[finder.support[i]!]! *
            finder.shares[finder.support[j]!]! *
            outcome[finder.support[i]! * n + finder.support[j]!]!;
      return sum;
    },
    /** @param u logarithms of the importance */
    at(u: Float64Array, warm: boolean): void {
      let most = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < k; i++) most = Math.max(most, u[i]!);
      for (let i = 0; i < k; i++) v[i] = Math.exp(u[i]! - most);
      for (let i = 0; i < n; i++) {
        for (let p = 0; p < k; p++) weighted[p] = v[p]! * predictor[i * k + p]!;
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) sum += weighted[p]! * predictor[j * k + p]!;
          products[i * n + j] = sum;
          products[j * n + i] = sum;
        }
      }
      finder.find(products, warm);
    },
    /** of the loss with respect to u, after `at` */
    gradient(into: Float64Array): void {
      const m = finder.size;
      let atB = 0;
      let atOnes = 0;
      for (let i = 0; i < m; i++) {
        let sum = 0;
        for (let j = 0; j < m; j++)
          sum += outcome[finder.support[i]! * n + finder.support[j]!]! * finder.shares[finder.support[j]!]!;
        b[i] = 2 * sum;
        ones[i] = 1;
      }
      finder.solve(b);
      finder.solve(ones);
      for (let i = 0; i < m; i++) {
        atB += b[i]!;
        atOnes += ones[i]!;
      }
      for (let i = 0; i < m; i++) b[i] = b[i]! - (atB / atOnes) * ones[i]!;
      for (let p = 0; p < k; p++) {
        let mean = 0;
        let turn = 0;
        for (let i = 0; i < m; i++) {
          const d = predictor[finder.support[i]! * k + p]!;
          mean += finder.shares[finder.support[i]!]! * d;
          turn += b[i]! * d;
        }
        into[p] = -v[p]! * mean * turn;
      }
    },
  };
};

/** Goes down from u, in place. BFGS with a weak Wolfe search by bisection. @returns the loss reached */
const descend = (inner: ReturnType<typeof innerProblem>, u: Float64Array): number => {
  const k = u.length;
  const inverse = new Float64Array(k * k);
  const gradient = new Float64Array(k);
  const ahead = new Float64Array(k);
  const turned = new Float64Array(k);
  const direction = new Float64Array(k);
  const there = new Float64Array(k);
  const hy = new Float64Array(k);
  const reset = (): void => {
    inverse.fill(0);
    for (let i = 0; i < k; i++) inverse[i * k + i] = 1;
  };
  reset();
  inner.at(u, false);
  let loss = inner.loss();
  inner.gradient(gradient);
  let fresh = true;
  for (let step = 0; step < MOST_STEPS; step++) {
    let slope = 0;
    let longest = 0;
    for (let i = 0; i < k; i++) {
      let sum = 0;
      for (let j = 0; j < k; j++) sum -= inverse[i * k + j]! * gradient[j]!;
      direction[i] = sum;
      slope += sum * gradient[i]!;
      longest = Math.max(longest, Math.abs(sum));
    }
    if (!(slope < 0) || longest === 0) {
      if (fresh) break;
      reset();
      fresh = true;
      continue;
    }
    const limit = 4 / longest;
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let length = fresh ? Math.min(limit, 1 / longest) : Math.min(1, limit);
    let found = Number.NaN;
    for (let attempt = 0; attempt < 20; attempt++) {
      for (let i = 0; i < k; i++)
        there[i] = Math.max(-FARTHEST, Math.min(FARTHEST, u[i]! + length * direction[i]!));
      inner.at(there, true);
      const value = inner.loss();
      if (value > loss + 1e-4 * length * slope) high = length;
      else {
        inner.gradient(ahead);
        found = value;
        let later = 0;
        for (let i = 0; i < k; i++) later += ahead[i]! * direction[i]!;
        if (later >= 0.9 * slope || length >= limit) break;
        low = length;
      }
      length = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : Math.min(limit, 2 * length);
      if (high - low < 1e-9 * high) break;
    }
    if (Number.isNaN(found) || !(found < loss)) {
      if (fresh) break;
      reset();
      fresh = true;
      continue;
    }
    let sy = 0;
    let yhy = 0;
    for (let i = 0; i < k; i++) {
      turned[i] = ahead[i]! - gradient[i]!;
      direction[i] = there[i]! - u[i]!;
      sy += direction[i]! * turned[i]!;
    }
    let yy = 0;
    for (let i = 0; i < k; i++) yy += turned[i]! ** 2;
    if (sy > 0 && yy > 0) {
      if (fresh) for (let i = 0; i < k; i++) inverse[i * k + i] = sy / yy;
      for (let i = 0; i < k; i++) {
        let sum = 0;
        for (let j = 0; j < k; j++) sum += inverse[i * k + j]! * turned[j]!;
        hy[i] = sum;
        yhy += sum * turned[i]!;
      }
      const factor = (1 + yhy / sy) / sy;
      for (let i = 0; i < k; i++)
        for (let j = 0; j < k; j++)
          inverse[i * k + j] =
            inverse[i * k + j]! +
            factor * direction[i]! * direction[j]! -
            (hy[i]! * direction[j]! + direction[i]! * hy[j]!) / sy;
      fresh = false;
    }
    const gained = loss - found;
    u.set(there);
    gradient.set(ahead);
    loss = found;
    if (gained <= FLAT * loss) break;
  }
  return loss;
};
