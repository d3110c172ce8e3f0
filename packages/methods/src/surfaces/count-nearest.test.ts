import { expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { countNearest } from './count-nearest.ts';

test('WebAssembly and plain TypeScript count alike, on bounds, outside and what is no number', () => {
  const rng = seeded(2);
  const raster = { xMin: -3, xMax: 7, yMin: 100, yMax: 101.7, columns: 70, rows: 30 };
  const n = 60_001;
  const x = new Float64Array(n).map(() => -3.1 + 10.2 * rng.next());
  const y = new Float64Array(n).map(() => 99.99 + 1.72 * rng.next());
  for (let i = 0; i < n; i += 97)
    x[i] = [-3, 7, Number.NaN, Number.POSITIVE_INFINITY, 6.999999999999999][i % 5]!;
  for (let i = 0; i < n; i += 89) y[i] = [100, 101.7, Number.NaN, -1e300, 101.69999999999999][i % 5]!;
  const fast = countNearest(x, y, raster);
  const plain = countNearest(x, y, raster, false);
  expect(fast.values).toEqual(plain.values);
  expect(fast.outside).toBe(plain.outside);
  expect(plain.outside).toBeGreaterThan(1000);
  expect(plain.values.reduce((a, b) => a + b, 0) + plain.outside).toBe(n);
});
