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

/**
 * The shares for an importance of predictors, the loss they bring, and how that loss changes with the importance: by the shares'
 * own derivative on their support, from the conditions of the optimum.
 */
export interface InnerProblem {
  /** the shares of the last `at` */
  readonly shares: Float64Array;
  loss(): number;
  /** @param u logarithms of the importance @param warm starts from the last support */
  at(u: Float64Array, warm: boolean): void;
  /** of the loss with respect to u, after `at` */
  gradient(into: Float64Array): void;
}

export const innerProblem = ({
  controls: n,
  predictors: k,
  predictor,
  outcome,
}: Differences): InnerProblem => {
  const finder = nearestPointFinder(n);
  const products = new Float64Array(n * n);
  const weighted = new Float64Array(k);
  const v = new Float64Array(k);
  const b = new Float64Array(n);
  const ones = new Float64Array(n);
  return {
    shares: finder.shares,
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
