// How many pairs of points that are close in space are also close in time, for as many permutations of the times as
// fit side by side into two SIMD registers. Pairs come as a list of later neighbours per point (offsets, neighbours);
// the time of point p in permutation l stands at times[p * lanes + l].

// counters of 16 bits are emptied before so many pairs can have filled them
const ROOM: u32 = 65_000;

/** Adds the unsigned 16-bit counters of a register to eight 32-bit counters. */
// @ts-ignore: decorator
@inline
function empty16(out: usize, counters: v128): void {
  v128.store(out, i32x4.add(v128.load(out), i32x4.extend_low_i16x8_u(counters)));
  v128.store(out, i32x4.add(v128.load(out, 16), i32x4.extend_high_i16x8_u(counters)), 16);
}

// @ts-ignore: decorator
@inline
function emptyInto<T>(out: usize, counters: v128): void {
  if (sizeof<T>() == 2) empty16(out, counters);
  else v128.store(out, i32x4.add(v128.load(out), counters));
}

/** |a − b| > limit for up to three limits; K is constant, so each use is compiled for its own number. */
// @ts-ignore: decorator
@inline
function farSteps(K: i32, n: u32, offsets: usize, neighbours: usize, times: usize, limits: usize, out: usize): void {
  const limit0 = i16x8.splat(load<i16>(limits));
  const limit1 = i16x8.splat(load<i16>(limits, 2));
  const limit2 = i16x8.splat(load<i16>(limits, 4));
  let e = load<u32>(offsets);
  for (let i: u32 = 0; i < n; i++) {
    const to = load<u32>(offsets + ((<usize>i + 1) << 2));
    const own = times + (<usize>i << 5);
    const a0 = v128.load(own);
    const a1 = v128.load(own, 16);
    while (e < to) {
      const stop = to - e > ROOM ? e + ROOM : to;
      let c00 = i16x8.splat(0);
      let c01 = i16x8.splat(0);
      let c10 = i16x8.splat(0);
      let c11 = i16x8.splat(0);
      let c20 = i16x8.splat(0);
      let c21 = i16x8.splat(0);
      for (; e < stop; e++) {
        const other = times + (<usize>load<u32>(neighbours + (<usize>e << 2)) << 5);
        // times lie in 0 … 32767, so neither the difference nor its absolute value overflows
        const d0 = i16x8.abs(i16x8.sub(a0, v128.load(other)));
        const d1 = i16x8.abs(i16x8.sub(a1, v128.load(other, 16)));
        // a comparison that holds is −1; what is counted is the pairs farther apart
        c00 = i16x8.sub(c00, i16x8.gt_s(d0, limit0));
        c01 = i16x8.sub(c01, i16x8.gt_s(d1, limit0));
        if (K > 1) {
          c10 = i16x8.sub(c10, i16x8.gt_s(d0, limit1));
          c11 = i16x8.sub(c11, i16x8.gt_s(d1, limit1));
        }
        if (K > 2) {
          c20 = i16x8.sub(c20, i16x8.gt_s(d0, limit2));
          c21 = i16x8.sub(c21, i16x8.gt_s(d1, limit2));
        }
      }
      empty16(out, c00);
      empty16(out + 32, c01);
      if (K > 1) {
        empty16(out + 64, c10);
        empty16(out + 96, c11);
      }
      if (K > 2) {
        empty16(out + 128, c20);
        empty16(out + 160, c21);
      }
    }
  }
}

/**
 * Times as whole steps of 16 bits, 16 permutations. For each of `count` ≤ 3 limits (i16 at `limits`), adds to 16 counters
 * (u32 at `out`, by limit) the pairs that lie more than so many steps apart.
 */
export function beyondSteps(
  count: i32,
  n: u32,
  offsets: usize,
  neighbours: usize,
  times: usize,
  limits: usize,
  out: usize,
): void {
  if (count == 1) farSteps(1, n, offsets, neighbours, times, limits, out);
  else if (count == 2) farSteps(2, n, offsets, neighbours, times, limits, out);
  else farSteps(3, n, offsets, neighbours, times, limits, out);
}

/** Ranks: two are far apart when one is above the last rank within reach of the other. */
// @ts-ignore: decorator
@inline
function farReach<T>(n: u32, offsets: usize, neighbours: usize, ranks: usize, reaches: usize, out: usize): void {
  let e = load<u32>(offsets);
  for (let i: u32 = 0; i < n; i++) {
    const to = load<u32>(offsets + ((<usize>i + 1) << 2));
    const own = <usize>i << 5;
    const a0 = v128.load(ranks + own);
    const a1 = v128.load(ranks + own, 16);
    const r0 = v128.load(reaches + own);
    const r1 = v128.load(reaches + own, 16);
    while (e < to) {
      const stop = to - e > ROOM ? e + ROOM : to;
      let c0 = i16x8.splat(0);
      let c1 = i16x8.splat(0);
      for (; e < stop; e++) {
        const other = <usize>load<u32>(neighbours + (<usize>e << 2)) << 5;
        const b0 = v128.load(ranks + other);
        const b1 = v128.load(ranks + other, 16);
        const far0 = v128.or(v128.gt<T>(b0, r0), v128.gt<T>(a0, v128.load(reaches + other)));
        const far1 = v128.or(v128.gt<T>(b1, r1), v128.gt<T>(a1, v128.load(reaches + other, 16)));
        c0 = v128.sub<T>(c0, far0);
        c1 = v128.sub<T>(c1, far1);
      }
      emptyInto<T>(out, c0);
      emptyInto<T>(out + (sizeof<T>() == 2 ? 32 : 16), c1);
    }
  }
}

/** Ranks of 16 bits, 16 permutations: adds to 16 counters the pairs beyond reach. */
export function beyondReach16(n: u32, offsets: usize, neighbours: usize, ranks: usize, reaches: usize, out: usize): void {
  farReach<i16>(n, offsets, neighbours, ranks, reaches, out);
}

/** Ranks of 32 bits, 8 permutations: adds to 8 counters the pairs beyond reach. */
export function beyondReach32(n: u32, offsets: usize, neighbours: usize, ranks: usize, reaches: usize, out: usize): void {
  farReach<i32>(n, offsets, neighbours, ranks, reaches, out);
}
