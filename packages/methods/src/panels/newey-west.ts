import type { Cholesky } from '../linear-algebra/cholesky.ts';

/** The lag that grows with the series: ⌊4 (n/100)^(2/9)⌋. Newey & West (1994), Review of Economic Studies 61(4). */
export const usualLag = (n: number): number => Math.floor(4 * (n / 100) ** (2 / 9));

/** The chance in one combination of estimates, and how well that chance is itself known. */
export interface Spread {
  readonly variance: number;
  /** of the t distribution */
  readonly degrees: number;
}

/**
 * Variances that heteroscedastic and autocorrelated errors leave valid: G X̃′ũ's products with Bartlett weights
 * 1 − l/(lag + 1). Newey & West (1987), Econometrica 55(3). On short series that sum is too small and too sure of itself: it is
 * scaled to be right for independent errors, and judged by as many degrees of freedom as its own variance says, as Bell &
 * McCaffrey (2002), Survey Methodology 28(2), do for clusters.
 *
 * @param x n × k, rows times the square root of their weight, in order of time @param residuals in standard deviations
 * @param bread decomposition of x′x @returns the spread of direction′·estimates. O(n · lag · k + k³) each
 */
export const neweyWest =
  (x: Float64Array, residuals: Float64Array, bread: Cholesky, lag: number) =>
  (direction: Float64Array): Spread => {
    const k = direction.length;
    const n = residuals.length;
    const c = bread.solve(direction);
    const a = new Float64Array(n);
    for (let t = 0; t < n; t++) for (let i = 0; i < k; i++) a[t] = a[t]! + x[t * k + i]! * c[i]!;
    // B holds aₜaₛ·weight: the sum is ũ′Bũ, and ũ = Mu with M = I − xGx′
    const bx = new Float64Array(n * k);
    let [sum, trace, square] = [0, 0, 0];
    for (let t = 0; t < n; t++) {
      trace += a[t]! ** 2;
      for (let s = Math.max(0, t - lag); s <= Math.min(n - 1, t + lag); s++) {
        const entry = a[t]! * a[s]! * (1 - Math.abs(t - s) / (lag + 1));
        sum += entry * residuals[t]! * residuals[s]!;
        square += entry ** 2;
        for (let i = 0; i < k; i++) bx[t * k + i] = bx[t * k + i]! + entry * x[s * k + i]!;
      }
    }
    const inverse = bread.inverse();
    const first = times(inverse, crossed(x, bx, k), k);
    const second = times(inverse, crossed(bx, bx, k), k);
    const expected = trace - traceOf(first, k);
    const spread = square - 2 * traceOf(second, k) + traceOf(times(first, first, k), k);
    return { variance: (sum * trace) / expected, degrees: Math.max(1, expected ** 2 / spread) };
  };

const crossed = (a: Float64Array, b: Float64Array, k: number): Float64Array => {
  const product = new Float64Array(k * k);
  for (let t = 0; t < a.length; t += k)
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++) product[i * k + j] = product[i * k + j]! + a[t + i]! * b[t + j]!;
  return product;
};

const times = (a: Float64Array, b: Float64Array, k: number): Float64Array => {
  const product = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let m = 0; m < k; m++)
      for (let j = 0; j < k; j++) product[i * k + j] = product[i * k + j]! + a[i * k + m]! * b[m * k + j]!;
  return product;
};

const traceOf = (a: Float64Array, k: number): number => {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += a[i * k + i]!;
  return sum;
};
