// A symmetric kernel laid along rows or columns, for eight neighbouring sums at once.

/**
 * Writes `times` blocks of eight sums. Block i belongs to the eight doubles from `at` + i · next on; what lies t steps to
 * either side of them is t · `step` bytes away, and half[t] is the kernel's value there, up to t = taps.
 */
export function convolveBlocks(
  at: usize,
  next: usize,
  step: usize,
  half: usize,
  taps: u32,
  times: u32,
  out: usize,
  outNext: usize,
): void {
  const middle = v128.load64_splat(half);
  const last = half + (<usize>taps << 3);
  for (let i: u32 = 0; i < times; i++) {
    let s0 = f64x2.mul(middle, v128.load(at));
    let s1 = f64x2.mul(middle, v128.load(at, 16));
    let s2 = f64x2.mul(middle, v128.load(at, 32));
    let s3 = f64x2.mul(middle, v128.load(at, 48));
    let low = at;
    let high = at;
    for (let tap = half; tap < last; ) {
      tap += 8;
      low -= step;
      high += step;
      const k = v128.load64_splat(tap);
      s0 = f64x2.add(s0, f64x2.mul(k, f64x2.add(v128.load(low), v128.load(high))));
      s1 = f64x2.add(s1, f64x2.mul(k, f64x2.add(v128.load(low, 16), v128.load(high, 16))));
      s2 = f64x2.add(s2, f64x2.mul(k, f64x2.add(v128.load(low, 32), v128.load(high, 32))));
      s3 = f64x2.add(s3, f64x2.mul(k, f64x2.add(v128.load(low, 48), v128.load(high, 48))));
    }
    v128.store(out, s0);
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    at += next;
    out += outNext;
  }
}
