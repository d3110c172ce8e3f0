// How many pairs of points that are close in space are also close in time, for many permutations of the times side by
// side. Pairs come as a list of later neighbours per point (offsets, neighbours). The codes of point p's time, one per
// permutation, fill the 64 bytes at codes + 64 p: 32 of 16 bits, or 16 of 32 bits. What is counted is the pairs too far
// apart, since a comparison "above" is one instruction; counters have 8 bits and are emptied before they can overflow.

const ROOM: usize = 255;

@inline
function empty16(out: usize, counters: v128): void {
  v128.store(out, i32x4.add(v128.load(out), i32x4.extend_low_i16x8_u(counters)));
  v128.store(out, i32x4.add(v128.load(out, 16), i32x4.extend_high_i16x8_u(counters)), 16);
}

/** Adds sixteen 8-bit counters to as many 32-bit counters. */
@inline
function empty(out: usize, counters: v128): void {
  empty16(out, i16x8.extend_low_i8x16_u(counters));
  empty16(out + 32, i16x8.extend_high_i8x16_u(counters));
}

/** How far apart in time two points are, in 8 permutations; as codes lie in 0 … 32767 nothing overflows. */
@inline
function apart(own: v128, other: usize): v128 {
  return i16x8.abs(i16x8.sub(own, v128.load(other)));
}

/** |a − b| > limit for up to three limits below 127; K is constant, so each use is compiled for its own number. */
@inline
function farInSteps(K: i32, n: u32, offsets: usize, neighbours: usize, codes: usize, limits: usize, out: usize): void {
  const limit0 = i8x16.splat(load<i8>(limits));
  const limit1 = i8x16.splat(load<i8>(limits, 2));
  const limit2 = i8x16.splat(load<i8>(limits, 4));
  const none = i8x16.splat(0);
  let far00 = none;
  let far01 = none;
  let far10 = none;
  let far11 = none;
  let far20 = none;
  let far21 = none;
  let room = ROOM << 2;
  let e = neighbours;
  for (let i: u32 = 0; i < n; i++) {
    const end = neighbours + (<usize>load<u32>(offsets + (<usize>i << 2), 4) << 2);
    const own = codes + (<usize>i << 6);
    const a0 = v128.load(own);
    const a1 = v128.load(own, 16);
    const a2 = v128.load(own, 32);
    const a3 = v128.load(own, 48);
    while (e < end) {
      const stop = end - e > room ? e + room : end;
      room -= stop - e;
      for (; e < stop; e += 4) {
        const other = codes + (<usize>load<u32>(e) << 6);
        // saturates at 127, above every limit
        const d0 = i8x16.narrow_i16x8_s(apart(a0, other), apart(a1, other + 16));
        const d1 = i8x16.narrow_i16x8_s(apart(a2, other + 32), apart(a3, other + 48));
        // a comparison that holds is −1
        far00 = i8x16.sub(far00, i8x16.gt_s(d0, limit0));
        far01 = i8x16.sub(far01, i8x16.gt_s(d1, limit0));
        if (K > 1) {
          far10 = i8x16.sub(far10, i8x16.gt_s(d0, limit1));
          far11 = i8x16.sub(far11, i8x16.gt_s(d1, limit1));
        }
        if (K > 2) {
          far20 = i8x16.sub(far20, i8x16.gt_s(d0, limit2));
          far21 = i8x16.sub(far21, i8x16.gt_s(d1, limit2));
        }
      }
      if (room == 0) {
        empty(out, far00);
        empty(out + 64, far01);
        far00 = far01 = none;
        if (K > 1) {
          empty(out + 128, far10);
          empty(out + 192, far11);
          far10 = far11 = none;
        }
        if (K > 2) {
          empty(out + 256, far20);
          empty(out + 320, far21);
          far20 = far21 = none;
        }
        room = ROOM << 2;
      }
    }
  }
  empty(out, far00);
  empty(out + 64, far01);
  if (K > 1) {
    empty(out + 128, far10);
    empty(out + 192, far11);
  }
  if (K > 2) {
    empty(out + 256, far20);
    empty(out + 320, far21);
  }
}

/**
 * 32 permutations of times in whole steps. For each of `count` ≤ 3 limits (i16 at `limits`, each below 127) adds to 32
 * counters (u32 at `out`, by limit) the pairs more than so many steps apart.
 */
export function beyondSteps(
  count: i32,
  n: u32,
  offsets: usize,
  neighbours: usize,
  codes: usize,
  limits: usize,
  out: usize,
): void {
  if (count == 1) farInSteps(1, n, offsets, neighbours, codes, limits, out);
  else if (count == 2) farInSteps(2, n, offsets, neighbours, codes, limits, out);
  else farInSteps(3, n, offsets, neighbours, codes, limits, out);
}

