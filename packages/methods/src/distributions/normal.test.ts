import { expect, test } from 'vitest';
import {
  normalDensity,
  normalDistribution,
  normalQuantile,
  normalTwoSided,
  normalUpperTail,
} from './normal.ts';

// mpmath 1.3, erfc(x/√2)/2 with 40 digits at the double nearest to x
const upperTails: [number, number][] = [
  [-2, 0.9772498680518208],
  [-0.7, 0.758036347776927],
  [-0.3, 0.6179114221889526],
  [0, 0.5],
  [0.25, 0.4012936743170763],
  [0.5, 0.3085375387259869],
  [0.67, 0.2514288950953101],
  [0.68, 0.24825223045357053],
  [1, 0.15865525393145705],
  [1.959963984540054, 0.025000000000000012],
  [3, 0.0013498980316300946],
  [5.5, 1.8989562465887718e-8],
  [5.7, 5.990371401063528e-9],
  [8, 6.220960574271784e-16],
  [12, 1.776482112077679e-33],
  [20, 2.753624118606234e-89],
  [30, 4.906713927148187e-198],
  [37.5, 4.605353009581955e-308],
];

test('the upper tail agrees with mpmath to a relative 1e-15 into the last representable tails', () => {
  for (const [x, tail] of upperTails)
    expect(Math.abs(normalUpperTail(x) / tail - 1), `at ${x}`).toBeLessThan(1.5e-15);
});

test('nothing lies beyond infinity, and all before it', () => {
  for (const far of [40, 1e9, Number.MAX_VALUE, Number.POSITIVE_INFINITY]) {
    expect(normalUpperTail(far)).toBe(0);
    expect(normalUpperTail(-far)).toBe(1);
    expect(normalDistribution(far)).toBe(1);
    expect(normalTwoSided(-far)).toBe(0);
  }
});

test('both tails meet: P(Z ≤ x) + P(Z > x) = 1, and the distribution is the mirrored tail', () => {
  for (const [x, tail] of upperTails) {
    expect(normalDistribution(-x)).toBe(normalUpperTail(x));
    expect(normalDistribution(x) + tail).toBeCloseTo(1, 14);
  }
});

test('two-sided p-values are symmetric, 1 at zero and NaN for NaN', () => {
  expect(normalTwoSided(0)).toBe(1);
  expect(normalTwoSided(-1.959963984540054)).toBeCloseTo(0.05, 15);
  expect(normalTwoSided(3.1)).toBe(normalTwoSided(-3.1));
  expect(normalTwoSided(Number.NaN)).toBeNaN();
});

test('the quantile agrees with mpmath to a relative 1e-15', () => {
  const quantiles: [number, number][] = [
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965326],
    [1e-15, -7.941345326170997],
    [1e-5, -4.264890793922825],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.07, -1.4757910281791706],
    [0.1, -1.2815515655446004],
    [0.4, -0.2533471031357997],
    [0.6, 0.2533471031357997],
    [0.975, 1.9599639845400538],
  ];
  for (const [p, x] of quantiles)
    expect(Math.abs(normalQuantile(p) / x - 1), `at ${p}`).toBeLessThan(1.5e-15);
});

test('quantile and distribution undo each other; the ends are infinite, outside is NaN', () => {
  for (let x = -30; x <= 5; x += 0.37) expect(normalQuantile(normalDistribution(x))).toBeCloseTo(x, 9);
  expect(normalQuantile(0.5)).toBe(0);
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(normalQuantile(1.1)).toBeNaN();
});

test('the density integrates to the distribution', () => {
  let area = 0;
  for (let i = 0; i < 20_000; i++) area += normalDensity(-10 + (i + 0.5) * 5e-4) * 5e-4;
  expect(area).toBeCloseTo(0.5, 8);
});
