import type { RowScores } from './row-scores.ts';
import { rowSorter } from './sort-row.ts';

// two buckets a draw keep nearly all buckets at one or two draws
const PLACES_PER_DRAW = 2;
// different draws in one bucket (heavy tails) beyond which the row is sorted outright
const FULLEST_BUCKET = 40;
// pairs less than this many places apart are looked at everywhere, others only in crowded buckets
const WINDOW = 4;
const FIRST_DRAWS = 8;
/** Shorter rows are sorted outright too. */
export const LEAST_DRAWS = 64;
// 2⁵² + a double below it is rounded to a whole number, halves to even
const WHOLE = 2 ** 52;

/**
 * Scores rows one after the other in the same working memory, in the order of additions of assembly/scores/sorted-rows.ts.
 * @param outright every row is sorted, for those are left that could not be counted or nearly sorted
 */
export const plainRowScorer = (draws: number, outright: boolean) => {
  const sorter = rowSorter(draws);
  const places = PLACES_PER_DRAW * draws;
  const counts = new Uint32Array(places + 1);
  const bucketOf = new Uint32Array(draws);
  const nearly = new Float64Array(draws);
  const crowded: number[] = [];

  const extent = (samples: Float64Array, from: number, y: number) => {
    const away = [0, 0, 0, 0];
    let [lowest, highest] = [samples[from]!, samples[from]!];
    let absolute = 0;
    const fours = draws - (draws % 4);
    for (let i = 0; i < draws; i++) {
      const value = samples[from + i]!;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
      if (i === fours) absolute = sumOfFour(away);
      if (i < fours) away[i & 3]! += Math.abs(value - y);
      else absolute += Math.abs(value - y);
    }
    if (fours === draws) absolute = sumOfFour(away);
    return { lowest, range: highest - lowest, absolute };
  };

  /** Of whole numbers in a small range, by counting them; undefined when one is not whole. */
  const spreadOfWhole = (samples: Float64Array, from: number, lowest: number, range: number) => {
    for (let i = from; i < from + FIRST_DRAWS; i++) if (!Number.isInteger(samples[i])) return undefined;
    counts.fill(0);
    for (let i = from; i < from + draws; i++) {
      const value = samples[i]!;
      if (!Number.isInteger(value)) return undefined;
      counts[value - lowest]!++;
    }
    let spread = 0;
    let below = 0;
    for (let place = 0; place <= range; place++) {
      below += counts[place]!;
      // each pair of a draw up to here and one beyond is 1 apart here
      spread += below * (draws - below);
    }
    return spread;
  };

  /** By sorting roughly, into buckets, and then correcting for the pairs within a bucket that are not in order. */
  const spreadByBuckets = (samples: Float64Array, from: number, y: number, lowest: number, range: number) => {
    const scale = (places - 1) / range;
    if (scale === Number.POSITIVE_INFINITY) return undefined;
    counts.fill(0);
    for (let i = 0; i < draws; i++) {
      const bucket = (samples[from + i]! - lowest) * scale + WHOLE - WHOLE;
      bucketOf[i] = bucket;
      counts[bucket]!++;
    }
    crowded.length = 0;
    let position = 0;
    for (let bucket = 0; bucket < places; bucket++) {
      const count = counts[bucket]!;
      if (count > WINDOW) crowded.push(bucket);
      counts[bucket] = position;
      position += count;
    }
    for (let i = 0; i < draws; i++) nearly[counts[bucketOf[i]!]!++] = samples[from + i]! - y;
    // each start has moved to its bucket's end
    const far = farInversions(nearly, crowded, counts);
    return far === undefined ? undefined : spreadOfNearlySorted(nearly) + 2 * far;
  };

  return (samples: Float64Array, from: number, y: number, row: number, into: RowScores): void => {
    if (!outright && draws >= LEAST_DRAWS) {
      const { lowest, range, absolute } = extent(samples, from, y);
      if (absolute < Number.POSITIVE_INFINITY && range < Number.POSITIVE_INFINITY) {
        const spread =
          range === 0
            ? 0
            : ((range < places ? spreadOfWhole(samples, from, lowest, range) : undefined) ??
              spreadByBuckets(samples, from, y, lowest, range));
        if (spread !== undefined) {
          into.absolute[row] = absolute;
          into.spread[row] = spread;
          return;
        }
      }
    }
    sumSorted(sorter.sort(samples, from, y), row, into);
  };
};

const sumOfFour = ([a, b, c, d]: readonly number[]): number => a! + c! + (b! + d!);

const sumSorted = (away: Float64Array, row: number, into: RowScores): void => {
  let absolute = 0;
  let spread = 0;
  for (let i = 0; i < away.length; i++) {
    const value = away[i]!;
    absolute += Math.abs(value);
    spread += value * (2 * i + 1 - away.length);
  }
  into.absolute[row] = absolute;
  into.spread[row] = spread;
};

/** The sum of pairs as if the draws were in order, and twice the difference of those less than WINDOW places apart that are not. */
const spreadOfNearlySorted = (values: Float64Array): number => {
  const draws = values.length;
  let [even, odd] = [0, 0];
  const paired = draws - (draws % 2);
  for (let i = 0; i < paired; i += 2) {
    even += values[i]! * (2 * i + 1 - draws);
    odd += values[i + 1]! * (2 * i + 3 - draws);
  }
  const inverted = new Float64Array(2 * WINDOW);
  for (let away = 1; away < WINDOW; away++)
    for (let i = 0; i < draws - away; i++) {
      const difference = values[i]! - values[i + away]!;
      if (difference > 0) inverted[2 * away + (i & 1)]! += difference;
    }
  const [, , a, a1, b, b1, c, c1] = inverted;
  const spread = even + 2 * (a! + b! + c!) + (odd + 2 * (a1! + b1! + c1!));
  return paired < draws ? spread + values[paired]! * (draws - 1) : spread;
};

/** The differences of pairs further apart that are not in order: they share a crowded bucket. Undefined when one is too full. */
const farInversions = (
  values: Float64Array,
  crowded: readonly number[],
  ends: Uint32Array,
): number | undefined => {
  let sum = 0;
  for (const bucket of crowded) {
    const from = bucket === 0 ? 0 : ends[bucket - 1]!;
    const end = ends[bucket]!;
    if (end - from > FULLEST_BUCKET) {
      // of equal draws none are out of order
      for (let i = from; i < end; i++) if (values[i] !== values[from]) return undefined;
      continue;
    }
    for (let i = from + WINDOW; i < end; i++)
      for (let j = from; j <= i - WINDOW; j++) sum += Math.max(0, values[j]! - values[i]!);
  }
  return sum;
};
