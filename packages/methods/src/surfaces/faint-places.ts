import type { Breath } from '../long-run.ts';
import { type CellList, cellList, cellOf } from './cell-list.ts';
import { peakOf } from './kernels.ts';

/** Events that share one Gaussian bandwidth. */
export interface EvenEvents {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly bandwidth: number;
}

/** Beyond so many bandwidths a Gaussian is 0 in double precision. */
const UNDERFLOW = 38.7;

/**
 * Sums Gaussians at places far from most events, within `tolerance` of the untruncated sum however small it is. The
 * event nearest to a place bounds all that is far beyond it: only those are added whose squared distance exceeds the
 * nearest one's by less than 2h² log(all weight / (tolerance · the nearest one's weight)).
 *
 * @param count of places; `placeOf(k)` gives the k-th, and which event (or −1) does not count there
 */
export const sumFaintPlaces = async (
  events: EvenEvents,
  count: number,
  placeOf: (k: number) => { readonly x: number; readonly y: number; readonly without: number },
  tolerance: number,
  put: (k: number, sum: number) => void,
  breath: Breath,
): Promise<void> => {
  if (count === 0) return;
  const { x, y, weights, bandwidth: h } = events;
  const list = cellList(x, y, 3 * h);
  const total = weights ? weights.reduce((a, b) => a + b, 0) : x.length;
  const peak = peakOf('gaussian', h);
  for (let k = 0; k < count; k++) {
    if (breath.due()) await breath.take(k / count);
    const place = placeOf(k);
    const { event, squared } = nearest(list, weights, place, UNDERFLOW * h);
    if (event < 0) {
      put(k, 0);
      continue;
    }
    const weight = weights === undefined ? 1 : weights[event]!;
    const further = 2 * h * h * Math.log((2 * total) / (tolerance * weight));
    put(k, peak * sumWithin(list, weights, place, squared + further, h));
  }
};

interface Place {
  readonly x: number;
  readonly y: number;
  readonly without: number;
}

/** The nearest event of any weight, searched in rings of cells around the place. */
const nearest = (
  list: CellList,
  weights: Float64Array | undefined,
  place: Place,
  most: number,
): { readonly event: number; readonly squared: number } => {
  const { x, y, order, starts, columns, rows, side, xMin, yMin } = list;
  const column = Math.floor((place.x - xMin) / side);
  const row = Math.floor((place.y - yMin) / side);
  let squared = most * most;
  let event = -1;
  const rings = Math.ceil(most / side);
  for (let ring = 0; ring <= rings; ring++) {
    // what lies in this ring is at least ring − 1 cells away
    if (ring > 0 && ((ring - 1) * side) ** 2 > squared) break;
    for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++) {
      const whole = r === row - ring || r === row + ring;
      const step = whole || ring === 0 ? 1 : 2 * ring;
      for (let c = column - ring; c <= column + ring; c += step) {
        if (c < 0 || c >= columns) continue;
        for (let s = starts[r * columns + c]!; s < starts[r * columns + c + 1]!; s++) {
          const away = (x[s]! - place.x) ** 2 + (y[s]! - place.y) ** 2;
          if (away >= squared || order[s] === place.without || weights?.[order[s]!] === 0) continue;
          squared = away;
          event = order[s]!;
        }
      }
    }
  }
  return { event, squared };
};

const sumWithin = (
  { x, y, order, starts, columns, rows, side, xMin, yMin }: CellList,
  weights: Float64Array | undefined,
  place: Place,
  squaredRadius: number,
  h: number,
): number => {
  const radius = Math.sqrt(squaredRadius);
  const from = cellOf(place.x - radius, xMin, side, columns);
  const to = cellOf(place.x + radius, xMin, side, columns);
  const last = cellOf(place.y + radius, yMin, side, rows);
  const perSquare = -0.5 / (h * h);
  let sum = 0;
  for (let row = cellOf(place.y - radius, yMin, side, rows); row <= last; row++)
    for (let s = starts[row * columns + from]!; s < starts[row * columns + to + 1]!; s++) {
      const squared = (x[s]! - place.x) ** 2 + (y[s]! - place.y) ** 2;
      if (squared > squaredRadius || order[s] === place.without) continue;
      sum += (weights === undefined ? 1 : weights[order[s]!]!) * Math.exp(squared * perSquare);
    }
  return sum;
};
