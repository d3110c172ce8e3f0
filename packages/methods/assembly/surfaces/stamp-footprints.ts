// Footprints on a table of nodes: products of one line of values along rows and one along columns.

/** Adds weight · upward[r] · across[c] to the nodes from `at` on; `width` is even, `stride` bytes lie from row to row. */
export function stamp(
  at: usize,
  stride: usize,
  across: usize,
  upward: usize,
  width: u32,
  height: u32,
  weight: f64,
): void {
  const end = <usize>width << 3;
  const top = upward + (<usize>height << 3);
  for (let up = upward; up < top; up += 8) {
    const share = f64x2.splat(weight * load<f64>(up));
    for (let c: usize = 0; c < end; c += 16)
      v128.store(at + c, f64x2.add(v128.load(at + c), f64x2.mul(share, v128.load(across + c))));
    at += stride;
  }
}

/** The sum of upward[r] · across[c] · node over the nodes from `at` on. */
export function weigh(
  at: usize,
  stride: usize,
  across: usize,
  upward: usize,
  width: u32,
  height: u32,
): f64 {
  const end = <usize>width << 3;
  const top = upward + (<usize>height << 3);
  let sum = f64x2.splat(0);
  for (let up = upward; up < top; up += 8) {
    let even = f64x2.splat(0);
    let odd = f64x2.splat(0);
    let c: usize = 0;
    for (; c + 16 < end; c += 32) {
      even = f64x2.add(even, f64x2.mul(v128.load(at + c), v128.load(across + c)));
      odd = f64x2.add(odd, f64x2.mul(v128.load(at + c, 16), v128.load(across + c, 16)));
    }
    if (c < end) even = f64x2.add(even, f64x2.mul(v128.load(at + c), v128.load(across + c)));
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(up), f64x2.add(even, odd)));
    at += stride;
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
