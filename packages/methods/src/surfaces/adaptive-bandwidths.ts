import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { positive, sameLength, wholeNumber } from '../problems.ts';
import { type CellList, cellList } from './cell-list.ts';
import { checkEvents } from './density-input.ts';
import { kernelDensityAt } from './kernel-density-at.ts';
import type { Kernel } from './kernels.ts';
import type { Extent } from './raster.ts';

export interface AbramsonOptions extends LongRun {
  /** the bandwidth that the geometric mean of all is to have */
  readonly bandwidth: number;
  /** bandwidth of the pilot estimate, default the same */
  readonly pilot?: number | undefined;
  /** no bandwidth may be more than this many times `bandwidth`, default 5 */
  readonly most?: number | undefined;
  readonly kernel?: Kernel | undefined;
  readonly weights?: Float64Array | undefined;
  /** where events could be seen; corrects the pilot's edges */
  readonly window?: Extent | undefined;
}

export interface EventBandwidths {
  readonly kind: 'event-bandwidths';
  /** one per event, for `bandwidth` of the densities. NaN for events outside the window */
  readonly bandwidths: Float64Array;
}

/**
 * A bandwidth for each event, narrow where events are dense: h · √(g / f̃(xᵢ)), f̃ a pilot estimate with one bandwidth and
 * g the geometric mean of its values at the events.
 *
 * @returns one bandwidth per event, or `Insufficient` without events
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * As long as `kernelDensityAt`. Sources: Abramson (1982), Annals of Statistics 10(4); geometric mean: Silverman (1986),
 * 5.3.1; the bound: Davies & Hazelton (2010), Statistics in Medicine 29(23).
 */
export const abramsonBandwidths = async (
  x: Float64Array,
  y: Float64Array,
  { bandwidth, pilot = bandwidth, most = 5, ...options }: AbramsonOptions,
): Promise<EventBandwidths | Insufficient> => {
  positive('bandwidth', bandwidth);
  positive('most', most);
  const estimate = await kernelDensityAt(x, y, { ...options, bandwidth: pilot });
  if (isInsufficient(estimate)) return estimate;
  const { values } = estimate;
  let logs = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    // an event outside, or one of no weight that stands alone
    if (!(values[i]! > 0)) continue;
    logs += Math.log(values[i]!);
    count++;
  }
  const middle = Math.exp(logs / count);
  return {
    kind: 'event-bandwidths',
    bandwidths: values.map((value) => bandwidth * Math.min(most, Math.sqrt(middle / value))),
  };
};

export interface NearestBandwidthsOptions {
  /** how many neighbours a kernel is to hold */
  readonly k: number;
  /** bandwidth per distance to the k-th neighbour, default 1 */
  readonly scale?: number | undefined;
  /** no bandwidth is less; it must be above 0 where more than k events share a place */
  readonly least?: number | undefined;
}

/**
 * A bandwidth for each event: the distance to its k-th nearest other event.
 *
 * @returns one bandwidth per event, or `Insufficient` where there are no k others or all k stand at the same place and
 * `least` is not given
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · k) where events are spread evenly. Source: Breiman, Meisel & Purcell (1977), Technometrics 19(2).
 */
export const nearestBandwidths = (
  x: Float64Array,
  y: Float64Array,
  { k, scale = 1, least = 0 }: NearestBandwidthsOptions,
): EventBandwidths | Insufficient => {
  checkEvents(x, y);
  wholeNumber('k', k, 1);
  positive('scale', scale);
  if (x.length <= k)
    return insufficient({
      reason: 'too-few-events',
      detail: 'No event has so many others.',
      have: x.length,
      need: k + 1,
    });
  const distances = nearestDistances(x, y, k);
  const bandwidths = distances.map((distance) => Math.max(least, scale * distance));
  const without = bandwidths.reduce((count, value) => count + (value > 0 ? 0 : 1), 0);
  if (without > 0)
    return insufficient({
      reason: 'events-in-one-place',
      detail: `${without} events share their place with ${k} others; give a least bandwidth.`,
      have: x.length - without,
      need: x.length,
    });
  return { kind: 'event-bandwidths', bandwidths };
};

/**
 * The distance from each event to its k-th nearest other one; events at the same place are 0 apart.
 * @throws Problem METHOD_LENGTHS_DIFFER
 */
export const nearestDistances = (x: Float64Array, y: Float64Array, k: number): Float64Array => {
  const n = sameLength({ x, y });
  const list = cellList(x, y, spacing(x, y, k));
  const distances = new Float64Array(n);
  const best = new Float64Array(k);
  for (let s = 0; s < n; s++) distances[list.order[s]!] = Math.sqrt(kthSquared(list, s, best));
  return distances;
};

/** The side of a cell that would hold about k + 1 events if they were spread evenly. */
const spacing = (x: Float64Array, y: Float64Array, k: number): number => {
  const range = (values: Float64Array): number => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return most - least;
  };
  const [width, height] = [range(x), range(y)];
  const area = width * height;
  return area > 0 ? Math.sqrt((area * (k + 1)) / x.length) : ((width + height) * (k + 1)) / x.length;
};

const kthSquared = (
  { x, y, starts, columns, rows, side, xMin, yMin }: CellList,
  at: number,
  best: Float64Array,
): number => {
  const k = best.length;
  best.fill(Number.POSITIVE_INFINITY);
  const column = Math.min(columns - 1, Math.floor((x[at]! - xMin) / side));
  const row = Math.min(rows - 1, Math.floor((y[at]! - yMin) / side));
  for (let ring = 0; ring <= Math.max(columns, rows); ring++) {
    // all within ring − 1 whole cells have been seen
    if (ring > 0 && best[k - 1]! <= ((ring - 1) * side) ** 2) break;
    for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++) {
      const step = ring === 0 || r === row - ring || r === row + ring ? 1 : 2 * ring;
      for (let c = column - ring; c <= column + ring; c += step) {
        if (c < 0 || c >= columns) continue;
        for (let s = starts[r * columns + c]!; s < starts[r * columns + c + 1]!; s++) {
          if (s === at) continue;
          const squared = (x[s]! - x[at]!) ** 2 + (y[s]! - y[at]!) ** 2;
          if (squared >= best[k - 1]!) continue;
          let to = k - 1;
          for (; to > 0 && best[to - 1]! > squared; to--) best[to] = best[to - 1]!;
          best[to] = squared;
        }
      }
    }
  }
  return best[k - 1]!;
};
