import { sameLength } from '../problems.ts';
import { earlierEvents } from './earlier-events.ts';
import type { HawkesData, HawkesFit } from './fit-hawkes.ts';
import { decayOf, delayTheta, distanceTheta } from './hawkes-kernels.ts';

/** The possible causes of one event and what each adds to its intensity; overwritten by the next. */
export interface Causes {
  readonly count: number;
  /** places in the order of time */
  readonly source: Int32Array;
  readonly weight: Float64Array;
}

/**
 * Walks through events in order of time. With `kinds`, events beyond the fit's types, which cause nothing, may stand
 * among them and say as which type they ask.
 */
export const causesOf = (
  data: HawkesData,
  fit: HawkesFit,
  order: Uint32Array,
  kinds?: Uint8Array,
): ((at: number) => Causes) => {
  sameLength({ t: data.t, x: data.x, y: data.y, type: data.type, mark: data.mark, kinds });
  const { types } = fit;
  const column = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]!);
  const type = Uint8Array.from(order, (i) => data.type?.[i] ?? 0);
  const asked = kinds ? Uint8Array.from(order, (i) => kinds[i]!) : type;
  const found = earlierEvents(
    { t: column(data.t), x: column(data.x), y: column(data.y), type, types: kinds ? types + 1 : types },
    fit.reach,
  );
  const delays = fit.delay.map((one) => ({
    decay: decayOf(one.family),
    theta: Float64Array.from(delayTheta(one)),
  }));
  const distances = fit.distance.map((one) => ({
    decay: decayOf(one.family),
    theta: Float64Array.from(distanceTheta(one)),
  }));
  const factor = markFactors(data, fit, order);
  let weight = new Float64Array(1024);
  let inTime = new Float64Array(3 * 1024);
  let inSpace = new Float64Array(3 * 1024);
  return (at) => {
    const { source, delay, square, ends } = found(at);
    const count = ends[types - 1]!;
    if (weight.length < count) {
      weight = new Float64Array(2 * count);
      inTime = new Float64Array(6 * count);
      inSpace = new Float64Array(6 * count);
    }
    for (let kind = 0, from = 0; kind < types; from = ends[kind]!, kind++) {
      const to = ends[kind]!;
      const k = kind * types + asked[at]!;
      const g = fit.delay.length === 1 ? 0 : k;
      const { decay: time, theta: timeTheta } = delays[g]!;
      const { decay: space, theta: spaceTheta } = distances[g]!;
      time.tabulate(delay, from, to, timeTheta, 0, inTime);
      space.tabulate(square, from, to, spaceTheta, 0, inSpace);
      const scale = fit.branching[k]! / Math.PI;
      for (let p = from; p < to; p++)
        weight[p] =
          scale *
          (factor ? factor[source[p]!]! : 1) *
          inTime[(p - from) * (1 + time.size)]! *
          inSpace[(p - from) * (1 + space.size)]!;
    }
    return { count, source, weight };
  };
};

/** How many times the effects of an average event each has, in the given order; undefined without marks. */
export const markFactors = (
  { mark, type }: HawkesData,
  { markEffect, markMeans }: HawkesFit,
  order: Uint32Array,
): Float64Array | undefined => {
  if (!mark || markEffect === undefined || !markMeans) return undefined;
  return Float64Array.from(order, (i) =>
    Math.exp(markEffect * (mark[i]! - (markMeans[type?.[i] ?? 0] ?? 0))),
  );
};
