import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';

interface LogitFit {
  /** of being treated */
  readonly probability: Float64Array;
  /** inverse of the information Σ p(1 − p) x xᵀ */
  readonly inverse: Float64Array;
}

const MOST_ITERATIONS = 50;
const CLOSE_ENOUGH = 1e-12;

/**
 * The probability that a unit is treated, by logistic regression (Newton's method).
 * @param x columns, a constant among them @param treated the first so many rows are treated
 * @returns `no-overlap` where covariates tell treated and controls apart perfectly. O(n · columns²) an iteration
 */
export const logit = (
  x: readonly Float64Array[],
  treated: number,
): LogitFit | 'singular' | 'no-overlap' | 'no-convergence' => {
  const size = x.length;
  const n = x[0]!.length;
  const slopes = new Float64Array(size);
  slopes[0] = Math.log(treated / (n - treated));
  const probability = new Float64Array(n);
  const spread = new Float64Array(n);
  let before = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    let deviance = 0;
    let sure = 0;
    for (let i = 0; i < n; i++) {
      let predictor = 0;
      for (let k = 0; k < size; k++) predictor += x[k]![i]! * slopes[k]!;
      const p = 1 / (1 + Math.exp(-predictor));
      probability[i] = p;
      spread[i] = p * (1 - p);
      const right = i < treated ? p : 1 - p;
      if (right > 1 - 1e-9) sure++;
      deviance -= 2 * Math.log(Math.max(right, 1e-300));
    }
    if (sure === n || deviance < 1e-6) return 'no-overlap';
    const gram = new Float64Array(size * size);
    const score = new Float64Array(size);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += spread[i]! * x[a]![i]! * x[b]![i]!;
        gram[a * size + b] = sum;
        gram[b * size + a] = sum;
      }
      for (let i = 0; i < n; i++)
        score[a] = score[a]! + x[a]![i]! * ((i < treated ? 1 : 0) - probability[i]!);
    }
    const root = cholesky(gram, size);
    if (isSingular(root)) return iteration === 0 ? 'singular' : 'no-overlap';
    if (Math.abs(before - deviance) <= CLOSE_ENOUGH * (0.1 + deviance))
      return { probability, inverse: root.inverse() };
    before = deviance;
    const step = root.solve(score);
    for (let k = 0; k < size; k++) slopes[k] = slopes[k]! + step[k]!;
  }
  return 'no-convergence';
};
