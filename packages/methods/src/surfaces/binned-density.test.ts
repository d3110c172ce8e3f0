import { describe, expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { type BinnedDensityOptions, kernelDensityBinned } from './binned-density.ts';
import { kernelDensity } from './kernel-density.ts';
import { peakOf } from './kernels.ts';
import { type Points, plainSurface, raster, relative, uniformPoints } from './plain-sums.fixture.ts';
import { polygonMask } from './polygon-mask.ts';

const binned = ({ x, y }: Points, options: BinnedDensityOptions): Float64Array => {
  const result = kernelDensityBinned(x, y, options);
  if (isInsufficient(result)) throw new Error(result.reason);
  return result.values;
};
describe('a surface from counts per cell', () => {
  const points = uniformPoints(3000, 5);

  test('is the sum over cell centres, whichever way it is taken', () => {
    // narrow kernels are convolved, or added cell by cell; wide ones go by Fourier transform
    const few = uniformPoints(150, 5);
    for (const [kernel, bandwidth, columns, rows] of [
      ['gaussian', 2, 64, 48],
      ['gaussian', 20, 2000, 4],
      ['quartic', 2, 64, 48],
      ['quartic', 15, 64, 48],
      ['quartic', 30, 300, 3],
    ] as const) {
      const on = raster(columns, rows, 100, (100 * rows) / columns);
      const inside = { x: few.x, y: few.y.map((y) => (y * rows) / columns) };
      const values = binned(inside, { raster: on, bandwidth, kernel, edge: 'none' });
      const width = 100 / columns;
      const centred = {
        x: inside.x.map((x) => (Math.floor(x / width) + 0.5) * width),
        y: inside.y.map((y) => (Math.floor(y / width) + 0.5) * width),
      };
      const floor = 1e-3 * peakOf(kernel, bandwidth);
      expect(relative(values, plainSurface(centred, on, bandwidth, kernel), floor)).toBeLessThan(1e-6);
    }
  });

  test('a mask of polygons holds the cells whose centres they surround, holes left out', () => {
    const outer = [
      [1, 1],
      [9, 1],
      [9, 9],
      [1, 9],
      [1, 1],
    ] as const;
    const hole = [
      [3, 3],
      [3, 6],
      [6, 6],
      [6, 3],
    ] as const;
    const mask = polygonMask(raster(10, 10, 10, 10), [outer, hole]);
    for (let i = 0; i < 100; i++) {
      const [c, r] = [i % 10, Math.floor(i / 10)];
      const within = c >= 1 && c < 9 && r >= 1 && r < 9;
      expect(mask[i]).toBe(within && !(c >= 3 && c < 6 && r >= 3 && r < 6) ? 1 : 0);
    }
  });

  test('comes near the exact surface, linear binning nearer', async () => {
    const on = raster(100, 100);
    const { x, y } = points;
    const result = await kernelDensity(x, y, { raster: on, bandwidth: 5 });
    if (isInsufficient(result)) throw new Error(result.reason);
    const exact = result.values;
    const top = Math.max(...exact);
    const off = (binning: 'nearest' | 'linear'): number =>
      Math.max(
        ...binned(points, { raster: on, bandwidth: 5, binning }).map((value, i) =>
          Math.abs(value - exact[i]!),
        ),
      ) / top;
    expect(off('nearest')).toBeLessThan(0.03);
    expect(off('linear')).toBeLessThan(0.02);
  });

  test('one event in every cell is one everywhere, edges and holes included', () => {
    const on = raster(40, 30, 40, 30);
    const x = new Float64Array(1200).map((_, i) => (i % 40) + 0.5);
    const y = new Float64Array(1200).map((_, i) => Math.floor(i / 40) + 0.5);
    const mask = new Uint8Array(1200).map((_, i) => (i % 7 === 0 || i % 40 > 35 ? 0 : 1));
    for (const kernel of ['gaussian', 'quartic'] as const)
      for (const bandwidth of [1, 4, 12]) {
        const values = binned({ x, y }, { raster: on, bandwidth, kernel });
        expect(relative(values, new Float64Array(1200).fill(1))).toBeLessThan(1e-9);
        const inMask = binned({ x, y }, { raster: on, bandwidth, kernel, mask });
        for (let i = 0; i < 1200; i++)
          if (mask[i] === 0) expect(inMask[i]).toBeNaN();
          else expect(inMask[i]).toBeCloseTo(1, 9);
        const kept = binned({ x, y }, { raster: on, bandwidth, kernel, mask, edge: 'diggle' });
        const total = kept.reduce((sum, value) => sum + (value > 0 ? value : 0), 0);
        expect(total).toBeCloseTo(
          mask.reduce((sum, one) => sum + one, 0),
          5,
        );
      }
  });

  test('counts events outside, and weighs those inside', () => {
    const x = Float64Array.of(1, 5, 10, -1, 10.1);
    const y = Float64Array.of(1, 5, 10, 5, 5);
    const on = raster(10, 10, 10, 10);
    const result = kernelDensityBinned(x, y, {
      raster: on,
      bandwidth: 1,
      weights: Float64Array.of(1, 2, 3, 4, 5),
    });
    if (isInsufficient(result)) throw new Error(result.reason);
    expect(result.outside).toBe(2);
    for (const binning of ['nearest', 'linear'] as const) {
      const values = binned(
        { x, y },
        { raster: on, bandwidth: 1, weights: Float64Array.of(1, 2, 3, 4, 5), edge: 'diggle', binning },
      );
      expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(6, 6);
    }
  });
});
