import { expect, test } from 'vitest';
import { hotspotClass } from './hotspot-class.ts';

test('classes follow the sign of z and the bounds of q, which belong to the surer class', () => {
  expect(hotspotClass(4, 0.0001)).toBe('hot-99');
  expect(hotspotClass(4, 0.01)).toBe('hot-99');
  expect(hotspotClass(3, 0.0101)).toBe('hot-95');
  expect(hotspotClass(3, 0.05)).toBe('hot-95');
  expect(hotspotClass(2.5, 0.1)).toBe('hot-90');
  expect(hotspotClass(2, 0.1001)).toBe('not-significant');
  expect(hotspotClass(-2.5, 0.1)).toBe('cold-90');
  expect(hotspotClass(-3, 0.05)).toBe('cold-95');
  expect(hotspotClass(-4, 0.01)).toBe('cold-99');
});

test('a place on neither side is not significant, one without an answer is untested', () => {
  expect(hotspotClass(0, 0.001)).toBe('not-significant');
  expect(hotspotClass(Number.NaN, 0.001)).toBe('untested');
  expect(hotspotClass(2, Number.NaN)).toBe('untested');
});
