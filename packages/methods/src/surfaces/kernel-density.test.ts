import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { seeded } from '../random/seeded.ts';
import { kernelDensityBinned } from './binned-density.ts';
import { kernelMass } from './edge-mass.ts';
import { type KernelDensityOptions, kernelDensity } from './kernel-density.ts';
import { type KernelDensityAtOptions, kernelDensityAt } from './kernel-density-at.ts';
import { peakOf } from './kernels.ts';
import {
  type Points,
  plainSum,
  plainSurface,
  raster,
  relative,
  uniformPoints,
} from './plain-sums.fixture.ts';
import { columnCentres, type Raster, rowCentres } from './raster.ts';

const surface = async ({ x, y }: Points, options: KernelDensityOptions): Promise<Float64Array> => {
  const result = await kernelDensity(x, y, options);
  if (isInsufficient(result)) throw new Error(result.reason);
  return result.values;
};
const atPlaces = async ({ x, y }: Points, options: KernelDensityAtOptions): Promise<Float64Array> => {
  const result = await kernelDensityAt(x, y, options);
  if (isInsufficient(result)) throw new Error(result.reason);
  return result.values;
};
describe('reference values: exact sums, and spatstat.explore 3.0-6 density.ppp(at = "points")', () => {
  const file = sharedFile('reference/kde_300.json');
  const named = (name: string): string => (file ? name : `${name}: ${sharedMissing}`);
  const reference = () => {
    const json = JSON.parse(readFileSync(file!, 'utf8'));
    const { x, y } = json.points;
    return { ...json, points: { x: Float64Array.from(x), y: Float64Array.from(y) } };
  };
  const on = raster(20, 20);

  test.skipIf(!file)(named('the surface, its edge weights and the corrected surface to 1e-10'), async () => {
    const { points, intensity_exact, uniform_edge_weight, intensity_edge_uniform } = reference();
    const plain = await surface(points, { raster: on, bandwidth: 4, edge: 'none' });
    const corrected = await surface(points, { raster: on, bandwidth: 4 });
    expect(relative(plain, intensity_exact)).toBeLessThan(1e-10);
    expect(relative(corrected, intensity_edge_uniform)).toBeLessThan(1e-10);
    expect(
      relative(
        plain.map((value, i) => value / corrected[i]!),
        uniform_edge_weight,
      ),
    ).toBeLessThan(1e-10);
  });

  test.skipIf(!file)(named('the same places asked for one by one'), async () => {
    const { points, intensity_edge_uniform } = reference();
    const at = { x: new Float64Array(400), y: new Float64Array(400) };
    rowCentres(on).forEach((py, r) => {
      columnCentres(on).forEach((px, c) => {
        at.x[r * 20 + c] = px;
        at.y[r * 20 + c] = py;
      });
    });
    const values = await atPlaces(points, { at, bandwidth: 4, window: on });
    expect(relative(values, intensity_edge_uniform)).toBeLessThan(1e-10);
  });

  test.skipIf(!file)(named('events left one out, with and without edge correction, to 1e-6'), async () => {
    const { points, loo_at_points, loo_at_points_edge } = reference();
    const plain = await atPlaces(points, { bandwidth: 4, leaveOneOut: true });
    const corrected = await atPlaces(points, { bandwidth: 4, leaveOneOut: true, window: on });
    expect(relative(plain, loo_at_points)).toBeLessThan(1e-6);
    expect(relative(corrected, loo_at_points_edge)).toBeLessThan(1e-6);
  });
});

describe('the split of a Gaussian', () => {
  const points = uniformPoints(600, 3);

  test('gives the untruncated sum within the tolerance on fine cells', async () => {
    const expected = plainSurface(points, raster(60, 50), 6);
    for (const tolerance of [1e-6, 1e-10, 1e-13]) {
      const values = await surface(points, {
        raster: raster(60, 50),
        bandwidth: 6,
        edge: 'none',
        tolerance,
      });
      expect(relative(values, expected)).toBeLessThan(tolerance);
    }
  });

  test('holds it however far the events are', async () => {
    const corner = { x: points.x.map((x) => x * 0.3), y: points.y.map((y) => y * 0.3) };
    const on = raster(60, 60);
    const values = await surface(corner, { raster: on, bandwidth: 4, edge: 'none' });
    const expected = plainSurface(corner, on, 4);
    expect(Math.min(...expected)).toBeLessThan(1e-70);
    expect(relative(values, expected)).toBeLessThan(1e-10);
  });

  test('sees events in the window beyond the raster, and weights', async () => {
    const weights = points.x.map((x) => x / 50);
    const on: Raster = { xMin: 30, xMax: 60, yMin: 20, yMax: 70, columns: 40, rows: 60 };
    const options = { raster: on, window: raster(1, 1), bandwidth: 3, edge: 'none', weights } as const;
    expect(
      relative(await surface(points, options), plainSurface(points, on, 3, 'gaussian', weights)),
    ).toBeLessThan(1e-10);
  });

  test('gives the sums at events, and at others, left one out or not', async () => {
    const many = uniformPoints(20_000, 9);
    const expected = Array.from({ length: 80 }, (_, i) => plainSum(many, many.x[i]!, many.y[i]!, 4));
    const all = await atPlaces(many, { bandwidth: 4 });
    expect(relative(all.subarray(0, 80), expected)).toBeLessThan(1e-10);
    const loo = await atPlaces(many, { bandwidth: 4, leaveOneOut: true });
    const own = peakOf('gaussian', 4);
    expect(
      relative(
        loo.subarray(0, 80),
        expected.map((value) => value - own),
      ),
    ).toBeLessThan(1e-10);
    const at = uniformPoints(100, 10, 140, 140);
    expect(
      relative(
        await atPlaces(many, { bandwidth: 4, at }),
        [...at.x].map((px, i) => plainSum(many, px, at.y[i]!, 4)),
      ),
    ).toBeLessThan(1e-10);
  });

  test('an event far from all others keeps its small value when left out', async () => {
    const many = uniformPoints(20_000, 9);
    const x = Float64Array.of(...many.x, 112);
    const y = Float64Array.of(...many.y, 50);
    const loo = await atPlaces({ x, y }, { bandwidth: 4, leaveOneOut: true });
    expect(relative([loo[20_000]!], [plainSum(many, 112, 50, 4)])).toBeLessThan(1e-9);
  });
});

