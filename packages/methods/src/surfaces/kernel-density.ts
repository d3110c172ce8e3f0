import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { type Breath, breathing, type LongRun } from '../long-run.ts';
import { numberWithin } from '../problems.ts';
import type { DensitySurface } from './binned-density.ts';
import { gaussianHalf } from './convolve.ts';
import { convolvePlane } from './convolve-plane.ts';
import { type DensityOptions, densityInput } from './density-input.ts';
import { directRaster } from './direct-raster.ts';
import { kernelMass, normalBetween } from './edge-mass.ts';
import { type EvenEvents, sumFaintPlaces } from './faint-places.ts';
import { type Split, splitOf, spread } from './gaussian-split.ts';
import { type Kernel, peakOf, reachOf } from './kernels.ts';
import {
  cellHeight,
  cellWidth,
  checkedExtent,
  checkedRaster,
  columnCentres,
  type Extent,
  type Raster,
  rowCentres,
} from './raster.ts';

export interface KernelDensityOptions extends DensityOptions, LongRun {
  /** the places asked for: the centres of its cells */
  readonly raster: Raster;
  /** where events could be seen; default: the raster's rectangle */
  readonly window?: Extent | undefined;
  /** how far from the untruncated sum a value may be, default 1e-10 */
  readonly tolerance?: number | undefined;
}

/** Below this share of a mean event's peak a value is summed again, or with many bandwidths met only absolutely. */
export const FAINT_SHARE = 1e-6;

/**
 * Where do events lie densest? Kernel estimate of their intensity at the centres of a raster, without binning.
 *
 * @param x one per event
 * @param y one per event, same unit as x
 * @returns the surface, each value within `tolerance` (relative) of the untruncated sum over all events; with a bandwidth
 * for each event a value below a millionth of one mean event's peak is within `tolerance` of that millionth. Or
 * `Insufficient` without events in the window.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * For a Gaussian with one bandwidth O(n · 20² + cells · bandwidth in cells), by a split of the kernel whose error is
 * bounded (see `gaussian-split.ts`); otherwise O(n · cells within reach). Sources: Silverman (1986), 4.2; a bandwidth for
 * each event: Abramson (1982), Annals of Statistics 10(4); edges: Diggle (1985), Jones (1993).
 */
export const kernelDensity = async (
  x: Float64Array,
  y: Float64Array,
  { raster: asked, window: seen, tolerance = 1e-10, signal, onProgress, ...options }: KernelDensityOptions,
): Promise<DensitySurface | Insufficient> => {
  const raster = checkedRaster(asked);
  const window = seen ? checkedExtent('window', seen) : raster;
  numberWithin('tolerance', tolerance, 1e-14, 1e-2);
  const breath = breathing({ signal, onProgress });
  const input = densityInput(x, y, options, window);
  if (isInsufficient(input)) return input;
  const { kernel, bandwidth, edge, outside } = input;
  const weights = edge === 'diggle' ? diggleWeights(input, window) : input.weights;
  const reach = reachOf(kernel, input.x.length, (tolerance / 2) * FAINT_SHARE);
  const plan =
    kernel === 'gaussian' && typeof bandwidth === 'number'
      ? splitPlan(bandwidth, raster, input.x.length, reach, tolerance)
      : undefined;
  const values = plan
    ? splitRaster(input.x, input.y, weights, raster, plan)
    : await directRaster({ ...input, weights }, raster, reach, breath);
  if (kernel === 'gaussian' && typeof bandwidth === 'number')
    await mendFaint(values, { x: input.x, y: input.y, weights, bandwidth }, raster, tolerance, breath);
  if (edge === 'uniform' && typeof bandwidth === 'number') {
    const xs = columnCentres(raster);
    const ys = rowCentres(raster);
    if (kernel === 'gaussian') {
      const across = xs.map((at) => normalBetween(window.xMin, window.xMax, at, bandwidth));
      const upward = ys.map((at) => normalBetween(window.yMin, window.yMax, at, bandwidth));
      for (let r = 0, i = 0; r < ys.length; r++)
        for (let c = 0; c < xs.length; c++, i++) values[i]! /= upward[r]! * across[c]!;
    } else
      for (let r = 0, i = 0; r < ys.length; r++)
        for (let c = 0; c < xs.length; c++, i++)
          values[i]! /= kernelMass(kernel, bandwidth, window, xs[c]!, ys[r]!);
  }
  onProgress?.(1);
  return { kind: 'kernel-density', raster, values, outside };
};

