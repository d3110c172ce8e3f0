// CRPS of rows of draws x at y: Σ |x − y| and the sum over pairs of |x − x'|, as in row-scores.ts and in its order of additions.

// 2⁵² + a whole number: adding it to a double of at most 2³² rounds that and leaves the whole number in the low bits
const WHOLE: f64 = 4503599627370496;
const PLACES_PER_DRAW: u32 = 2;
const WINDOW: u32 = 4;
const FULLEST_BUCKET: u32 = 40;
const FIRST_DRAWS: usize = 8;

/**
 * Writes two doubles a row to `out`. Rows that have to be sorted otherwise get NaN for the second. `observed` holds a double a row;
 * `bucketOf` a u16 a draw, `starts` two and 32 bytes more, `crowded` a u16 a draw,
 * `sorted` a double a draw and 4 more, `counts` two
 * vectors a draw and one more, all 0. `draws` is at most 32,767.
 */
export function scoreRows(
  rows: usize,
  count: u32,
  draws: u32,
  observed: usize,
  bucketOf: usize,
  starts: usize,
  crowded: usize,
  sorted: usize,
  counts: usize,
  out: usize,
): void {
  // no draw is above what lies behind the last
  const behind = sorted + ((<usize>draws) << 3);
  for (let i: usize = 0; i < WINDOW; i++) store<f64>(behind + (i << 3), Infinity);
  const bytes = (<usize>draws) << 3;
  for (let i: u32 = 0; i < count; i++)
    scoreRow(
      rows + <usize>i * bytes,
      draws,
      load<f64>(observed + ((<usize>i) << 3)),
      bucketOf,
      starts,
      crowded,
      sorted,
      counts,
      out + ((<usize>i) << 4),
    );
}

