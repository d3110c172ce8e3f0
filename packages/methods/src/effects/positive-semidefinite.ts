const MOST_SWEEPS = 60;

/**
 * The nearest symmetric matrix without negative eigenvalues: they are set to 0. Covariances of two-way clusters are
 * differences and can fall short of being covariances. Jacobi's rotations; Golub & Van Loan (2013), section 8.5.
 *
 * @returns the same array where no eigenvalue is negative beyond rounding. O(size³) a sweep
 */
export const positiveSemidefinite = (matrix: Float64Array, size: number): Float64Array => {
  const { values, vectors } = eigen(matrix, size);
  const most = Math.max(0, ...values);
  if (values.every((value) => value >= -1e-14 * most)) return matrix;
  const out = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    if (values[k]! <= 0) continue;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++)
        out[i * size + j] = out[i * size + j]! + values[k]! * vectors[i * size + k]! * vectors[j * size + k]!;
  }
  return out;
};

const eigen = (matrix: Float64Array, size: number): { values: number[]; vectors: Float64Array } => {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        const between = a[p * size + q]!;
        const scale = Math.sqrt(Math.abs(a[p * size + p]! * a[q * size + q]!));
        if (Math.abs(between) <= 1e-17 * scale || between === 0) continue;
        off = Math.max(off, scale === 0 ? 1 : Math.abs(between) / scale);
        const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * between);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, vectors, size, p, q, c, t * c);
      }
    if (off < 1e-15) break;
  }
  return { values: Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors };
};

const rotate = (
  a: Float64Array,
  vectors: Float64Array,
  size: number,
  p: number,
  q: number,
  c: number,
  s: number,
): void => {
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[k * size + p]!, a[k * size + q]!];
    a[k * size + p] = c * x - s * y;
    a[k * size + q] = s * x + c * y;
  }
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[p * size + k]!, a[q * size + k]!];
    a[p * size + k] = c * x - s * y;
    a[q * size + k] = s * x + c * y;
  }
  for (let k = 0; k < size; k++) {
    const [x, y] = [vectors[k * size + p]!, vectors[k * size + q]!];
    vectors[k * size + p] = c * x - s * y;
    vectors[k * size + q] = s * x + c * y;
  }
};
