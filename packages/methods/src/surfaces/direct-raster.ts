import type { Breath } from '../long-run.ts';
import { type Kernel, peakOf, QUARTIC_REACH } from './kernels.ts';
import { cellHeight, cellWidth, columnCentres, type Raster, rowCentres } from './raster.ts';

export interface DirectEvents {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly bandwidth: number | Float64Array;
  readonly kernel: Kernel;
}

/**
 * Adds every event's kernel to every cell within `reach` bandwidths of it. A Gaussian is the product of one along x and
 * one along y, so an event needs a row and a column of exponentials, not one for each cell; and each of those comes from
 * the last by two multiplications. O(Σ cells within reach).
 */
export const directRaster = async (
  { x, y, weights, bandwidth, kernel }: DirectEvents,
  raster: Raster,
  reach: number,
  breath: Breath,
): Promise<Float64Array> => {
  const { columns, rows } = raster;
  const out = new Float64Array(columns * rows);
  const dx = cellWidth(raster);
  const dy = cellHeight(raster);
  const xs = columnCentres(raster);
  const ys = rowCentres(raster);
  const ex = new Float64Array(columns);
  const ey = new Float64Array(rows);
  for (let i = 0; i < x.length; i++) {
    if ((i & 63) === 0 && breath.due()) await breath.take(i / x.length);
    const h = typeof bandwidth === 'number' ? bandwidth : bandwidth[i]!;
    const radius = reach * h;
    const px = x[i]!;
    const py = y[i]!;
    const u = (px - xs[0]!) / dx;
    const v = (py - ys[0]!) / dy;
    const rowFrom = Math.max(0, Math.ceil(v - radius / dy));
    const rowTo = Math.min(rows - 1, Math.floor(v + radius / dy));
    const from = Math.max(0, Math.ceil(u - radius / dx));
    const to = Math.min(columns - 1, Math.floor(u + radius / dx));
    if (rowFrom > rowTo || from > to) continue;
    const height = peakOf(kernel, h) * (weights === undefined ? 1 : weights[i]!);
    if (kernel === 'gaussian') {
      exponentials(ex, xs, px, h, dx, from, to);
      exponentials(ey, ys, py, h, dy, rowFrom, rowTo);
    } else {
      const scale = 1 / (QUARTIC_REACH * h);
      for (let c = from; c <= to; c++) ex[c] = ((xs[c]! - px) * scale) ** 2;
      for (let r = rowFrom; r <= rowTo; r++) ey[r] = ((ys[r]! - py) * scale) ** 2;
    }
    for (let r = rowFrom; r <= rowTo; r++) {
      const chord = Math.sqrt(Math.max(0, radius * radius - (ys[r]! - py) ** 2)) / dx;
      const left = Math.max(from, Math.ceil(u - chord));
      const right = Math.min(to, Math.floor(u + chord));
      const line = r * columns;
      if (kernel === 'gaussian') {
        const share = height * ey[r]!;
        for (let c = left; c <= right; c++) out[line + c]! += share * ex[c]!;
      } else {
        const rest = 1 - ey[r]!;
        for (let c = left; c <= right; c++) {
          const k = Math.max(0, rest - ex[c]!);
          out[line + c]! += height * k * k;
        }
      }
    }
  }
  return out;
};

/** exp(−(centre − place)²/2h²) at the centres from … to, outwards from the one nearest to the place. */
const exponentials = (
  into: Float64Array,
  centres: Float64Array,
  place: number,
  h: number,
  step: number,
  from: number,
  to: number,
): void => {
  const middle = Math.max(from, Math.min(to, Math.round((place - centres[0]!) / step)));
  const away = (centres[middle]! - place) / h;
  const stride = step / h;
  const top = Math.exp(-0.5 * away * away);
  const shrink = Math.exp(-stride * stride);
  into[middle] = top;
  // e(k+1) = e(k) · q(k), q(k+1) = q(k) · exp(−stride²)
  let e = top;
  let q = Math.exp(-stride * away - 0.5 * stride * stride);
  for (let c = middle + 1; c <= to; c++) {
    e *= q;
    q *= shrink;
    into[c] = e;
  }
  e = top;
  q = Math.exp(stride * away - 0.5 * stride * stride);
  for (let c = middle - 1; c >= from; c--) {
    e *= q;
    q *= shrink;
    into[c] = e;
  }
};
