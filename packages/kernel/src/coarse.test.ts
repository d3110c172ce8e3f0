import { expect, test } from 'vitest';
import { coarsestFor, fitsCell } from './coarse.ts';

test('an exact place fits every hexagon, a country none', () => {
  expect([0, 5, 12].every((resolution) => fitsCell(1, resolution))).toBe(true);
  expect([0, 5, 12].some((resolution) => fitsCell(6, resolution))).toBe(false);
});

test('a place known to 25 km fits hexagons with edges of 26 km but not of 10 km', () => {
  expect([fitsCell(2, 4), fitsCell(2, 5)]).toEqual([true, false]);
  expect([fitsCell(3, 3), fitsCell(3, 4)]).toEqual([true, false]);
  expect([fitsCell(4, 2), fitsCell(4, 3)]).toEqual([true, false]);
});

test('the coarsest precision that fits grows with the hexagons', () => {
  expect([5, 4, 3, 2, 0].map(coarsestFor)).toEqual([1, 2, 3, 4, 4]);
});
