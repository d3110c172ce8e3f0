import type { Breath } from '../long-run.ts';
import type { Epidemic } from './model.ts';

/** Who may have excited whom: the sources of explained event k are those from start[k] to start[k + 1] − 1. */
export interface Pairs {
  /** the explained events, in order of time */
  readonly explained: Int32Array;
  readonly start: Float64Array;
  readonly source: Int32Array;
  readonly distance: Float64Array;
  readonly age: Float64Array;
  /** how strongly the source's type excites the event's */
  readonly strength: Float64Array;
}

/** O(n log n + events within the temporal reach of each). */
export const sourcePairs = async (epidemic: Epidemic, breath: Breath): Promise<Pairs> => {
  const { n, x, y, time, type, types, excites, reachSpace, reachTime, options } = epidemic;
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => time[a]! - time[b]! || a - b);
  const longest = reachTime.reduce((most, reach) => Math.max(most, reach), 0);
  const explained = order.filter((i) => time[i]! > options.period[0]);
  const start = new Float64Array(explained.length + 1);
  const found: { source: number[]; distance: number[]; age: number[]; strength: number[] } = {
    source: [],
    distance: [],
    age: [],
    strength: [],
  };
  const history = n - explained.length;
  let oldest = 0;
  for (let k = 0; k < explained.length; k++) {
    if (breath.due()) await breath.take(0);
    const i = explained[k]!;
    while (time[order[oldest]!]! < time[i]! - longest) oldest++;
    for (let at = oldest; at < history + k; at++) {
      const j = order[at]!;
      const age = time[i]! - time[j]!;
      if (age <= 0) break;
      const strength = excites[type[j]! * types + type[i]!]!;
      if (strength === 0 || age > reachTime[j]!) continue;
      const distance = Math.sqrt((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2);
      if (distance > reachSpace[j]!) continue;
      found.source.push(j);
      found.distance.push(distance);
      found.age.push(age);
      found.strength.push(strength);
    }
    start[k + 1] = found.source.length;
  }
  return {
    explained,
    start,
    source: Int32Array.from(found.source),
    distance: Float64Array.from(found.distance),
    age: Float64Array.from(found.age),
    strength: Float64Array.from(found.strength),
  };
};
