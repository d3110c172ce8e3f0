import { countNearest } from './count-nearest.ts';
import { cellHeight, cellWidth, type Raster } from './raster.ts';

/** `nearest`: an event counts in its cell, as in spatstat; `linear`: it is shared among the four nearest centres. */
export type Binning = 'nearest' | 'linear';

export interface Bins {
  /** weight per cell; whole numbers are added faster, so unweighted events are counted in them */
  readonly values: Float64Array | Int32Array;
  /** events outside the raster, which no cell holds */
  readonly outside: number;
}

/** Sums events (or their weights) by cell. An event on the upper bound counts in the last cell. O(n). */
export const bin = (
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  raster: Raster,
  binning: Binning,
): Bins => (binning === 'nearest' ? binNearest(x, y, weights, raster) : binLinear(x, y, weights, raster));

const binNearest = (
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  raster: Raster,
): Bins => (weights === undefined ? countNearest(x, y, raster) : sumNearest(x, y, weights, raster));

const sumNearest = (x: Float64Array, y: Float64Array, weights: Float64Array, raster: Raster): Bins => {
  const { xMin, xMax, yMin, yMax, columns, rows } = raster;
  const values = new Float64Array(columns * rows);
  const perX = columns / (xMax - xMin);
  const perY = rows / (yMax - yMin);
  let outside = 0;
  for (let i = 0; i < x.length; i++) {
    const px = x[i]!;
    const py = y[i]!;
    if (px >= xMin && px <= xMax && py >= yMin && py <= yMax) {
      let c = ((px - xMin) * perX) | 0;
      let r = ((py - yMin) * perY) | 0;
      if (c >= columns) c = columns - 1;
      if (r >= rows) r = rows - 1;
      values[r * columns + c]! += weights[i]!;
    } else outside++;
  }
  return { values, outside };
};

// in the outer half of a border cell there is no centre beyond, so that side's share stays in the border cell
const binLinear = (
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  raster: Raster,
): Bins => {
  const { xMin, xMax, yMin, yMax, columns, rows } = raster;
  const values = new Float64Array(columns * rows);
  const width = cellWidth(raster);
  const height = cellHeight(raster);
  let outside = 0;
  for (let i = 0; i < x.length; i++) {
    const px = x[i]!;
    const py = y[i]!;
    if (!(px >= xMin && px <= xMax && py >= yMin && py <= yMax)) {
      outside++;
      continue;
    }
    const weight = weights === undefined ? 1 : weights[i]!;
    const u = Math.min(columns - 1, Math.max(0, (px - xMin) / width - 0.5));
    const v = Math.min(rows - 1, Math.max(0, (py - yMin) / height - 0.5));
    const c = Math.floor(u);
    const r = Math.floor(v);
    const right = (u - c) * weight;
    const above = v - r;
    const at = r * columns + c;
    values[at]! += (weight - right) * (1 - above);
    if (right > 0) values[at + 1]! += right * (1 - above);
    if (above > 0) {
      values[at + columns]! += (weight - right) * above;
      if (right > 0) values[at + columns + 1]! += right * above;
    }
  }
  return { values, outside };
};