describe('event by event', () => {
  const points = uniformPoints(500, 4);
  const on = raster(30, 20);

  test('a bandwidth for each event, either kernel, on rasters and at places', async () => {
    const bandwidth = points.x.map((x) => 1 + x / 10);
    for (const kernel of ['gaussian', 'quartic'] as const) {
      const expected = plainSurface(points, on, bandwidth, kernel);
      const floor = 1e-6 * peakOf(kernel, 6);
      expect(
        relative(await surface(points, { raster: on, bandwidth, kernel, edge: 'none' }), expected, floor),
      ).toBeLessThan(1e-9);
      const loo = await atPlaces(points, { bandwidth, kernel, leaveOneOut: true });
      const others = [...points.x].map(
        (px, i) => plainSum(points, px, points.y[i]!, bandwidth, kernel) - peakOf(kernel, bandwidth[i]!),
      );
      expect(relative(loo, others, floor)).toBeLessThan(1e-9);
    }
  });

  test('the quartic mass in a rectangle is the integral of the kernel over it', () => {
    const window = { xMin: -1, xMax: 2.5, yMin: 0.2, yMax: 1.7 };
    const fine = 300;
    for (const [x, y] of [
      [0, 1],
      [2.4, 0.3],
      [-0.9, 1.6],
      [0.4, 3],
      [-4, -3],
    ] as const) {
      let sum = 0;
      for (let r = 0; r < fine; r++)
        for (let c = 0; c < fine; c++) {
          const px = window.xMin + (3.5 * (c + 0.5)) / fine;
          const py = window.yMin + (1.5 * (r + 0.5)) / fine;
          sum += plainSum({ x: Float64Array.of(x), y: Float64Array.of(y) }, px, py, 0.8, 'quartic');
        }
      expect(kernelMass('quartic', 0.8, window, x, y)).toBeCloseTo((sum * 3.5 * 1.5) / fine ** 2, 4);
    }
    expect(kernelMass('quartic', 0.01, window, 1, 1)).toBeCloseTo(1, 14);
    expect(kernelMass('quartic', 1e6, window, 1, 1)).toBeCloseTo(peakOf('quartic', 1e6) * 3.5 * 1.5, 14);
  });

  test('Diggle’s correction keeps the number of events, whatever the bandwidths', async () => {
    const bandwidth = points.x.map((x) => 2 + x / 20);
    const fine = raster(200, 200);
    for (const kernel of ['gaussian', 'quartic'] as const) {
      const values = await surface(points, { raster: fine, bandwidth, kernel, edge: 'diggle' });
      const total = values.reduce((sum, value) => sum + value, 0) / 4;
      expect(Math.abs(total / 500 - 1)).toBeLessThan(2e-3);
    }
  });
});

