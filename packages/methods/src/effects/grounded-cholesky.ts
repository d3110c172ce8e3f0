/**
 * A symmetric positive semidefinite matrix as L·Lᵀ, where a column that is a combination of those before it is
 * grounded: its unknown is held at 0. So the equations of effects, which leave one level per connected part free,
 * have an answer, and the number of grounded columns tells the parts.
 * Golub & Van Loan (2013), Matrix Computations, 4th ed., section 4.2.
 */
export interface GroundedCholesky {
  readonly size: number;
  /** columns held at 0 */
  readonly grounded: number;
  /** whether each column is held at 0 */
  readonly held: Uint8Array;
  /** x with A·x = b, for a b in the range of A; written over b */
  solve(b: Float64Array): Float64Array;
}

const LEAST_PIVOT = 1e-10;

/**
 * @param matrix size × size, symmetric; only the lower triangle is read, and it is overwritten
 * @param lengths what each column's pivot is measured against, by default its own diagonal: a pivot below 1e-10 of
 * it counts as nothing
 *
 * O(size³ / 3).
 */
export const groundedCholesky = (
  matrix: Float64Array,
  size: number,
  lengths?: Float64Array,
): GroundedCholesky => {
  const held = new Uint8Array(size);
  let grounded = 0;
  // row by row: both rows of an inner product lie in order in memory
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let pivot = matrix[row + i]!;
    const length = lengths === undefined ? pivot : lengths[i]!;
    for (let j = 0; j < i; j++) {
      if (held[j] === 1) {
        matrix[row + j] = 0;
        continue;
      }
      const other = j * size;
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!;
      sum /= matrix[other + j]!;
      matrix[row + j] = sum;
      pivot -= sum * sum;
    }
    if (pivot > LEAST_PIVOT * length) matrix[row + i] = Math.sqrt(pivot);
    else {
      held[i] = 1;
      grounded++;
      matrix.fill(0, row, row + i);
      matrix[row + i] = 1;
    }
  }
  return { size, grounded, held, solve: (b) => solveInPlace(matrix, size, held, b) };
};

const solveInPlace = (lower: Float64Array, size: number, held: Uint8Array, b: Float64Array): Float64Array => {
  for (let i = 0; i < size; i++) {
    if (held[i] === 1) {
      b[i] = 0;
      continue;
    }
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * b[k]!;
    b[i] = sum / lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    if (held[i] === 1) continue;
    const value = b[i]! / lower[i * size + i]!;
    b[i] = value;
    for (let k = 0; k < i; k++) b[k] = b[k]! - lower[i * size + k]! * value;
  }
  return b;
};
