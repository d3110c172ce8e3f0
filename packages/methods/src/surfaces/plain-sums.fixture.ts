import { seeded } from '../random/seeded.ts';
import { type Kernel, peakOf, QUARTIC_REACH } from './kernels.ts';
import { columnCentres, type Raster, rowCentres } from './raster.ts';

// what the tests of surfaces share: events, rasters, and the sums by their definition

export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export const uniformPoints = (n: number, seed: number, width = 100, height = 100): Points => {
  const rng = seeded(seed);
  const x = new Float64Array(n).map(() => rng.next() * width);
  return { x, y: new Float64Array(n).map(() => rng.next() * height) };
};
export const raster = (columns: number, rows: number, width = 100, height = 100): Raster => ({
  xMin: 0,
  xMax: width,
  yMin: 0,
  yMax: height,
  columns,
  rows,
});
/** The sum as it is defined, over all events and never cut off. */
export const plainSum = (
  { x, y }: Points,
  px: number,
  py: number,
  bandwidth: number | Float64Array,
  kernel: Kernel = 'gaussian',
  weights?: Float64Array,
): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const h = typeof bandwidth === 'number' ? bandwidth : bandwidth[i]!;
    const squared = ((px - x[i]!) ** 2 + (py - y[i]!) ** 2) / h ** 2;
    const shape =
      kernel === 'gaussian' ? Math.exp(-squared / 2) : Math.max(0, 1 - squared / QUARTIC_REACH ** 2) ** 2;
    sum += peakOf(kernel, h) * shape * (weights?.[i] ?? 1);
  }
  return sum;
};
export const plainSurface = (
  points: Points,
  on: Raster,
  ...rest: [number | Float64Array, Kernel?, Float64Array?]
) => {
  const xs = columnCentres(on);
  return rowCentres(on).reduce<number[]>((all, py) => {
    for (const px of xs) all.push(plainSum(points, px, py, ...rest));
    return all;
  }, []);
};
/** The largest difference, each relative to what was expected or the floor. */
export const relative = (actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 0): number => {
  if (actual.length !== expected.length) throw new Error(`${actual.length} values, not ${expected.length}`);
  let most = 0;
  for (let i = 0; i < expected.length; i++)
    most = Math.max(most, Math.abs(actual[i]! - expected[i]!) / Math.max(floor, Math.abs(expected[i]!)));
  return most;
};
