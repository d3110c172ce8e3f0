import type { Breath } from '../long-run.ts';
import { type CellList, cellOf } from './cell-list.ts';
import type { DirectEvents } from './direct-raster.ts';
import { peakOf, QUARTIC_REACH } from './kernels.ts';

/**
 * Adds every event's kernel to every place within `reach` bandwidths of it. `places` are sorted into cells.
 * @param leaveOut true: the places are the events, and none counts at its own place
 * @returns sums in the order of the places' input. O(pairs within reach)
 */
export const directPlaces = async (
  { x, y, weights, bandwidth, kernel }: DirectEvents,
  places: CellList,
  reach: number,
  leaveOut: boolean,
  breath: Breath,
): Promise<Float64Array> => {
  const sums = new Float64Array(places.x.length);
  const position = new Uint32Array(leaveOut ? places.order.length : 0);
  for (let s = 0; s < position.length; s++) position[places.order[s]!] = s;
  for (let i = 0; i < x.length; i++) {
    if ((i & 15) === 0 && breath.due()) await breath.take(i / x.length);
    const h = typeof bandwidth === 'number' ? bandwidth : bandwidth[i]!;
    const height = peakOf(kernel, h) * (weights === undefined ? 1 : weights[i]!);
    const others = leaveOut ? sums[position[i]!]! : 0;
    if (kernel === 'gaussian') addGaussian(places, sums, x[i]!, y[i]!, h, reach * h, height);
    else addQuartic(places, sums, x[i]!, y[i]!, QUARTIC_REACH * h, height);
    // set back rather than subtracted, which would leave rounding where the others are far
    if (leaveOut) sums[position[i]!] = others;
  }
  const out = new Float64Array(sums.length);
  for (let s = 0; s < sums.length; s++) out[places.order[s]!] = sums[s]!;
  return out;
};

const addGaussian = (
  { x, y, starts, columns, rows, side, xMin, yMin }: CellList,
  sums: Float64Array,
  px: number,
  py: number,
  h: number,
  radius: number,
  height: number,
): void => {
  const from = cellOf(px - radius, xMin, side, columns);
  const to = cellOf(px + radius, xMin, side, columns);
  const last = cellOf(py + radius, yMin, side, rows);
  const perSquare = -0.5 / (h * h);
  const squaredRadius = radius * radius;
  for (let row = cellOf(py - radius, yMin, side, rows); row <= last; row++) {
    // the cells of one row lie one after the other
    const end = starts[row * columns + to + 1]!;
    for (let s = starts[row * columns + from]!; s < end; s++) {
      const dx = x[s]! - px;
      const dy = y[s]! - py;
      const squared = dx * dx + dy * dy;
      if (squared <= squaredRadius) sums[s]! += height * Math.exp(squared * perSquare);
    }
  }
};

const addQuartic = (
  { x, y, starts, columns, rows, side, xMin, yMin }: CellList,
  sums: Float64Array,
  px: number,
  py: number,
  radius: number,
  height: number,
): void => {
  const from = cellOf(px - radius, xMin, side, columns);
  const to = cellOf(px + radius, xMin, side, columns);
  const last = cellOf(py + radius, yMin, side, rows);
  const perSquare = 1 / (radius * radius);
  for (let row = cellOf(py - radius, yMin, side, rows); row <= last; row++) {
    const end = starts[row * columns + to + 1]!;
    for (let s = starts[row * columns + from]!; s < end; s++) {
      const dx = x[s]! - px;
      const dy = y[s]! - py;
      const rest = 1 - (dx * dx + dy * dy) * perSquare;
      if (rest > 0) sums[s]! += height * rest * rest;
    }
  }
};

/** About how many pairs `directPlaces` will look at, from a sample of the events. */
export const pairsWithin = (x: Float64Array, y: Float64Array, places: CellList, radius: number): number => {
  const { starts, columns, rows, side, xMin, yMin } = places;
  const step = Math.max(1, Math.floor(x.length / 500));
  let pairs = 0;
  let sampled = 0;
  for (let i = 0; i < x.length; i += step, sampled++) {
    const from = cellOf(x[i]! - radius, xMin, side, columns);
    const to = cellOf(x[i]! + radius, xMin, side, columns);
    const last = cellOf(y[i]! + radius, yMin, side, rows);
    for (let row = cellOf(y[i]! - radius, yMin, side, rows); row <= last; row++)
      pairs += starts[row * columns + to + 1]! - starts[row * columns + from]!;
  }
  return (pairs / Math.max(1, sampled)) * x.length;
};