/** What a value must reach for the cut-off tails to be within the tolerance of it. */
export const faintBelow = (
  kernel: Kernel,
  bandwidth: number,
  weights: Float64Array | undefined,
  events: number,
): number => {
  const total = weights ? weights.reduce((a, b) => a + b, 0) : events;
  // tails are cut as if each event had the mean weight
  return (FAINT_SHARE * peakOf(kernel, bandwidth) * total) / events;
};

const mendFaint = async (
  values: Float64Array,
  events: EvenEvents,
  raster: Raster,
  tolerance: number,
  breath: Breath,
): Promise<void> => {
  const below = faintBelow('gaussian', events.bandwidth, events.weights, events.x.length);
  const faint: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i]! < below) faint.push(i);
  const xs = columnCentres(raster);
  const ys = rowCentres(raster);
  await sumFaintPlaces(
    events,
    faint.length,
    (k) => ({
      x: xs[faint[k]! % raster.columns]!,
      y: ys[Math.floor(faint[k]! / raster.columns)]!,
      without: -1,
    }),
    tolerance,
    (k, sum) => {
      values[faint[k]!] = sum;
    },
    breath,
  );
};

/** Weights of events divided by the share of their own kernel inside the window. */
export const diggleWeights = (
  {
    x,
    y,
    weights,
    bandwidth,
    kernel,
  }: Pick<
    Extract<ReturnType<typeof densityInput>, { x: Float64Array }>,
    'x' | 'y' | 'weights' | 'bandwidth' | 'kernel'
  >,
  window: Extent,
): Float64Array =>
  new Float64Array(x.length).map((_, i) => {
    const h = typeof bandwidth === 'number' ? bandwidth : bandwidth[i]!;
    return (weights === undefined ? 1 : weights[i]!) / kernelMass(kernel, h, window, x[i]!, y[i]!);
  });

interface SplitPlan {
  readonly across: Split;
  readonly upward: Split;
  readonly halfX: Float64Array;
  readonly halfY: Float64Array;
}

/** The split, where the cells are fine enough for it and it is less work than event by event. */
const splitPlan = (
  bandwidth: number,
  raster: Raster,
  events: number,
  reach: number,
  tolerance: number,
): SplitPlan | undefined => {
  const perX = bandwidth / cellWidth(raster);
  const perY = bandwidth / cellHeight(raster);
  const across = splitOf(perX, tolerance, 1);
  const upward = splitOf(perY, tolerance, 1);
  if (!across || !upward) return undefined;
  const halfX = gaussianHalf(across.rest, reach);
  const halfY = gaussianHalf(upward.rest, reach);
  const cells = raster.columns * raster.rows;
  const spreading = events * (2 * across.half + 1) * (2 * upward.half + 1);
  const split = spreading + cells * (halfX.length + halfY.length) * 2;
  const direct = events * Math.min(cells, Math.PI * reach ** 2 * perX * perY);
  return split < direct ? { across, upward, halfX, halfY } : undefined;
};

const splitRaster = (
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  raster: Raster,
  { across, upward, halfX, halfY }: SplitPlan,
): Float64Array => {
  const dx = cellWidth(raster);
  const dy = cellHeight(raster);
  // nodes beyond the raster as far as the convolution looks; events inside it only need room for their spread
  const within = x.every(
    (at, i) => at >= raster.xMin && at <= raster.xMax && y[i]! >= raster.yMin && y[i]! <= raster.yMax,
  );
  const marginX = across.half + (within ? 0 : halfX.length);
  const marginY = upward.half + (within ? 0 : halfY.length);
  const nodes = {
    x0: raster.xMin + (0.5 - marginX) * dx,
    y0: raster.yMin + (0.5 - marginY) * dy,
    dx,
    dy,
    columns: raster.columns + 2 * marginX,
    rows: raster.rows + 2 * marginY,
  };
  const values = convolvePlane(
    { values: spread(x, y, weights, nodes, across, upward), rows: nodes.rows, columns: nodes.columns },
    { along: halfX, upward: halfY },
    { left: marginX, below: marginY, columns: raster.columns, rows: raster.rows },
  );
  const perCell = 1 / (dx * dy);
  for (let i = 0; i < values.length; i++) values[i]! *= perCell;
  return values;
};
