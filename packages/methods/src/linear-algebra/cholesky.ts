/**
 * A symmetric positive definite matrix as L·Lᵀ, and what is asked of it. Matrices are row by row in one array.
 * Golub & Van Loan (2013), Matrix Computations, 4th ed., section 4.2.
 */
export interface Cholesky {
  readonly size: number;
  /** the lower triangle L, zeros above it */
  readonly lower: Float64Array;
  /** x with A·x = b */
  solve(b: Float64Array): Float64Array;
  /** A⁻¹, symmetric to the bit */
  inverse(): Float64Array;
  /** natural logarithm of the determinant of A */
  logDeterminant(): number;
}

/** The column that makes a matrix singular: a combination of those before it, or not positive. */
export interface Singular {
  readonly kind: 'singular';
  readonly column: number;
}

// a pivot below this share of the column's own length is rounding
const LEAST_PIVOT = 1e-11;

/**
 * @param matrix size × size, symmetric; only the lower triangle is read
 * @returns the decomposition, or the first column that is (to rounding) a combination of the columns before it
 *
 * O(size³ / 3).
 */
export const cholesky = (matrix: Float64Array, size: number): Cholesky | Singular => {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const row = j * size;
    const own = matrix[row + j]!;
    const pivot = less(own, lower, row, row, j);
    if (!(pivot > LEAST_PIVOT * own)) return { kind: 'singular', column: j };
    const root = Math.sqrt(pivot);
    lower[row + j] = root;
    for (let i = j + 1; i < size; i++)
      lower[i * size + j] = less(matrix[i * size + j]!, lower, i * size, row, j) / root;
  }
  return {
    size,
    lower,
    solve: (b) => backward(lower, size, forward(lower, size, b)),
    inverse: () => inverseOf(lower, size),
    logDeterminant: () => {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += Math.log(lower[i * size + i]!);
      return 2 * sum;
    },
  };
};

/** start − Σ values[a + k] · values[b + k] over `count` of them. */
const less = (start: number, values: Float64Array, a: number, b: number, count: number): number => {
  let left = start;
  for (let k = 0; k < count; k++) left -= values[a + k]! * values[b + k]!;
  return left;
};

export const isSingular = (result: Cholesky | Singular): result is Singular => 'kind' in result;

const forward = (lower: Float64Array, size: number, b: Float64Array): Float64Array => {
  const y = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * y[k]!;
    y[i] = sum / lower[i * size + i]!;
  }
  return y;
};

const backward = (lower: Float64Array, size: number, y: Float64Array): Float64Array => {
  const x = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = y[i]!;
    for (let k = i + 1; k < size; k++) sum -= lower[k * size + i]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  return x;
};

const inverseOf = (lower: Float64Array, size: number): Float64Array => {
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = backward(lower, size, forward(lower, size, unit));
    for (let i = j; i < size; i++) {
      inverse[i * size + j] = column[i]!;
      inverse[j * size + i] = column[i]!;
    }
  }
  return inverse;
};
