import { describe, expect, test } from 'vitest';
import { seeded } from '../random/seeded.ts';
import { distanceBandWeights, nearestWeights } from './distance.ts';
import type { Weights } from './weights.ts';

const row = ({ offsets, neighbours }: Weights, i: number): number[] => [
  ...neighbours.subarray(offsets[i]!, offsets[i + 1]!),
];
const points = (n: number, ofX: (u: number) => number, ofY: (u: number) => number) => {
  const rng = seeded(2);
  const x = new Float64Array(n).map(() => ofX(rng.next()));
  const y = new Float64Array(n).map(() => ofY(rng.next()));
  return { x, y };
};
const haversine = (x: Float64Array, y: Float64Array) => (i: number, j: number) => {
  const r = Math.PI / 180;
  const a =
    Math.sin(((y[j]! - y[i]!) * r) / 2) ** 2 +
    Math.cos(y[i]! * r) * Math.cos(y[j]! * r) * Math.sin(((x[j]! - x[i]!) * r) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.sqrt(a));
};

describe.each([
  ['gathered points in the plane', 'plane' as const, 0.05],
  ['points all over the globe, poles and date line too', 'great-circle' as const, 900],
])('%s', (_, geometry, reach) => {
  const { x, y } =
    geometry === 'plane'
      ? points(
          400,
          (u) => u ** 4,
          (u) => Math.round(u * 50) / 50,
        )
      : points(
          400,
          (u) => 360 * u - 180,
          (u) => (Math.asin(2 * u - 1) * 180) / Math.PI,
        );
  const distance =
    geometry === 'plane'
      ? (i: number, j: number) => Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!)
      : haversine(x, y);
  const others = (i: number) => Array.from(x, (_x, j) => j).filter((j) => j !== i);

  test('a band holds the places that a look at every pair finds, weighed by their distance', () => {
    const binary = distanceBandWeights(x, y, { reach, geometry });
    const inverse = distanceBandWeights(x, y, { reach, geometry, power: 1 });
    expect(binary.values).toBeUndefined();
    for (let i = 0; i < x.length; i++) {
      const near = others(i).filter((j) => distance(i, j) <= reach);
      expect(row(binary, i)).toEqual(near);
      near.forEach((j, k) => {
        expect(inverse.values![inverse.offsets[i]! + k]! * distance(i, j)).toBeCloseTo(1, 8);
      });
    }
    expect(binary.neighbours.length).toBeGreaterThan(800);
  });

  test('the k nearest are those of a sort by distance', () => {
    for (const k of [1, 5, 30]) {
      const weights = nearestWeights(x, y, { k, geometry });
      for (let i = 0; i < x.length; i++) {
        const sorted = others(i)
          .map((j) => distance(i, j))
          .sort((a, b) => a - b);
        row(weights, i).forEach((j, rank) => {
          expect(distance(i, j)).toBeCloseTo(sorted[rank]!, 8);
        });
        expect(new Set(row(weights, i)).size).toBe(k);
      }
    }
  });
});

test('of equally near places those with the lower numbers are taken', () => {
  const x = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  const weights = nearestWeights(x, new Float64Array(12), { k: 3 });
  expect(row(weights, 5)).toEqual([4, 6, 3]);
  expect(row(weights, 0)).toEqual([1, 2, 3]);
});

test('places on one spot are neighbours, but have no weight by distance', () => {
  const x = Float64Array.of(1, 1, 9);
  const y = Float64Array.of(2, 2, 2);
  expect(row(distanceBandWeights(x, y, { reach: 1 }), 0)).toEqual([1]);
  expect(() => distanceBandWeights(x, y, { reach: 1, power: 2 })).toThrow(/Places 0 and 1 lie on one spot/);
});

test('a reach, a number of neighbours and coordinates that make no sense are refused', () => {
  const x = Float64Array.of(1, 2, 3);
  expect(() => distanceBandWeights(x, x, { reach: 0 })).toThrow(/reach is 0/);
  expect(() => nearestWeights(x, x, { k: 3 })).toThrow(/k is 3; a whole number from 1 to 2/);
  expect(() => nearestWeights(x, Float64Array.of(0, 1, 91), { k: 1, geometry: 'great-circle' })).toThrow(
    /y\[2\] is 91/,
  );
  expect(() => nearestWeights(x, Float64Array.of(0, 1), { k: 1 })).toThrow(/METHOD_LENGTHS_DIFFER/);
});

test('no place at all has no neighbours', () => {
  const none = new Float64Array(0);
  expect(distanceBandWeights(none, none, { reach: 1 }).neighbours).toHaveLength(0);
});
