import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { methodProblems, numberWithin } from '../problems.ts';
import { cellList } from './cell-list.ts';
import { checkEvents, type DensityInput, type DensityOptions, densityInput } from './density-input.ts';
import { directPlaces, pairsWithin } from './direct-places.ts';
import { kernelMass } from './edge-mass.ts';
import { sumFaintPlaces } from './faint-places.ts';
import { diggleWeights, FAINT_SHARE, faintBelow } from './kernel-density.ts';
import { peakOf, reachOf } from './kernels.ts';
import { checkedExtent, type Extent } from './raster.ts';
import { placesPlan, splitPlaces } from './split-places.ts';

export interface KernelDensityAtOptions extends DensityOptions, LongRun {
  /** the places asked for; default: the events themselves */
  readonly at?: { readonly x: Float64Array; readonly y: Float64Array } | undefined;
  /** whether an event is left out of the estimate at its own place; only without `at`. Default false */
  readonly leaveOneOut?: boolean | undefined;
  /** where events could be seen; needed for an edge correction, which is then `uniform` unless said otherwise */
  readonly window?: Extent | undefined;
  /** how far from the untruncated sum a value may be, default 1e-10 */
  readonly tolerance?: number | undefined;
}

export interface DensityAtPlaces {
  readonly kind: 'kernel-density-at';
  /** events (or weight) per unit of area at each place. NaN at places outside the window */
  readonly values: Float64Array;
  /** events left out because they lie outside the window */
  readonly outside: number;
}

/**
 * How dense are events at given places, or at the events themselves? Kernel estimate of their intensity without binning.
 *
 * @param x one per event
 * @param y one per event, same unit as x
 * @returns one value per place, as near to the untruncated sum as those of `kernelDensity`, or `Insufficient` without
 * events (without two of them where one is left out)
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * For a Gaussian with one bandwidth O((n + places) · 21² + area / bandwidth²), or O(pairs within reach) where that is
 * less. Sources: see `kernelDensity`.
 */
export const kernelDensityAt = async (
  x: Float64Array,
  y: Float64Array,
  { at, leaveOneOut = false, window: seen, tolerance = 1e-10, ...rest }: KernelDensityAtOptions,
): Promise<DensityAtPlaces | Insufficient> => {
  const { signal, onProgress, ...options } = rest;
  numberWithin('tolerance', tolerance, 1e-14, 1e-2);
  const window = seen && checkedExtent('window', seen);
  if (at && leaveOneOut)
    throw new Problem(
      methodProblems.value,
      'leaveOneOut is true and other places are given in at; it leaves out events at their own places.',
    );
  if (at) checkEvents(at.x, at.y);
  const input = densityInput(x, y, options, window);
  if (isInsufficient(input)) return input;
  if (leaveOneOut && input.x.length < 2)
    return insufficient({
      reason: 'no-events',
      detail: 'One event left out, none remains to estimate from.',
      have: input.x.length,
      need: 2,
    });
  const places = at ?? { x: input.x, y: input.y };
  const weighted = input.edge === 'diggle' ? { ...input, weights: diggleWeights(input, window!) } : input;
  const sums = await sumsAt(weighted, places, leaveOneOut, tolerance, { signal, onProgress });
  const { kernel, bandwidth, edge, outside, kept } = input;
  if (window)
    for (let i = 0; i < sums.length; i++) {
      const [px, py] = [places.x[i]!, places.y[i]!];
      if (px < window.xMin || px > window.xMax || py < window.yMin || py > window.yMax) sums[i] = Number.NaN;
      else if (edge === 'uniform') sums[i]! /= kernelMass(kernel, bandwidth as number, window, px, py);
    }
  onProgress?.(1);
  return { kind: 'kernel-density-at', values: at || !kept ? sums : putBack(sums, kept, x.length), outside };
};

/** Values of all places from those of the kept ones. */
const putBack = (sums: Float64Array, kept: Uint32Array, length: number): Float64Array => {
  const values = new Float64Array(length).fill(Number.NaN);
  for (let k = 0; k < kept.length; k++) values[kept[k]!] = sums[k]!;
  return values;
};

const sumsAt = async (
  events: DensityInput,
  places: { readonly x: Float64Array; readonly y: Float64Array },
  leaveOneOut: boolean,
  tolerance: number,
  run: LongRun,
): Promise<Float64Array> => {
  const { x, y, weights, kernel, bandwidth } = events;
  const breath = breathing(run);
  const reach = reachOf(kernel, x.length, (tolerance / 2) * FAINT_SHARE);
  const widest = typeof bandwidth === 'number' ? bandwidth : bandwidth.reduce((a, b) => Math.max(a, b), 0);
  const list = cellList(places.x, places.y, (widest * reach) / 2);
  if (kernel !== 'gaussian' || typeof bandwidth !== 'number')
    return directPlaces(events, list, reach, leaveOneOut, breath);
  const plan = placesPlan([{ x, y }, places], bandwidth, reach, tolerance);
  const split = plan !== undefined && plan.cost < pairsWithin(x, y, list, reach * bandwidth);
  const sums = split
    ? splitPlaces(x, y, weights, places, plan)
    : await directPlaces(events, list, reach, leaveOneOut, breath);
  const peak = peakOf(kernel, bandwidth);
  const faint = faintBelow(kernel, bandwidth, weights, x.length);
  const again: number[] = [];
  for (let i = 0; i < sums.length; i++) {
    const own = leaveOneOut && split ? peak * (weights === undefined ? 1 : weights[i]!) : 0;
    sums[i]! -= own;
    // where an event's own share was nearly all, its error is too much of the rest
    if (sums[i]! < Math.max(own, faint)) again.push(i);
  }
  await sumFaintPlaces(
    { x, y, weights, bandwidth },
    again.length,
    (k) => ({ x: places.x[again[k]!]!, y: places.y[again[k]!]!, without: leaveOneOut ? again[k]! : -1 }),
    tolerance,
    (k, sum) => {
      sums[again[k]!] = sum;
    },
    breath,
  );
  return sums;
};
