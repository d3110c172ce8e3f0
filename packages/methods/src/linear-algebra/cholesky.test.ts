import { expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { type Cholesky, cholesky, isSingular } from './cholesky.ts';

/** XᵀX of a random 3n × n matrix X. */
const randomGram = (size: number, seed: number): Float64Array => {
  const random = seeded(seed);
  const x = Float64Array.from({ length: 3 * size * size }, () => random.next() - 0.5);
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let r = 0; r < 3 * size; r++)
        gram[i * size + j] = gram[i * size + j]! + x[r * size + i]! * x[r * size + j]!;
  return gram;
};

const times = (a: Float64Array, b: Float64Array, size: number): Float64Array => {
  const columns = b.length / size;
  const product = new Float64Array(b.length);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < columns; j++)
      for (let k = 0; k < size; k++)
        product[i * columns + j] = product[i * columns + j]! + a[i * size + k]! * b[k * columns + j]!;
  return product;
};

test('what it solves and inverts, multiplied by the matrix, gives back what was asked', () => {
  for (const size of [1, 2, 5, 20]) {
    const a = randomGram(size, size);
    const found = cholesky(a, size) as Cholesky;
    const b = Float64Array.from({ length: size }, (_, i) => i - 1.5);
    const back = times(a, found.solve(b), size);
    for (let i = 0; i < size; i++) expect(back[i]).toBeCloseTo(b[i]!, 9);
    const unit = times(a, found.inverse(), size);
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) expect(unit[i * size + j]).toBeCloseTo(i === j ? 1 : 0, 9);
  }
});

test('the determinant of a known matrix', () => {
  expect((cholesky(Float64Array.of(4, 2, 2, 3), 2) as Cholesky).logDeterminant()).toBeCloseTo(
    Math.log(8),
    12,
  );
});

test('a column that repeats those before it is named', () => {
  // third = first + second
  const found = cholesky(Float64Array.of(2, 1, 3, 1, 2, 3, 3, 3, 6), 3);
  expect(isSingular(found) && found.column).toBe(2);
  expect(cholesky(Float64Array.of(0), 1)).toEqual({ kind: 'singular', column: 0 });
  expect(cholesky(Float64Array.of(Number.NaN), 1)).toEqual({ kind: 'singular', column: 0 });
});
