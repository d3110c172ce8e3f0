// Sums over the possible causes of each event, for a kernel exp(−a·delay − b·distance²). A pair is one 32-bit word:
// the delay's step below, the squared distance's step above, 65,536 steps each, counted from their middle.

const LOG2E: f64 = 1.4426950408889634;

// adding it rounds to a whole number, which then stands in the lowest bits
const ROUND: f32 = 12582912;

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

/**
 * Codes the possible causes of the events from … to − 1 in order of time: src/processes/earlier-events.ts, without a
 * branch for each candidate. Events stand in `t`, `x`, `y`, `type` and in column and row of a grid; `cellT`, `cellX`
 * and `cellY` hold those passed, by type and cell, between `oldest` and `newest`. `offsets` takes the ends of segments.
 *
 * @returns the first event not done, for want of room beyond `capacity` pairs
 */
export function codeEarlier(
  from: u32,
  to: u32,
  types: u32,
  columns: i32,
  rows: i32,
  around: i32,
  longest: f64,
  farthest: f64,
  byTime: f64,
  bySquare: f64,
  t: usize,
  x: usize,
  y: usize,
  type: usize,
  column: usize,
  row: usize,
  cellT: usize,
  cellX: usize,
  cellY: usize,
  oldest: usize,
  newest: usize,
  offsets: usize,
  codes: usize,
  capacity: u32,
): u32 {
  const cells = <u32>(columns * rows);
  for (let event = from; event < to; event++) {
    const time = load<f64>(t + (<usize>event << 3));
    const px = load<f64>(x + (<usize>event << 3));
    const py = load<f64>(y + (<usize>event << 3));
    const c0 = load<i32>(column + (<usize>event << 2));
    const r0 = load<i32>(row + (<usize>event << 2));
    const toColumn = min(columns - 1, c0 + around);
    const toRow = min(rows - 1, r0 + around);
    const fromColumn = max(0, c0 - around);
    let segment = offsets + (<usize>(event * types) << 2);
    let count = load<u32>(segment);
    for (let kind: u32 = 0; kind < types; kind++) {
      for (let r = max(0, r0 - around); r <= toRow; r++) {
        let cell = (kind * cells + <u32>(r * columns + fromColumn)) << 2;
        for (let c = fromColumn; c <= toColumn; c++, cell += 4) {
          const end = load<u32>(newest + cell);
          let k = load<u32>(oldest + cell);
          if (k == end) continue;
          while (k < end && load<f64>(cellT + (<usize>k << 3)) < time - longest) k++;
          store<u32>(oldest + cell, k);
          if (count + end - k >= capacity) return event;
          for (; k < end; k++) {
            const delay = time - load<f64>(cellT + (<usize>k << 3));
            const dx = load<f64>(cellX + (<usize>k << 3)) - px;
            const dy = load<f64>(cellY + (<usize>k << 3)) - py;
            const apart = dx * dx + dy * dy;
            const low = <u32>min(delay * byTime, 65535);
            const high = <u32>min(apart * bySquare, 65535);
            // what is no cause is written over by the next
            store<u32>(codes + (<usize>count << 2), low | (high << 16));
            count += <u32>(apart <= farthest) & <u32>(delay > 0);
          }
        }
      }
      segment += 4;
      store<u32>(segment, count);
    }
    const own = newest + (<usize>(<u32>load<u8>(type + event) * cells + <u32>(r0 * columns + c0)) << 2);
    const slot = load<u32>(own);
    store<u32>(own, slot + 1);
    store<f64>(cellT + (<usize>slot << 3), time);
    store<f64>(cellX + (<usize>slot << 3), px);
    store<f64>(cellY + (<usize>slot << 3), py);
  }
  return to;
}
