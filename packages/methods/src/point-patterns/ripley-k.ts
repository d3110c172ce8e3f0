import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems } from '../problems.ts';
import { type CellList, cellList } from '../surfaces/cell-list.ts';
import { checkEvents, insideOf } from '../surfaces/density-input.ts';
import { checkedExtent, type Extent } from '../surfaces/raster.ts';
import { circleInside, distanceToBorder } from './rectangle-edges.ts';

/**
 * What makes up for the neighbours that cannot be seen beyond the window. `none`: nothing. `border`: only events farther
 * than r from the border are asked. `isotropic`: a pair counts by the share of the circle through it that lies inside.
 * `translation`: by the share of the window in which such a pair could lie.
 */
export type RipleyCorrection = 'none' | 'border' | 'isotropic' | 'translation';

export interface RipleyKOptions {
  /** the rectangle in which events could be seen */
  readonly window: Extent;
  /** the r asked for, ascending, ≥ 0, in the unit of the coordinates */
  readonly distances: Float64Array;
  /** default `isotropic` */
  readonly correction?: RipleyCorrection | undefined;
}

export interface RipleyK {
  readonly kind: 'ripley-k';
  readonly distances: Float64Array;
  /** K(r), an area: λK(r) further events are expected within r of an event. NaN where `border` leaves no event */
  readonly k: Float64Array;
  /** L(r) = √(K(r)/π), which is r for events without any order */
  readonly l: Float64Array;
  /** πr², K of events without any order */
  readonly theoretical: Float64Array;
  /** events left out because they lie outside the window */
  readonly outside: number;
}

/** Fewer events than this say nothing about their neighbours. */
export const RIPLEY_LEAST_EVENTS = 10;

/** spatstat's bound, too: a pair through whose circle hardly any of the window passes would outweigh all others. */
const MOST_WEIGHT = 100;

/**
 * Do events gather, or keep apart, within a distance r of each other? Ripley's K function.
 *
 * @param x one per event
 * @param y one per event, same unit as x
 * @returns K and L at every distance, or `Insufficient` for fewer than 10 events inside the window
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n + pairs within the largest distance). Sources: Ripley (1977), Journal of the Royal Statistical Society B 39(2),
 * isotropic correction; Ohser (1983), translation; border: Ripley (1988), Statistical Inference for Spatial Processes, 3.
 */
export const ripleyK = (
  x: Float64Array,
  y: Float64Array,
  { window, distances, correction = 'isotropic' }: RipleyKOptions,
): RipleyK | Insufficient => {
  checkEvents(x, y);
  checkedExtent('window', window);
  checkDistances(distances);
  const kept = insideOf(x, y, window);
  const inX = kept ? Float64Array.from(kept, (i) => x[i]!) : x;
  const inY = kept ? Float64Array.from(kept, (i) => y[i]!) : y;
  if (inX.length < RIPLEY_LEAST_EVENTS)
    return insufficient({
      reason: 'too-few-events',
      detail: 'There are too few events inside the window to say how they lie to each other.',
      have: inX.length,
      need: RIPLEY_LEAST_EVENTS,
    });
  const k = kOf(inX, inY, window, distances, correction);
  return {
    kind: 'ripley-k',
    distances,
    k,
    l: k.map((value) => Math.sqrt(value / Math.PI)),
    theoretical: distances.map((r) => Math.PI * r * r),
    outside: x.length - inX.length,
  };
};

/** @throws Problem METHOD_VALUE_INVALID unless there are distances, ≥ 0 and ascending */
export const checkDistances = (distances: Float64Array): void => {
  allFinite('distances', distances);
  let last = 0;
  for (let i = 0; i < distances.length; i++) {
    if (distances[i]! < last)
      throw new Problem(
        methodProblems.value,
        `distances[${i}] is ${distances[i]}; a number of at least ${last} was expected, for they ascend from 0.`,
      );
    last = distances[i]!;
  }
  if (distances.length === 0)
    throw new Problem(methodProblems.value, 'distances is empty; at least one distance was expected.');
};