/** The same for one limit of any size. */
export function beyondManySteps(n: u32, offsets: usize, neighbours: usize, codes: usize, limits: usize, out: usize): void {
  const limit = i16x8.splat(load<i16>(limits));
  const none = i8x16.splat(0);
  let far0 = none;
  let far1 = none;
  let room = ROOM << 2;
  let e = neighbours;
  for (let i: u32 = 0; i < n; i++) {
    const end = neighbours + (<usize>load<u32>(offsets + (<usize>i << 2), 4) << 2);
    const own = codes + (<usize>i << 6);
    const a0 = v128.load(own);
    const a1 = v128.load(own, 16);
    const a2 = v128.load(own, 32);
    const a3 = v128.load(own, 48);
    while (e < end) {
      const stop = end - e > room ? e + room : end;
      room -= stop - e;
      for (; e < stop; e += 4) {
        const other = codes + (<usize>load<u32>(e) << 6);
        const m0 = i16x8.gt_s(apart(a0, other), limit);
        const m1 = i16x8.gt_s(apart(a1, other + 16), limit);
        const m2 = i16x8.gt_s(apart(a2, other + 32), limit);
        const m3 = i16x8.gt_s(apart(a3, other + 48), limit);
        far0 = i8x16.sub(far0, i8x16.narrow_i16x8_s(m0, m1));
        far1 = i8x16.sub(far1, i8x16.narrow_i16x8_s(m2, m3));
      }
      if (room == 0) {
        empty(out, far0);
        empty(out + 64, far1);
        far0 = far1 = none;
        room = ROOM << 2;
      }
    }
  }
  empty(out, far0);
  empty(out + 64, far1);
}

/** Ranks a, b with reaches r, s are far apart when one is above the last rank within reach of the other. */
@inline
function farInRank<T>(a: v128, r: v128, ranks: usize, reaches: usize): v128 {
  return v128.or(v128.gt<T>(v128.load(ranks), r), v128.gt<T>(a, v128.load(reaches)));
}

@inline
function farInRanks<T>(n: u32, offsets: usize, neighbours: usize, ranks: usize, reaches: usize, out: usize): void {
  const none = i8x16.splat(0);
  let far0 = none;
  let far1 = none;
  let room = ROOM << 2;
  let e = neighbours;
  for (let i: u32 = 0; i < n; i++) {
    const end = neighbours + (<usize>load<u32>(offsets + (<usize>i << 2), 4) << 2);
    const own = ranks + (<usize>i << 6);
    const a0 = v128.load(own);
    const a1 = v128.load(own, 16);
    const a2 = v128.load(own, 32);
    const a3 = v128.load(own, 48);
    const reach = reaches + (<usize>i << 6);
    const r0 = v128.load(reach);
    const r1 = v128.load(reach, 16);
    const r2 = v128.load(reach, 32);
    const r3 = v128.load(reach, 48);
    while (e < end) {
      const stop = end - e > room ? e + room : end;
      room -= stop - e;
      for (; e < stop; e += 4) {
        const at = <usize>load<u32>(e) << 6;
        const m0 = farInRank<T>(a0, r0, ranks + at, reaches + at);
        const m1 = farInRank<T>(a1, r1, ranks + at + 16, reaches + at + 16);
        const m2 = farInRank<T>(a2, r2, ranks + at + 32, reaches + at + 32);
        const m3 = farInRank<T>(a3, r3, ranks + at + 48, reaches + at + 48);
        if (sizeof<T>() == 2) {
          far0 = i8x16.sub(far0, i8x16.narrow_i16x8_s(m0, m1));
          far1 = i8x16.sub(far1, i8x16.narrow_i16x8_s(m2, m3));
        } else {
          far0 = i8x16.sub(far0, i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3)));
        }
      }
      if (room == 0) {
        empty(out, far0);
        if (sizeof<T>() == 2) empty(out + 64, far1);
        far0 = far1 = none;
        room = ROOM << 2;
      }
    }
  }
  empty(out, far0);
  if (sizeof<T>() == 2) empty(out + 64, far1);
}

/** 32 permutations of times as ranks of 16 bits: adds to 32 counters the pairs out of reach. */
export function beyondReach16(n: u32, offsets: usize, neighbours: usize, ranks: usize, reaches: usize, out: usize): void {
  farInRanks<i16>(n, offsets, neighbours, ranks, reaches, out);
}

/** 16 permutations of times as ranks of 32 bits: adds to 16 counters the pairs out of reach. */
export function beyondReach32(n: u32, offsets: usize, neighbours: usize, ranks: usize, reaches: usize, out: usize): void {
  farInRanks<i32>(n, offsets, neighbours, ranks, reaches, out);
}

/** Puts one lane's codes in random order: permute.ts, with the generator of random/seeded.ts from its raw state. */
@inline
function permuteLane<T>(n: u32, lane: usize, a: u32, b: u32, c: u32, d: u32): void {
  for (let range: u32 = n; range > 1; range--) {
    let product: u64;
    let uneven: u32 = 0;
    do {
      const draw = rotl<u32>(b * 5, 7) * 9;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
      product = <u64>draw * <u64>range;
      if (<u32>product < range && uneven == 0) uneven = (0 - range) % range;
    } while (<u32>product < uneven);
    const one = lane + ((<usize>range - 1) << 6);
    const other = lane + (<usize>(product >> 32) << 6);
    const kept = load<T>(one);
    store<T>(one, load<T>(other));
    store<T>(other, kept);
  }
}

/** Fills a lane (an address in the first point's codes) with the codes at `source`, then permutes it. */
@inline
function fillLane<T>(n: u32, source: usize, lane: usize): void {
  for (let i: usize = 0; i < <usize>n; i++) store<T>(lane + (i << 6), load<T>(source + i * sizeof<T>()));
}

export function permute16(n: u32, source: usize, lane: usize, a: u32, b: u32, c: u32, d: u32): void {
  fillLane<i16>(n, source, lane);
  permuteLane<i16>(n, lane, a, b, c, d);
}

export function permute32(n: u32, source: usize, lane: usize, a: u32, b: u32, c: u32, d: u32): void {
  fillLane<i32>(n, source, lane);
  permuteLane<i32>(n, lane, a, b, c, d);
}
