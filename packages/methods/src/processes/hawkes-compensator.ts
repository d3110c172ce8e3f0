import type { HawkesModelParts } from './hawkes-layout.ts';

/** How much of each type's influence on each other the window could see, per unit of branching. */
export interface Compensators {
  /** Σ over events of type i of the mass of their kernel i → j that was watched, times their mark factor */
  readonly total: Float64Array;
  /** its derivatives by the parameters of the kernel */
  readonly slopes: Float64Array;
  /** its first and second derivative by the marks' effect */
  readonly byMark: Float64Array;
  readonly byMark2: Float64Array;
}

/** Integrals of the kernels over the window: O(events · kernels), cheap for events far from every boundary. */
export const compensators = (parts: HawkesModelParts, theta: Float64Array): Compensators => {
  const { events, layout, marks } = parts;
  const { types, groups } = layout;
  const perTheta = layout.delay.size + layout.distance.size;
  const total = new Float64Array(types * types);
  const slopes = new Float64Array(types * types * perTheta);
  const byMark = new Float64Array(types * types);
  const byMark2 = new Float64Array(types * types);
  const watched = watchedMass(parts, theta);
  const columns = groups === 1 ? 1 : types;
  const wholes = new Float64Array(types * types);
  for (let i = 0; i < events.t.length; i++) {
    const kind = events.type[i]!;
    if (!marks && groups === 1 && watched.isWhole(i, 0)) {
      wholes[kind * types]! += 1;
      continue;
    }
    const mark = marks ? marks[i]! : 0;
    const factor = layout.markAt === undefined ? 1 : Math.exp(theta[layout.markAt]! * mark);
    for (let c = 0; c < columns; c++) {
      const k = kind * types + c;
      const mass = watched.of(i, layout.groupOfPair[k]!);
      total[k]! += factor * mass[0]!;
      byMark[k]! += mark * factor * mass[0]!;
      byMark2[k]! += mark * mark * factor * mass[0]!;
      for (let p = 0; p < perTheta; p++) slopes[k * perTheta + p]! += factor * mass[1 + p]!;
    }
  }
  for (let k = 0; k < types * types; k++) {
    if (wholes[k] === 0) continue;
    const mass = watched.whole(0);
    total[k]! += wholes[k]! * mass[0]!;
    for (let p = 0; p < perTheta; p++) slopes[k * perTheta + p]! += wholes[k]! * mass[1 + p]!;
  }
  // with one kernel for all, an event's influence on every type is watched alike
  for (let i = 0; i < types && columns === 1; i++)
    for (let c = 1; c < types; c++) {
      const [from, to] = [i * types, i * types + c];
      for (const values of [total, byMark, byMark2]) values[to] = values[from]!;
      for (let p = 0; p < perTheta; p++) slopes[to * perTheta + p] = slopes[from * perTheta + p]!;
    }
  return { total, slopes, byMark, byMark2 };
};

// past this share of its mass a delay has nothing left to give
const SPENT = 1 - 1e-15;

/** The mass of an event's kernel that was watched, and its derivatives. */
interface WatchedMass {
  /** whether nothing of it is cut off but what lies beyond reach: far from the end and from all sides */
  isWhole(event: number, group: number): boolean;
  /** one array, overwritten by the next call of `of` or `whole` */
  of(event: number, group: number): Float64Array;
  whole(group: number): Float64Array;
}

const watchedMass = (
  { events, window, reach, layout, windowMass }: HawkesModelParts,
  theta: Float64Array,
): WatchedMass => {
  const { delay, distance, edges, groups } = layout;
  const { t, x, y } = events;
  const [timeSize, spaceSize] = [delay.size, distance.size];
  const before = new Float64Array(1 + timeSize);
  const late = new Float64Array(1 + timeSize);
  const near = new Float64Array(1 + spaceSize);
  const result = new Float64Array(1 + timeSize + spaceSize);
  const longest = edges === 'window' ? reach.time : Number.POSITIVE_INFINITY;
  // of events far from the end and from all sides
  const spent = new Float64Array(groups);
  const wholeTime: Float64Array[] = [];
  const wholeSpace: Float64Array[] = [];
  for (let g = 0; g < groups; g++) {
    const delayAt = layout.delayAt + g * timeSize;
    spent[g] = Math.min(longest, delay.quantile(SPENT, theta, delayAt));
    wholeTime.push(new Float64Array(1 + timeSize));
    delay.mass(longest, theta, delayAt, wholeTime[g]!);
    wholeSpace.push(new Float64Array(1 + spaceSize));
    if (edges === 'window')
      distance.mass(reach.distance ** 2, theta, layout.distanceAt + g * spaceSize, wholeSpace[g]!);
    else wholeSpace[g]![0] = 1;
  }
  const end = edges === 'none' ? Number.POSITIVE_INFINITY : window.t[1];
  const isInside = (px: number, py: number): boolean =>
    edges !== 'window' ||
    (px - window.x[0] >= reach.distance &&
      window.x[1] - px >= reach.distance &&
      py - window.y[0] >= reach.distance &&
      window.y[1] - py >= reach.distance);
  const combined = (inTime: Float64Array, inSpace: Float64Array): Float64Array => {
    result[0] = inTime[0]! * inSpace[0]!;
    for (let k = 1; k <= timeSize; k++) result[k] = inTime[k]! * inSpace[0]!;
    for (let k = 1; k <= spaceSize; k++) result[timeSize + k] = inTime[0]! * inSpace[k]!;
    return result;
  };
  const isSpent = (time: number, group: number): boolean =>
    end - time >= spent[group]! && time >= window.t[0];
  const of = (event: number, group: number): Float64Array => {
    const time = t[event]!;
    let inTime = wholeTime[group]!;
    if (!isSpent(time, group)) {
      const left = end - time;
      const delayAt = layout.delayAt + group * timeSize;
      inTime = late;
      delay.mass(Math.min(longest, left), theta, delayAt, late);
      if (time < window.t[0]) {
        delay.mass(Math.min(longest, window.t[0] - time), theta, delayAt, before);
        for (let k = 0; k <= timeSize; k++) late[k]! -= before[k]!;
      }
    }
    let inSpace = wholeSpace[group]!;
    if (!isInside(x[event]!, y[event]!)) {
      inSpace = near;
      const distanceAt = layout.distanceAt + group * spaceSize;
      windowMass(x[event]!, y[event]!, window, reach.distance, theta, distanceAt, near);
    }
    return combined(inTime, inSpace);
  };
  return {
    isWhole: (event, group) => isSpent(t[event]!, group) && isInside(x[event]!, y[event]!),
    of,
    whole: (group) => combined(wholeTime[group]!, wholeSpace[group]!),
  };
};
