// Which points have enough neighbours, two comparisons side by side. Points stand cell by cell; those that may be
// neighbours of a cell's points stand in a few stretches.

/** How many of the points from … to − 1 lie within reach (a squared distance) of a place. */
@inline
function within(xs: usize, ys: usize, from: u32, to: u32, px: f64, py: f64, reach: f64): u32 {
  const px2 = f64x2.splat(px);
  const py2 = f64x2.splat(py);
  const reach2 = f64x2.splat(reach);
  // a lane that holds is −1
  let near = i64x2.splat(0);
  let more = i64x2.splat(0);
  let at = <usize>from << 3;
  const end = <usize>to << 3;
  for (; at + 24 < end; at += 32) {
    let dx = f64x2.sub(v128.load(xs + at), px2);
    let dy = f64x2.sub(v128.load(ys + at), py2);
    near = i64x2.add(near, f64x2.le(f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy)), reach2));
    dx = f64x2.sub(v128.load(xs + at, 16), px2);
    dy = f64x2.sub(v128.load(ys + at, 16), py2);
    more = i64x2.add(more, f64x2.le(f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy)), reach2));
  }
  near = i64x2.add(near, more);
  let count = <u32>-(i64x2.extract_lane(near, 0) + i64x2.extract_lane(near, 1));
  for (; at < end; at += 8) {
    const dx = load<f64>(xs + at) - px;
    const dy = load<f64>(ys + at) - py;
    count += u32(dx * dx + dy * dy <= reach);
  }
  return count;
}

/** Sets to 1 the flags of those of the points from … to − 1 that have `need` neighbours among the `all` in the stretches. */
export function markCores(
  xs: usize,
  ys: usize,
  flags: usize,
  from: u32,
  to: u32,
  stretches: usize,
  used: u32,
  all: u32,
  need: u32,
  reach: f64,
): void {
  const last = stretches + (<usize>used << 2);
  for (let place = from; place < to; place++) {
    const px = load<f64>(xs + (<usize>place << 3));
    const py = load<f64>(ys + (<usize>place << 3));
    let missing = <i32>need;
    let left = <i32>all;
    for (let s = stretches; s < last && missing <= left; s += 8) {
      const first = load<u32>(s);
      const end = load<u32>(s, 4);
      missing -= <i32>within(xs, ys, first, end, px, py, reach);
      left -= <i32>(end - first);
      if (missing <= 0) {
        store<u8>(flags + place, 1);
        break;
      }
    }
  }
}
