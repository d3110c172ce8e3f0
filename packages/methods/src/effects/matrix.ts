/** Σ a·b over from … to − 1. Four sums at once, as one would wait for itself. */
export const dot = (a: Float64Array, b: Float64Array, from = 0, to = a.length): number => {
  let [p, q, r, s] = [0, 0, 0, 0];
  let i = from;
  for (; i + 3 < to; i += 4) {
    p += a[i]! * b[i]!;
    q += a[i + 1]! * b[i + 1]!;
    r += a[i + 2]! * b[i + 2]!;
    s += a[i + 3]! * b[i + 3]!;
  }
  for (; i < to; i++) p += a[i]! * b[i]!;
  return p + q + (r + s);
};

/** Σ w·a·b. */
export const weightedDot = (a: Float64Array, b: Float64Array, weights: Float64Array): number => {
  let [p, q] = [0, 0];
  let i = 0;
  for (; i + 1 < a.length; i += 2) {
    p += weights[i]! * a[i]! * b[i]!;
    q += weights[i + 1]! * a[i + 1]! * b[i + 1]!;
  }
  for (; i < a.length; i++) p += weights[i]! * a[i]! * b[i]!;
  return p + q;
};

/** Xᵀ W Y of columns, row by row. O(n · columns · columns). */
export const crossProducts = (
  left: readonly Float64Array[],
  right: readonly Float64Array[],
  weights?: Float64Array,
): Float64Array => {
  const out = new Float64Array(left.length * right.length);
  left.forEach((x, a) => {
    right.forEach((y, b) => {
      if (left === right && b < a) out[a * right.length + b] = out[b * right.length + a]!;
      else out[a * right.length + b] = weights === undefined ? dot(x, y) : weightedDot(x, y, weights);
    });
  });
  return out;
};

/** The product of an m × k and a k × n matrix. */
export const product = (a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array => {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let l = 0; l < k; l++) {
      const factor = a[i * k + l]!;
      if (factor === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j] = out[i * n + j]! + factor * b[l * n + j]!;
    }
  return out;
};

/** B M B for symmetric B. */
export const sandwich = (bread: Float64Array, meat: Float64Array, size: number): Float64Array =>
  product(product(bread, meat, size, size, size), bread, size, size, size);

/** L M Lᵀ for a rows × size matrix L: the covariance of linear combinations. */
export const combined = (
  combinations: Float64Array,
  covariance: Float64Array,
  rows: number,
  size: number,
): Float64Array => {
  const half = product(combinations, covariance, rows, size, size);
  const out = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < rows; b++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += half[a * size + k]! * combinations[b * size + k]!;
      out[a * rows + b] = sum;
    }
  return out;
};
