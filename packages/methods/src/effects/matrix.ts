/** Σ a·b over from … to − 1. Four sums at once, as one would wait for itself. */
export const dot = (a: Float64Array, b: Float64Array, from = 0, to = a.length): number => {
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
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
  let p = 0;
  let q = 0;
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
const product = (a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array => {
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
