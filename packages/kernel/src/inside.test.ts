import { expect, test } from 'vitest';
import { insideArea } from './inside.ts';

const square = (west: number, south: number, size: number) => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

test('a point in a hole is not in the area, one in another part is', () => {
  const area = {
    type: 'MultiPolygon' as const,
    coordinates: [[square(0, 0, 10), square(4, 4, 2)], [square(20, 0, 1)]],
  };
  expect(insideArea(area, 1, 1)).toBe(true);
  expect(insideArea(area, 5, 5)).toBe(false);
  expect(insideArea(area, 20.5, 0.5)).toBe(true);
  expect(insideArea(area, 15, 5)).toBe(false);
});

test('a line holds no point', () => {
  expect(insideArea({ type: 'LineString', coordinates: square(0, 0, 2) }, 1, 1)).toBe(false);
});
