import { isWithin } from './pair-bands.ts';

/**
 * Times as small whole numbers that can be compared many at once. `steps`: whole days (or other units) since the first,
 * where two are close when they differ by at most so many steps. `ranks`: the place among the distinct times, where
 * `reach[r]` is the last rank close to rank r. Both say exactly what comparing the times would.
 */
export type TimeCodes =
  | { readonly kind: 'steps'; readonly codes: Int16Array; readonly limits: Int16Array }
  | {
      readonly kind: 'ranks';
      readonly codes: Int32Array;
      readonly distinct: number;
      readonly reaches: readonly Int32Array[];
    };

const MOST_STEPS = 32_767;

/** Codes for `limits` on the time between two points, which each is within. O(n log n). */
export const timeCodes = (times: Float64Array, limits: readonly number[], closed: boolean): TimeCodes => {
  const sorted = times.slice().sort();
  const first = sorted[0]!;
  if (sorted.at(-1)! - first <= MOST_STEPS && times.every(Number.isInteger))
    return {
      kind: 'steps',
      codes: Int16Array.from(times, (time) => time - first),
      limits: Int16Array.from(limits, (limit) =>
        Math.min(MOST_STEPS, closed ? Math.floor(limit) : Math.ceil(limit) - 1),
      ),
    };
  return rankCodes(times, sorted, limits, closed);
};

/** Codes that hold for any times. */
export const rankCodes = (
  times: Float64Array,
  sorted: Float64Array,
  limits: readonly number[],
  closed: boolean,
): TimeCodes => {
  const values = distinct(sorted);
  const ranks = new Map<number, number>();
  values.forEach((value, rank) => void ranks.set(value, rank));
  return {
    kind: 'ranks',
    codes: Int32Array.from(times, (time) => ranks.get(time)!),
    distinct: values.length,
    reaches: limits.map((limit) => {
      const reach = new Int32Array(values.length);
      let last = -1;
      for (let rank = 0; rank < values.length; rank++) {
        last = Math.max(last, rank - 1);
        while (last + 1 < values.length && isWithin(values[last + 1]! - values[rank]!, limit, closed)) last++;
        reach[rank] = last;
      }
      return reach;
    }),
  };
};

/** How many of all pairs of points are close in time, for each limit. */
export const closeInTime = (
  times: Float64Array,
  limits: readonly number[],
  closed: boolean,
): Float64Array => {
  const sorted = times.slice().sort();
  return Float64Array.from(limits, (limit) => {
    let pairs = 0;
    let end = 0;
    for (let i = 0; i < sorted.length; i++) {
      end = Math.max(end, i + 1);
      while (end < sorted.length && isWithin(sorted[end]! - sorted[i]!, limit, closed)) end++;
      pairs += end - i - 1;
    }
    return pairs;
  });
};

const distinct = (sorted: Float64Array): Float64Array =>
  sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
