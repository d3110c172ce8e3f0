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
  for (let i = 0; i < events.t.length; i++) {
    const kind = events.type[i]!;
    const mark = marks ? marks[i]! : 0;
    const factor = layout.markAt === undefined ? 1 : Math.exp(theta[layout.markAt]! * mark);
    for (let c = 0; c < columns; c++) {
      const k = kind * types + c;
      const mass = watched(i, layout.groupOfPair[k]!);
      total[k]! += factor * mass[0]!;
      byMark[k]! += mark * factor * mass[0]!;
      byMark2[k]! += mark * mark * factor * mass[0]!;
      for (let p = 0; p < perTheta; p++) slopes[k * perTheta + p]! += factor * mass[1 + p]!;
    }
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

/** The mass of an event's kernel that was watched, and its derivatives; one array, overwritten by the next call. */
const watchedMass = (
  { events, window, reach, layout, windowMass }: HawkesModelParts,
  theta: Float64Array,
): ((event: number, group: number) => Float64Array) => {
  const { delay, distance, edges } = layout;
  const inTime = new Float64Array(1 + delay.size);
  const before = new Float64Array(1 + delay.size);
  const inSpace = new Float64Array(1 + distance.size);
  const result = new Float64Array(1 + delay.size + distance.size);
  const longest = edges === 'window' ? reach.time : Number.POSITIVE_INFINITY;
  return (event, group) => {
    const t = events.t[event]!;
    const delayAt = layout.delayAt + group * delay.size;
    const distanceAt = layout.distanceAt + group * distance.size;
    const until = edges === 'none' ? Number.POSITIVE_INFINITY : Math.min(longest, window.t[1] - t);
    delay.mass(until, theta, delayAt, inTime);
    if (t < window.t[0]) {
      delay.mass(Math.min(longest, window.t[0] - t), theta, delayAt, before);
      for (let k = 0; k <= delay.size; k++) inTime[k]! -= before[k]!;
    }
    if (edges === 'window')
      windowMass(events.x[event]!, events.y[event]!, window, reach.distance, theta, distanceAt, inSpace);
    else inSpace[0] = 1;
    result[0] = inTime[0]! * inSpace[0]!;
    for (let k = 1; k <= delay.size; k++) result[k] = inTime[k]! * inSpace[0]!;
    for (let k = 1; k <= distance.size; k++) result[delay.size + k] = inTime[0]! * inSpace[k]!;
    return result;
  };
};