/** K at every distance, of events that all lie inside the window. */
export const kOf = (
  x: Float64Array,
  y: Float64Array,
  window: Extent,
  distances: Float64Array,
  correction: RipleyCorrection,
): Float64Array => {
  const n = x.length;
  const area = (window.xMax - window.xMin) * (window.yMax - window.yMin);
  if (correction === 'border') return borderK(x, y, window, distances, area);
  // what is added at a distance counts for it and all greater ones
  const added = new Float64Array(distances.length + 1);
  const list = cellList(x, y, distances.at(-1)!);
  forEachPair(list, distances.at(-1)!, (i, j, distance) => {
    added[firstAtLeast(distances, distance)]! += pairWeight(list, i, j, distance, window, area, correction);
  });
  let sum = 0;
  return distances.map((_, at) => {
    sum += added[at]!;
    return (area * sum) / (n * (n - 1));
  });
};

/** The weight of a pair seen from either side. */
const pairWeight = (
  { x, y }: CellList,
  i: number,
  j: number,
  distance: number,
  window: Extent,
  area: number,
  correction: RipleyCorrection,
): number => {
  if (correction === 'none') return 2;
  if (correction === 'translation') {
    const width = window.xMax - window.xMin - Math.abs(x[i]! - x[j]!);
    const height = window.yMax - window.yMin - Math.abs(y[i]! - y[j]!);
    return 2 * Math.min(MOST_WEIGHT, area / (width * height));
  }
  return (
    Math.min(MOST_WEIGHT, 1 / circleInside(window, x[i]!, y[i]!, distance)) +
    Math.min(MOST_WEIGHT, 1 / circleInside(window, x[j]!, y[j]!, distance))
  );
};

const borderK = (
  x: Float64Array,
  y: Float64Array,
  window: Extent,
  distances: Float64Array,
  area: number,
): Float64Array => {
  const most = distances.at(-1)!;
  const list = cellList(x, y, most);
  const border = list.x.map((px, s) => distanceToBorder(window, px, list.y[s]!));
  // an event is asked at the distances up to its own from the border
  const lastAsked = Uint32Array.from(border, (away) => firstAbove(distances, away));
  const pairs = new Float64Array(distances.length + 1);
  const asked = new Float64Array(distances.length + 1);
  for (const last of lastAsked) {
    asked[0]! += 1;
    asked[last]! -= 1;
  }
  forEachPair(list, most, (i, j, distance) => {
    const from = firstAtLeast(distances, distance);
    for (const one of [i, j])
      if (lastAsked[one]! > from) {
        pairs[from]! += 1;
        pairs[lastAsked[one]!]! -= 1;
      }
  });
  let near = 0;
  let events = 0;
  return distances.map((_, at) => {
    near += pairs[at]!;
    events += asked[at]!;
    return events > 0 ? (area * near) / (x.length * events) : Number.NaN;
  });
};

/** Calls `visit` once for every two points at most `radius` apart, with their numbers in the list. */
const forEachPair = (
  { x, y, starts, columns, rows, side }: CellList,
  radius: number,
  visit: (i: number, j: number, distance: number) => void,
): void => {
  const squaredRadius = radius * radius;
  const cells = Math.max(1, Math.ceil(radius / side));
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      for (let i = starts[row * columns + column]!; i < starts[row * columns + column + 1]!; i++)
        for (let r = row; r <= Math.min(rows - 1, row + cells); r++) {
          // in its own row only what follows the point; the sorted points of neighbouring cells lie in one run
          const from = r === row ? i + 1 : starts[r * columns + Math.max(0, column - cells)]!;
          const to = starts[r * columns + Math.min(columns - 1, column + cells) + 1]!;
          for (let j = from; j < to; j++) {
            const dx = x[j]! - x[i]!;
            const dy = y[j]! - y[i]!;
            const squared = dx * dx + dy * dy;
            if (squared <= squaredRadius) visit(i, j, Math.sqrt(squared));
          }
        }
};

const firstAtLeast = (distances: Float64Array, value: number): number => {
  let from = 0;
  let to = distances.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (distances[middle]! >= value) to = middle;
    else from = middle + 1;
  }
  return from;
};

const firstAbove = (distances: Float64Array, value: number): number => {
  let from = 0;
  let to = distances.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (distances[middle]! > value) to = middle;
    else from = middle + 1;
  }
  return from;
};
