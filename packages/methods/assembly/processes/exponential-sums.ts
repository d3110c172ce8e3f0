// Sums over the possible causes of each event, for a kernel exp(−a·delay − b·distance²). A pair is one 32-bit word:
// the delay's step below, the squared distance's step above, 65,536 steps each, counted from their middle.

const LOG2E: f64 = 1.4426950408889634;

// adding it rounds to a whole number, which then stands in the lowest bits
const ROUND: f32 = 12582912;

/** 2^x for −126 ≤ x ≤ 0 to 3e-7: a polynomial of the fraction, fitted to its relative error; the whole part joins the exponent. */
// @ts-ignore: decorator
@inline
function exp2(x: v128): v128 {
  const shifted = f32x4.add(x, f32x4.splat(ROUND));
  const f = f32x4.sub(x, f32x4.sub(shifted, f32x4.splat(ROUND)));
  let p = f32x4.add(f32x4.mul(f, f32x4.splat(0.001326697039)), f32x4.splat(0.009675459746));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.05550742616));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.2402212175));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.6931469492));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.000000071));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

// @ts-ignore: decorator
@inline
function total(lanes: v128): f64 {
  return (
    <f64>f32x4.extract_lane(lanes, 0) +
    <f64>f32x4.extract_lane(lanes, 1) +
    (<f64>f32x4.extract_lane(lanes, 2) + <f64>f32x4.extract_lane(lanes, 3))
  );
}

/**
 * For each segment of pairs from … to − 1 writes to three planes at `out`: Σ w, Σ w·(1 − a·delay) and
 * Σ w·(1 − b·distance²), w = a·b·exp(−a·delay − b·distance²). `groups` names each segment's kernel, `kernels` holds
 * four numbers a kernel: a, b, and the lengths of a step of delay and of squared distance.
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
): void {
  const low = i32x4.splat(0xffff);
  const least = f32x4.splat(-126);
  for (let s = from; s < to; s++) {
    let p = load<u32>(offsets + (<usize>s << 2));
    const end = load<u32>(offsets + (<usize>s << 2) + 4);
    const kernel = kernels + (<usize>load<u8>(groups + s) << 5);
    const a = load<f64>(kernel);
    const b = load<f64>(kernel, 8);
    const dt = load<f64>(kernel, 16);
    const du = load<f64>(kernel, 24);
    const ka = f32x4.splat(<f32>(-a * dt * LOG2E));
    const kb = f32x4.splat(<f32>(-b * du * LOG2E));
    const k0 = f32x4.splat(<f32>(-0.5 * (a * dt + b * du) * LOG2E));
    let sum: f64 = 0;
    let sumT: f64 = 0;
    let sumU: f64 = 0;
    while (p < end) {
      // single precision is added up over so few pairs that nothing is lost
      const stop = end - p > 2048 ? p + 2048 : end;
      let w0 = f32x4.splat(0);
      let wt = f32x4.splat(0);
      let wu = f32x4.splat(0);
      for (; p + 4 <= stop; p += 4) {
        const code = v128.load(codes + (<usize>p << 2));
        const t = f32x4.convert_i32x4_s(v128.and(code, low));
        const u = f32x4.convert_i32x4_s(i32x4.shr_u(code, 16));
        const w = exp2(f32x4.pmax(f32x4.add(f32x4.add(f32x4.mul(t, ka), f32x4.mul(u, kb)), k0), least));
        w0 = f32x4.add(w0, w);
        wt = f32x4.add(wt, f32x4.mul(w, t));
        wu = f32x4.add(wu, f32x4.mul(w, u));
      }
      if (p < stop) {
        // the rest of up to three: what is read beyond them counts nothing
        const code = v128.load(codes + (<usize>p << 2));
        const valid = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(stop - p));
        const t = f32x4.convert_i32x4_s(v128.and(code, low));
        const u = f32x4.convert_i32x4_s(i32x4.shr_u(code, 16));
        const w = v128.and(
          valid,
          exp2(f32x4.pmax(f32x4.add(f32x4.add(f32x4.mul(t, ka), f32x4.mul(u, kb)), k0), least)),
        );
        w0 = f32x4.add(w0, w);
        wt = f32x4.add(wt, f32x4.mul(w, t));
        wu = f32x4.add(wu, f32x4.mul(w, u));
        p = stop;
      }
      sum += total(w0);
      sumT += total(wt);
      sumU += total(wu);
    }
    const scale = a * b;
    const at = out + (<usize>s << 3);
    store<f64>(at, scale * sum);
    store<f64>(at + plane, scale * (sum - a * dt * (sumT + 0.5 * sum)));
    store<f64>(at + 2 * plane, scale * (sum - b * du * (sumU + 0.5 * sum)));
  }
}
