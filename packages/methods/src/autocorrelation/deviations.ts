/** Values less their mean, and the sums of their powers. Subtracting first keeps precision when values differ little. */
export interface Deviations {
  readonly z: Float64Array;
  /** Σ z² */
  readonly squares: number;
  /** m₄ / m₂²: 3 for a normal distribution, large where a few places tower over the rest */
  readonly kurtosis: number;
}

export const deviations = (values: Float64Array): Deviations => {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  const z = new Float64Array(n);
  let squares = 0;
  let fourths = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i]! - mean;
    z[i] = d;
    squares += d * d;
    fourths += d * d * d * d;
  }
  return { z, squares, kurtosis: (n * fourths) / squares ** 2 };
};
