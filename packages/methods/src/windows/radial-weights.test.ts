import { describe, expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { inWindow, type PolygonWindow, polygonWindow, rectangleWindow } from './index.ts';
import { radialKnots, radialPrimitive } from './radial-knots.ts';
import { edgeRules, radialWeights } from './radial-weights.ts';

const ring = (...corners: [number, number][]) => ({
  x: Float64Array.from(corners, ([x]) => x),
  y: Float64Array.from(corners, ([, y]) => y),
});
// an L with a hole, and an island
const area = polygonWindow([
  ring([0, 0], [0, 6], [3, 6], [3, 3], [8, 3], [8, 0]),
  ring([1, 1], [2, 1], [2, 2], [1, 2], [1, 1]),
  ring([5, 5], [7, 5], [6, 7]),
]);

const integral = (
  window: PolygonWindow,
  x: number,
  y: number,
  reach: number,
  f: (r: number) => number,
  corners?: number,
): number => {
  const knots = radialKnots(20);
  const weights = new Float64Array(knots.radii.length);
  radialWeights(window, x, y, reach, knots, edgeRules(), weights, 0, corners);
  const primitive = radialPrimitive(knots, knots.nodes.map(f));
  return weights.reduce((sum, weight, k) => sum + weight * primitive[k]!, 0);
};
const normal = (z: number): number => {
  // by integrating the density: the test must not lean on the library's own
  const n = 4000;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.exp(-0.5 * (-9 + ((z + 9) * (i + 0.5)) / n) ** 2);
  return (sum * (z + 9)) / n / Math.sqrt(2 * Math.PI);
};

describe('windows', () => {
  test('rings in any order and direction make the same window', () => {
    expect(area.area).toBeCloseTo(18 + 15 - 1 + 2, 12);
    const turned = polygonWindow(
      area.rings.toReversed().map(({ x, y }) => ({ x: x.toReversed(), y: y.toReversed() })),
    );
    expect(turned.area).toBeCloseTo(area.area, 12);
    for (const [x, y, inside] of [
      [0.5, 0.5, true],
      [1.5, 1.5, false],
      [4, 4, false],
      [6, 5.5, true],
      [9, 1, false],
    ] as const) {
      expect(inWindow(area, x, y)).toBe(inside);
      expect(inWindow(turned, x, y)).toBe(inside);
    }
  });

  test('rings without area and windows without rings are refused', () => {
    expect(() => polygonWindow([])).toThrow('no ring');
    expect(() => polygonWindow([ring([0, 0], [1, 1], [2, 2])])).toThrow('some area');
  });
});

describe('integrals of functions of distance', () => {
  test('a constant gives areas: of the window, of a disc, of a clipped disc, of its polygon', () => {
    const one = () => 1;
    for (const [x, y] of [
      [1, 4],
      [1.5, 1.5],
      [-2, 9],
      [3, 3],
      [0, 2],
      [1e-7, 3],
    ] as const)
      expect(integral(area, x, y, 20, one)).toBeCloseTo(area.area, 7);
    expect(integral(area, 1, 4.5, 0.9, one)).toBeCloseTo(Math.PI * 0.81, 9);
    // the disc around a corner of a square
    expect(integral(rectangleWindow(0, 0, 4, 4), 0, 0, 2, one)).toBeCloseTo(Math.PI, 8);
    expect(integral(area, 1, 4.5, 0.9, one, 16)).toBeCloseTo(Math.PI * 0.81, 9);
    expect(integral(area, 1, 4.5, 1.001, one, 4)).toBeCloseTo(2 * 1.001 ** 2 - 2 * 0.001 ** 2, 2);
    // half a polygon of 16 corners: clipping in pieces and along the border
    expect(integral(rectangleWindow(0, 0, 4, 4), 2, 0, 1, one, 16)).toBeCloseTo(4 * Math.sin(Math.PI / 8), 9);
  });

  test('a Gaussian over a rectangle is a product of normal probabilities, for every width', () => {
    const window = rectangleWindow(0, 0, 6, 5);
    for (const sigma of [0.05, 0.4, 1.3, 7])
      for (const [x, y] of [
        [3, 2],
        [0.001, 4],
        [5.9, 4.95],
        [-0.3, 2],
        [3, 0],
      ] as const) {
        const over = (from: number, to: number, at: number): number =>
          normal((to - at) / sigma) - normal((from - at) / sigma);
        const exact = over(0, 6, x) * over(0, 5, y);
        const got =
          integral(window, x, y, 20, (r) => Math.exp(-0.5 * (r / sigma) ** 2)) / (2 * Math.PI * sigma ** 2);
        expect(Math.abs(got - exact)).toBeLessThan(1e-6);
      }
  });

  test('a power law within a reach agrees with random points', () => {
    const rng = seeded(4);
    const f = (r: number): number => (0.3 + r) ** -2.2;
    const n = 200_000;
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const [x, y] = [8 * rng.next(), 7 * rng.next()];
      const r = Math.hypot(x - 2.5, y - 2.5);
      if (r <= 2.4 && inWindow(area, x, y)) sum += f(r);
    }
    expect(integral(area, 2.5, 2.5, 2.4, f) / ((56 * sum) / n)).toBeCloseTo(1, 1.7);
  });

  test('moving and turning window and place changes nothing', () => {
    const f = (r: number): number => Math.exp(-r);
    const [sin, cos] = [Math.sin(0.7), Math.cos(0.7)];
    const moved = (x: number, y: number): [number, number] => [
      100 + cos * x - sin * y,
      -50 + sin * x + cos * y,
    ];
    const turned = polygonWindow(
      area.rings.map(({ x, y }) => ring(...Array.from(x, (at, i) => moved(at, y[i]!)))),
    );
    for (const [x, y] of [
      [2.5, 2.5],
      [6, 1],
    ] as const)
      expect(integral(turned, ...moved(x, y), 3, f)).toBeCloseTo(integral(area, x, y, 3, f), 8);
  });
});
