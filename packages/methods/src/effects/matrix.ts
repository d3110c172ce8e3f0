/** Xᵀ W Y of columns, row by row. O(n · columns · columns). */
export const crossProducts = (
  left: readonly Float64Array[],
  right: readonly Float64Array[],
  weights?: Float64Array,
): Float64Array => {
  const product = new Float64Array(left.length * right.length);
  left.forEach((x, a) => {
    right.forEach((y, b) => {
      if (left === right && b < a) {
        product[a * right.length + b] = product[b * right.length + a]!;
        return;
      }
      let sum = 0;
      if (weights === undefined) for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
      else for (let i = 0; i < x.length; i++) sum += weights[i]! * x[i]! * y[i]!;
      product[a * right.length + b] = sum;
    });
  });
  return product;
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
