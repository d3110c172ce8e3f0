import type { Cholesky } from '../linear-algebra/cholesky.ts';

/** The lag that grows with the series: ⌊4 (n/100)^(2/9)⌋. Newey & West (1994), Review of Economic Studies 61(4). */
export const usualLag = (n: number): number => Math.floor(4 * (n / 100) ** (2 / 9));

/**
 * Covariance of estimates that heteroscedastic and autocorrelated errors leave valid: B⁻¹ M B⁻¹ · n/(n − k), M the scores' products
 * with Bartlett weights 1 − l/(lag + 1). Newey & West (1987), Econometrica 55(3). O(n · lag · k²).
 *
 * @param scores n × k, in order of time @param bread decomposition of the information B
 */
export const neweyWest = (scores: Float64Array, k: number, bread: Cholesky, lag: number): Float64Array => {
  const n = scores.length / k;
  const meat = new Float64Array(k * k);
  for (let l = 0; l <= Math.min(lag, n - 1); l++) {
    const weight = 1 - l / (lag + 1);
    for (let t = l; t < n; t++)
      for (let i = 0; i < k; i++) {
        const value = weight * scores[t * k + i]!;
        for (let j = 0; j < k; j++) {
          const product = value * scores[(t - l) * k + j]!;
          meat[i * k + j] = meat[i * k + j]! + product;
          if (l > 0) meat[j * k + i] = meat[j * k + i]! + product;
        }
      }
  }
  const inverse = bread.inverse();
  const factor = n / (n - k);
  return times(times(inverse, meat, k), inverse, k).map((value) => value * factor);
};

const times = (a: Float64Array, b: Float64Array, k: number): Float64Array => {
  const product = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let m = 0; m < k; m++)
      for (let j = 0; j < k; j++) product[i * k + j] = product[i * k + j]! + a[i * k + m]! * b[m * k + j]!;
  return product;
};