function scoreRow(
  row: usize,
  draws: u32,
  y: f64,
  bucketOf: usize,
  starts: usize,
  crowded: usize,
  sorted: usize,
  counts: usize,
  out: usize,
): void {
  const end = row + ((<usize>draws) << 3);
  const fours = row + ((<usize>(draws & ~3)) << 3);
  const ys = f64x2.splat(y);
  // chains of two, for an addition takes longer than a load
  let lowA = v128.load(row);
  let lowB = lowA;
  let highA = lowA;
  let highB = lowA;
  let awayA = f64x2.splat(0);
  let awayB = awayA;
  for (let at = row; at < fours; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    lowA = f64x2.pmin(lowA, a);
    lowB = f64x2.pmin(lowB, b);
    highA = f64x2.pmax(highA, a);
    highB = f64x2.pmax(highB, b);
    awayA = f64x2.add(awayA, f64x2.abs(f64x2.sub(a, ys)));
    awayB = f64x2.add(awayB, f64x2.abs(f64x2.sub(b, ys)));
  }
  const low = f64x2.pmin(lowA, lowB);
  const high = f64x2.pmax(highA, highB);
  awayA = f64x2.add(awayA, awayB);
  let absolute = f64x2.extract_lane(awayA, 0) + f64x2.extract_lane(awayA, 1);
  let lowest = min<f64>(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
  let highest = max<f64>(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
  for (let at = fours; at < end; at += 8) {
    const value = load<f64>(at);
    lowest = min<f64>(lowest, value);
    highest = max<f64>(highest, value);
    absolute += abs(value - y);
  }
  store<f64>(out, absolute);
  const range = highest - lowest;
  store<f64>(out, NaN, 8);
  // also false of NaN
  if (!(absolute < Infinity && range < Infinity)) return;
  if (range == 0) {
    store<f64>(out, 0, 8);
    return;
  }
  let spread: f64 = -1;
  if (range < <f64>(draws * PLACES_PER_DRAW) && startsWhole(row)) spread = spreadOfWhole(row, end, draws, lowest, range, counts);
  if (spread < 0) spread = spreadByBuckets(row, draws, y, lowest, range, bucketOf, starts, crowded, sorted);
  store<f64>(out, spread, 8);
}

function startsWhole(row: usize): bool {
  for (let i: usize = 0; i < FIRST_DRAWS; i++) {
    const value = load<f64>(row + (i << 3));
    if (floor(value) != value) return false;
  }
  return true;
}

/**
 * Of whole numbers in a small range, by counting them, in four counters a number so that equal draws in a row do not wait
 * for each other; −1 when one is not whole.
 */
function spreadOfWhole(row: usize, end: usize, draws: u32, lowest: f64, range: f64, counts: usize): f64 {
  const lows = f64x2.splat(lowest);
  const wholes = f64x2.splat(WHOLE);
  const fours = row + ((<usize>(draws & ~3)) << 3);
  let broken = f64x2.splat(lowest - floor(lowest));
  for (let at = row; at < fours; at += 32) {
    const a = f64x2.sub(v128.load(at), lows);
    const b = f64x2.sub(v128.load(at, 16), lows);
    const wholeA = f64x2.add(a, wholes);
    const wholeB = f64x2.add(b, wholes);
    broken = v128.or(broken, f64x2.sub(f64x2.sub(wholeA, wholes), a));
    broken = v128.or(broken, f64x2.sub(f64x2.sub(wholeB, wholes), b));
    const p = counts + (<usize>i32x4.extract_lane(wholeA, 0) << 4);
    const q = counts + (<usize>i32x4.extract_lane(wholeA, 2) << 4);
    const r = counts + (<usize>i32x4.extract_lane(wholeB, 0) << 4);
    const s = counts + (<usize>i32x4.extract_lane(wholeB, 2) << 4);
    store<u32>(p, load<u32>(p) + 1);
    store<u32>(q, load<u32>(q, 4) + 1, 4);
    store<u32>(r, load<u32>(r, 8) + 1, 8);
    store<u32>(s, load<u32>(s, 12) + 1, 12);
  }
  for (let at = fours; at < end; at += 8) {
    const value = load<f64>(at) - lowest;
    broken = v128.or(broken, f64x2.splat(value - nearest(value)));
    const p = counts + (<usize>(<u32>nearest(value)) << 4);
    store<u32>(p, load<u32>(p) + 1);
  }
  const last = counts + (<usize>(<u32>nearest(range)) << 4);
  const all = <f64>draws;
  let spread: f64 = 0;
  let below: u32 = 0;
  for (let place = counts; place <= last; place += 16) {
    const four = v128.load(place);
    v128.store(place, i32x4.splat(0));
    const two = i32x4.add(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
    below += i32x4.extract_lane(two, 0) + i32x4.extract_lane(two, 1);
    const lower = <f64>below;
    // each pair of a draw up to here and one beyond is 1 apart here
    spread += lower * (all - lower);
  }
  // −0 is as whole as 0
  const sign = i64x2.splat(0x7fffffffffffffff);
  return v128.any_true(v128.and(broken, sign)) ? -1 : spread;
}

/** By sorting roughly, into buckets, and then correcting for the pairs within a bucket that are not in order. */
function spreadByBuckets(
  row: usize,
  draws: u32,
  y: f64,
  lowest: f64,
  range: f64,
  bucketOf: usize,
  starts: usize,
  crowded: usize,
  sorted: usize,
): f64 {
  const buckets = draws * PLACES_PER_DRAW;
  const scale = <f64>(buckets - 1) / range;
  if (!(scale < Infinity)) return NaN;
  const startsEnd = starts + (((<usize>buckets << 1) + 15) & ~15);
  memory.fill(starts, 0, startsEnd - starts);
  const lows = f64x2.splat(lowest);
  const scales = f64x2.splat(scale);
  const wholes = f64x2.splat(WHOLE);
  const end = row + ((<usize>draws) << 3);
  const twos = row + ((<usize>(draws & ~1)) << 3);
  let to = bucketOf;
  for (let at = row; at < twos; at += 16) {
    const bucket = f64x2.add(f64x2.mul(f64x2.sub(v128.load(at), lows), scales), wholes);
    const a = <u32>i32x4.extract_lane(bucket, 0);
    const b = <u32>i32x4.extract_lane(bucket, 2);
    store<u32>(to, a | (b << 16));
    to += 4;
    const p = starts + (<usize>a << 1);
    store<u16>(p, load<u16>(p) + 1);
    const q = starts + (<usize>b << 1);
    store<u16>(q, load<u16>(q) + 1);
  }
  if (twos < end) {
    const a = <u32>nearest((load<f64>(twos) - lowest) * scale);
    store<u16>(to, a);
    const p = starts + (<usize>a << 1);
    store<u16>(p, load<u16>(p) + 1);
  }
  const crowdedEnd = crowdedBuckets(starts, startsEnd, crowded);
  startsOfCounts(starts, startsEnd);
  const ys = f64x2.splat(y);
  let from = bucketOf;
  for (let at = row; at < twos; at += 16) {
    const away = f64x2.sub(v128.load(at), ys);
    const both = load<u32>(from);
    from += 4;
    const p = starts + <usize>((both & 0xffff) << 1);
    const a = <usize>load<u16>(p);
    store<u16>(p, a + 1);
    v128.store_lane<f64>(sorted + (a << 3), away, 0);
    const q = starts + <usize>((both >>> 16) << 1);
    const b = <usize>load<u16>(q);
    store<u16>(q, b + 1);
    v128.store_lane<f64>(sorted + (b << 3), away, 1);
  }
  if (twos < end) {
    const p = starts + (<usize>load<u16>(from) << 1);
    const a = <usize>load<u16>(p);
    store<u16>(p, a + 1);
    store<f64>(sorted + (a << 3), load<f64>(twos) - y);
  }
  return spreadOfNearlySorted(sorted, draws) + 2 * farInversions(starts, crowded, crowdedEnd, sorted);
}

/** Lists the buckets with more draws than the window is wide (u16); returns where the list ends. */
function crowdedBuckets(starts: usize, end: usize, list: usize): usize {
  const wide = i16x8.splat(<i16>WINDOW);
  for (let at = starts; at < end; at += 16) {
    if (!v128.any_true(i16x8.gt_u(v128.load(at), wide))) continue;
    for (let place = at; place < at + 16; place += 2) {
      if (<u32>load<u16>(place) <= WINDOW) continue;
      store<u16>(list, (place - starts) >> 1);
      list += 2;
    }
  }
  return list;
}

/** Replaces counts (u16) by the sums of those before each, four at a time. */
function startsOfCounts(starts: usize, end: usize): void {
  // times this, each 16 bits become the sum of themselves and those below
  const ones: u64 = 0x0001000100010001;
  let before: u64 = 0;
  for (let at = starts; at < end; at += 16) {
    const a = load<u64>(at) * ones;
    const b = load<u64>(at, 8) * ones;
    const middle = before + (a >>> 48) * ones;
    store<u64>(at, before + (a << 16));
    store<u64>(at, middle + (b << 16), 8);
    before = middle + (b >>> 48) * ones;
  }
}

/** The sum of pairs as if the draws were in order, and twice the difference of those less than WINDOW places apart that are not. */
function spreadOfNearlySorted(sorted: usize, draws: u32): f64 {
  const last = sorted + ((<usize>(draws & ~1)) << 3);
  const zero = f64x2.splat(0);
  const two = f64x2.splat(2);
  const four = f64x2.splat(4);
  let factor = f64x2.replace_lane(f64x2.splat(1 - <f64>draws), 1, 3 - <f64>draws);
  let ordered = zero;
  let a = zero;
  let b = zero;
  let c = zero;
  for (let at = sorted; at < last; at += 16) {
    const own = v128.load(at);
    ordered = f64x2.add(ordered, f64x2.mul(own, factor));
    factor = f64x2.add(factor, four);
    a = f64x2.add(a, f64x2.pmax(zero, f64x2.sub(own, v128.load(at, 8))));
    b = f64x2.add(b, f64x2.pmax(zero, f64x2.sub(own, v128.load(at, 16))));
    c = f64x2.add(c, f64x2.pmax(zero, f64x2.sub(own, v128.load(at, 24))));
  }
  const sum = f64x2.add(ordered, f64x2.mul(two, f64x2.add(f64x2.add(a, b), c)));
  let spread = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (draws & 1) spread += load<f64>(last) * <f64>(draws - 1);
  return spread;
}

/** The differences of pairs further apart that are not in order: they share a crowded bucket. NaN when one is too full. */
function farInversions(ends: usize, list: usize, listEnd: usize, sorted: usize): f64 {
  let sum: f64 = 0;
  for (; list < listEnd; list += 2) {
    const bucket = <usize>load<u16>(list);
    // each start has moved to its bucket's end
    const from = bucket == 0 ? 0 : <usize>load<u16>(ends + ((bucket - 1) << 1));
    const end = sorted + (<usize>load<u16>(ends + (bucket << 1)) << 3);
    const start = sorted + (from << 3);
    if (end - start > <usize>FULLEST_BUCKET << 3) {
      // of equal draws none are out of order
      const one = load<f64>(start);
      for (let at = start; at < end; at += 8) if (load<f64>(at) != one) return NaN;
      continue;
    }
    for (let at = start + (<usize>WINDOW << 3); at < end; at += 8) {
      const own = load<f64>(at);
      for (let other = start; other + (<usize>WINDOW << 3) <= at; other += 8)
        sum += max<f64>(0, load<f64>(other) - own);
    }
  }
  return sum;
}