describe('properties', () => {
  test('order, shift, turning and doubling of events change what they should and nothing else', async () => {
    const { x, y } = uniformPoints(400, 6);
    const on = raster(50, 50);
    const values = await surface({ x, y }, { raster: on, bandwidth: 5 });
    const backwards = { x: x.slice().reverse(), y: y.slice().reverse() };
    expect(relative(await surface(backwards, { raster: on, bandwidth: 5 }), values)).toBeLessThan(1e-10);
    const shifted = { x: x.map((v) => v + 1e4), y: y.map((v) => v - 300) };
    const shiftedOn = { ...on, xMin: 1e4, xMax: 1e4 + 100, yMin: -300, yMax: -200 };
    expect(relative(await surface(shifted, { raster: shiftedOn, bandwidth: 5 }), values)).toBeLessThan(1e-9);
    const turned = await surface({ x: y, y: x }, { raster: on, bandwidth: 5 });
    const back = turned.map((_, i) => turned[(i % 50) * 50 + Math.floor(i / 50)]!);
    expect(relative(back, values)).toBeLessThan(1e-10);
    const twice = { x: Float64Array.of(...x, ...x), y: Float64Array.of(...y, ...y) };
    const weights = new Float64Array(400).fill(2);
    const doubled = await surface(twice, { raster: on, bandwidth: 5 });
    expect(relative(doubled, await surface({ x, y }, { raster: on, bandwidth: 5, weights }))).toBeLessThan(
      1e-10,
    );
    expect(kernelDensityBinned(backwards.x, backwards.y, { raster: on, bandwidth: 5 })).toEqual(
      kernelDensityBinned(x, y, { raster: on, bandwidth: 5 }),
    );
  });

  test('on the average of many even patterns the corrected surface is flat up to the corners', async () => {
    const on = raster(10, 10);
    const mean = { uniform: new Float64Array(100), none: new Float64Array(100) };
    for (let k = 0; k < 150; k++)
      for (const edge of ['uniform', 'none'] as const)
        (await surface(uniformPoints(500, 100 + k), { raster: on, bandwidth: 10, edge })).forEach(
          (value, i) => {
            mean[edge][i]! += value / 0.05 / 150;
          },
        );
    for (const corner of [0, 9, 90, 99]) {
      expect(mean.uniform[corner]).toBeGreaterThan(0.94);
      expect(mean.uniform[corner]).toBeLessThan(1.06);
      // half a bandwidth inside both edges 0.69² of the weight stays
      expect(mean.none[corner]).toBeLessThan(0.52);
    }
  });

  test('the density of normal events is recovered', async () => {
    const rng = seeded(12);
    const x = new Float64Array(40_000).map(() => drawNormal(rng));
    const y = new Float64Array(40_000).map(() => drawNormal(rng));
    const [middle] = await atPlaces(
      { x, y },
      { bandwidth: 0.2, at: { x: Float64Array.of(0), y: Float64Array.of(0) } },
    );
    expect(middle! / 40_000).toBeCloseTo(1 / (2 * Math.PI * 1.04), 2);
  });
});

describe('what cannot be answered', () => {
  const on = raster(10, 10);
  const one = Float64Array.of(5);

  test('no events in the window, cells too coarse, nothing left after leaving one out', async () => {
    const none = new Float64Array(0);
    expect(await kernelDensity(none, none, { raster: on, bandwidth: 1 })).toMatchObject({
      reason: 'no-events',
    });
    expect(kernelDensityBinned(one, Float64Array.of(500), { raster: on, bandwidth: 20 })).toMatchObject({
      reason: 'no-events',
    });
    expect(kernelDensityBinned(one, one, { raster: on, bandwidth: 5 })).toMatchObject({
      reason: 'raster-too-coarse',
      have: 0.5,
    });
    expect(await kernelDensityAt(one, one, { bandwidth: 5, leaveOneOut: true })).toMatchObject({
      reason: 'no-events',
      need: 2,
    });
  });

  test('wrong arguments are named', async () => {
    const two = Float64Array.of(1, 2);
    await expect(kernelDensity(one, two, { raster: on, bandwidth: 1 })).rejects.toThrow(
      'METHOD_LENGTHS_DIFFER',
    );
    await expect(kernelDensity(one, one, { raster: on, bandwidth: 0 })).rejects.toThrow('bandwidth is 0');
    await expect(kernelDensity(two, two, { raster: on, bandwidth: two, edge: 'uniform' })).rejects.toThrow(
      'edge is uniform',
    );
    await expect(kernelDensityAt(one, one, { bandwidth: 1, edge: 'diggle' })).rejects.toThrow('no window');
    await expect(
      kernelDensityAt(one, one, { bandwidth: 1, at: { x: one, y: one }, leaveOneOut: true }),
    ).rejects.toThrow('leaveOneOut');
    expect(() =>
      kernelDensityBinned(Float64Array.of(Number.NaN), one, { raster: on, bandwidth: 20 }),
    ).toThrow('x[0] is NaN');
    expect(() =>
      kernelDensityBinned(one, one, { raster: on, bandwidth: 20, weights: Float64Array.of(-1) }),
    ).toThrow('weights[0] is -1');
    await expect(kernelDensity(one, one, { raster: { ...on, xMax: 0 }, bandwidth: 1 })).rejects.toThrow(
      'raster is x 0 to 0',
    );
  });

  test('a long run can be ended', async () => {
    const points = uniformPoints(20_000, 1);
    await expect(
      kernelDensity(points.x, points.y, {
        raster: raster(300, 300),
        bandwidth: 20,
        kernel: 'quartic',
        signal: AbortSignal.timeout(60),
      }),
    ).rejects.toThrow();
  });
});
