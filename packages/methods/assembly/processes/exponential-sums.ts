// Sums over the possible causes of each event, for a kernel exp(−a·delay − b·distance²). A pair is one 32-bit word:
// the delay's step below, the squared distance's step above, 65,536 steps each, counted from their middle.

const LOG2E: f64 = 1.4426950408889634;

// adding it rounds to a whole number, which then stands in the lowest bits
const ROUND: f32 = 12582912;

// @ts-ignore: decorator
@inline
function total(lanes: v128): f64 {
  const pairs = f64x2.add(
    f64x2.promote_low_f32x4(lanes),
    f64x2.promote_low_f32x4(v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3)),
  );
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}

/**
 * For each segment of pairs from … to − 1 writes to three planes at `out`: Σ w, Σ w·(1 − a·delay) and
 * Σ w·(1 − b·distance²), w = a·b·exp(−a·delay − b·distance²). `groups` names each segment's kernel, `kernels` holds
 * four numbers a kernel: w in the middle of the first step of both, a and b times a step, and one unused. `one` is 1: an
 * engine makes a constant anew each time it is used, what comes of an argument it keeps.
 *
 * Powers 2^x, −126 ≤ x ≤ 0, are right to 3e-6, now above, now below: a polynomial of the fraction, fitted to its
 * relative error, to which the whole part is joined as the exponent. Being coded changes a pair more.
 */
export function exponentialSums(
  from: u32,
  to: u32,
  codes: usize,
  offsets: usize,
  groups: usize,
  kernels: usize,
  out: usize,
  plane: usize,
  one: f32,
): void {
  const low = i32x4.splat(0xffff * <i32>one);
  const least = f32x4.splat(-126 * one);
  const round = f32x4.splat(ROUND * one);
  const c4 = f32x4.splat(0.009570101947 * one);
  const c3 = f32x4.splat(0.05591786159 * one);
  const c2 = f32x4.splat(0.2402474484 * one);
  const c1 = f32x4.splat(0.6931218146 * one);
  const c0 = f32x4.splat(0.9999992614 * one);
  let kernel: usize = 0;
  let ka = f32x4.splat(0);
  let kb = f32x4.splat(0);
  let scale: f64 = 0;
  let stepT: f64 = 0;
  let stepU: f64 = 0;
  for (let s = from; s < to; s++) {
    let p = load<u32>(offsets + (<usize>s << 2));
    const end = load<u32>(offsets + (<usize>s << 2) + 4);
    const own = kernels + (<usize>load<u8>(groups + s) << 5);
    if (own != kernel) {
      kernel = own;
      scale = load<f64>(kernel);
      stepT = load<f64>(kernel, 8);
      stepU = load<f64>(kernel, 16);
      ka = f32x4.splat(<f32>(-stepT * LOG2E));
      kb = f32x4.splat(<f32>(-stepU * LOG2E));
    }
    let sum: f64 = 0;
    let sumT: f64 = 0;
    let sumU: f64 = 0;
    while (p < end) {
      // single precision is added up over so few pairs that nothing is lost
      const stop = end - p > 2048 ? p + 2048 : end;
      let w0 = f32x4.splat(0);
      let wt = f32x4.splat(0);
      let wu = f32x4.splat(0);
      for (; p < stop; p += 4) {
        const code = v128.load(codes + (<usize>p << 2));
        const t = f32x4.convert_i32x4_s(v128.and(code, low));
        const u = f32x4.convert_i32x4_s(i32x4.shr_u(code, 16));
        const x = f32x4.pmax(f32x4.add(f32x4.mul(t, ka), f32x4.mul(u, kb)), least);
        const shifted = f32x4.add(x, round);
        const f = f32x4.sub(x, f32x4.sub(shifted, round));
        let w = f32x4.add(f32x4.mul(f, c4), c3);
        w = f32x4.add(f32x4.mul(w, f), c2);
        w = f32x4.add(f32x4.mul(w, f), c1);
        w = f32x4.add(f32x4.mul(w, f), c0);
        w = i32x4.add(w, i32x4.shl(shifted, 23));
        // of the last four, what is read beyond the segment counts nothing
        if (stop - p < 4) w = v128.and(w, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(stop - p)));
        w0 = f32x4.add(w0, w);
        wt = f32x4.add(wt, f32x4.mul(w, t));
        wu = f32x4.add(wu, f32x4.mul(w, u));
      }
      p = stop;
      sum += total(w0);
      sumT += total(wt);
      sumU += total(wu);
    }
    const at = out + (<usize>s << 3);
    store<f64>(at, scale * sum);
    store<f64>(at + plane, scale * (sum - stepT * (sumT + 0.5 * sum)));
    store<f64>(at + 2 * plane, scale * (sum - stepU * (sumU + 0.5 * sum)));
  }
}
