/**
 * A table of complex numbers as two arrays, row after row. Sides are powers of two.
 */
export interface ComplexTable {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** The least power of two that is at least `size`. */
export const powerOfTwo = (size: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, size)));

/**
 * The discrete Fourier transform of a table in place, Σ exp(−2πi(jk/columns + lm/rows)), unscaled. For the inverse give
 * the table with `real` and `imaginary` exchanged and divide by rows · columns. O(cells · log cells).
 * Cooley & Tukey (1965), Mathematics of Computation 19(90).
 */
export const transformTable = ({ real, imaginary, rows, columns }: ComplexTable): void => {
  const along = planOf(columns);
  for (let r = 0; r < rows; r++)
    transform(
      real.subarray(r * columns, (r + 1) * columns),
      imaginary.subarray(r * columns, (r + 1) * columns),
      along,
    );
  const down = planOf(rows);
  const columnReal = new Float64Array(rows);
  const columnImaginary = new Float64Array(rows);
  for (let c = 0; c < columns; c++) {
    for (let r = 0; r < rows; r++) {
      columnReal[r] = real[r * columns + c]!;
      columnImaginary[r] = imaginary[r * columns + c]!;
    }
    transform(columnReal, columnImaginary, down);
    for (let r = 0; r < rows; r++) {
      real[r * columns + c] = columnReal[r]!;
      imaginary[r * columns + c] = columnImaginary[r]!;
    }
  }
};

interface Plan {
  readonly reversed: Uint32Array;
  readonly cosine: Float64Array;
  readonly sine: Float64Array;
}

const planOf = (size: number): Plan => {
  const bits = Math.log2(size);
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = (reversed[i >> 1]! >> 1) | ((i & 1) << (bits - 1));
  const cosine = new Float64Array(size / 2);
  const sine = new Float64Array(size / 2);
  for (let i = 0; i < size / 2; i++) {
    cosine[i] = Math.cos((2 * Math.PI * i) / size);
    sine[i] = -Math.sin((2 * Math.PI * i) / size);
  }
  return { reversed, cosine, sine };
};

const transform = (real: Float64Array, imaginary: Float64Array, { reversed, cosine, sine }: Plan): void => {
  const size = real.length;
  for (let i = 0; i < size; i++) {
    const j = reversed[i]!;
    if (j <= i) continue;
    const keptReal = real[i]!;
    const keptImaginary = imaginary[i]!;
    real[i] = real[j]!;
    imaginary[i] = imaginary[j]!;
    real[j] = keptReal;
    imaginary[j] = keptImaginary;
  }
  for (let half = 1; half < size; half *= 2) {
    const step = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const a = start + k;
        const b = a + half;
        const wr = cosine[k * step]!;
        const wi = sine[k * step]!;
        const br = real[b]! * wr - imaginary[b]! * wi;
        const bi = real[b]! * wi + imaginary[b]! * wr;
        real[b] = real[a]! - br;
        imaginary[b] = imaginary[a]! - bi;
        real[a] = real[a]! + br;
        imaginary[a] = imaginary[a]! + bi;
      }
  }
};
