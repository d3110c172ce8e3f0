import { normalQuantile } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, numberWithin, sameLength, wholeNumber } from '../problems.ts';
import { kendallCounts } from './kendall-counts.ts';

export interface TheilSenOptions {
  /** one per value; 0, 1, 2 … when not given. Equal times are not compared */
  readonly times?: Float64Array | undefined;
  /** of the interval; default 0.95 */
  readonly level?: number | undefined;
}

export interface TheilSenResult {
  readonly kind: 'theil-sen';
  /** the middle of the slopes of all pairs: change of the value in one unit of time */
  readonly slope: number;
  readonly lower: number;
  readonly upper: number;
  /** of the line through the middle of values and times */
  readonly intercept: number;
}

const LEAST = 4;

/**
 * How fast does a series rise or fall, unmoved by a few wild values? The Theil–Sen slope with its interval.
 *
 * @param values 4 to 10,000 of them
 * @returns `Insufficient` for fewer than 4 values or one time alone
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n² log n), n²/2 slopes in memory. Source: Theil (1950); Sen (1968), JASA 63(324), 2.6, with the variance of S
 * corrected for equal values; ranks of the interval rounded as in scipy's `theilslopes`.
 */
export const theilSen = (
  values: Float64Array,
  { times = values.map((_, i) => i), level = 0.95 }: TheilSenOptions = {},
): TheilSenResult | Insufficient => {
  const n = sameLength({ values, times });
  allFinite('values', values);
  allFinite('times', times);
  numberWithin('level', level, 0.5, 0.9999);
  if (n >= LEAST) wholeNumber('the number of values', n, LEAST, 10_000);
  let count = 0;
  const slopes = new Float64Array(n >= LEAST ? (n * (n - 1)) / 2 : 0);
  for (let i = 0; i < n && n >= LEAST; i++)
    for (let j = 0; j < i; j++) {
      const time = times[i]! - times[j]!;
      if (time !== 0) slopes[count++] = (values[i]! - values[j]!) / time;
    }
  if (count === 0)
    return insufficient({
      reason: 'too-few-values',
      detail: 'A slope needs values at different times.',
      have: n,
      need: LEAST,
    });
  const sorted = slopes.subarray(0, count).sort();
  const slope = median(sorted);
  const tied = (sizes: readonly number[]): number =>
    sizes.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  const ties = tied(kendallCounts(times, values).tieSizes) + tied(kendallCounts(values, times).tieSizes);
  const deviation = Math.sqrt(Math.max(0, n * (n - 1) * (2 * n + 5) - ties) / 18);
  const reach = normalQuantile((1 + level) / 2) * deviation;
  const low = Math.max(0, Math.round((count - reach) / 2) - 1);
  const high = Math.min(count - 1, Math.round((count + reach) / 2));
  return {
    kind: 'theil-sen',
    slope,
    lower: sorted[low]!,
    upper: sorted[high]!,
    intercept: median(values.slice().sort()) - slope * median(times.slice().sort()),
  };
};

const median = (sorted: Float64Array): number => {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};
