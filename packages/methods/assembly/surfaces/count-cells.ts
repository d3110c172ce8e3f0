// Counts points by the cell of a raster they lie in, two at a time.

// added to a whole number it leaves that in the lower bits
const WHOLE: f64 = 4503599627370496;

/**
 * Counts points from the first on and returns how many, stopping before a pair of which one is not plainly inside.
 * `count` is even; `table` holds a u32 per cell, row by row.
 */
export function countCells(
  xs: usize,
  ys: usize,
  count: u32,
  xMin: f64,
  yMin: f64,
  perX: f64,
  perY: f64,
  columns: f64,
  rows: f64,
  table: usize,
): u32 {
  const left = f64x2.splat(xMin);
  const below = f64x2.splat(yMin);
  const acrossEach = f64x2.splat(perX);
  const upEach = f64x2.splat(perY);
  const width = f64x2.splat(columns);
  const height = f64x2.splat(rows);
  const zero = f64x2.splat(0);
  const whole = f64x2.splat(WHOLE);
  const end = <usize>count << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const u = f64x2.mul(f64x2.sub(v128.load(xs + at), left), acrossEach);
    const v = f64x2.mul(f64x2.sub(v128.load(ys + at), below), upEach);
    const inside = v128.and(
      v128.and(f64x2.ge(u, zero), f64x2.lt(u, width)),
      v128.and(f64x2.ge(v, zero), f64x2.lt(v, height)),
    );
    if (!i64x2.all_true(inside)) return <u32>(at >> 3);
    const cell = f64x2.add(f64x2.add(f64x2.mul(f64x2.trunc(v), width), f64x2.trunc(u)), whole);
    const one = table + (<usize>i32x4.extract_lane(cell, 0) << 2);
    store<u32>(one, load<u32>(one) + 1);
    const other = table + (<usize>i32x4.extract_lane(cell, 2) << 2);
    store<u32>(other, load<u32>(other) + 1);
  }
  return count;
}
