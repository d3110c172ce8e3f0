import { expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { gaussianHalf } from './convolve.ts';
import { convolvePlane } from './convolve-plane.ts';

test('WebAssembly and plain TypeScript convolve alike to the bit, tables of any size and parts of them', () => {
  const rng = seeded(1);
  for (const [rows, columns, part] of [
    [100, 120, undefined],
    [101, 117, undefined],
    [90, 130, { left: 7, below: 5, columns: 99, rows: 70 }],
    [130, 90, { left: 0, below: 40, columns: 90, rows: 90 }],
  ] as const) {
    const counts = new Int32Array(rows * columns).map(() => rng.int(5));
    const kernel = { along: gaussianHalf(2, 7), upward: gaussianHalf(5, 7) };
    for (const values of [counts, Float64Array.from(counts, (count) => count + rng.next())]) {
      const plane = { values, rows, columns };
      expect(convolvePlane(plane, kernel, part)).toEqual(convolvePlane(plane, kernel, part, false));
    }
  }
});
