// CRPS of one row of draws: the draws less y are sorted by buckets and an insertion sort, as in sort-row.ts.

const LARGEST_BUCKET: u32 = 40;

/**
 * Writes Σ |x − y| and the sum over pairs of |x − x'| of a row to `out`. `origin` and `scale` place the buckets, as many as draws.
 * `bucketOf` and `starts` hold a u32 per draw, `sorted` a double. Returns 0, having written nothing, when a bucket is too
 * full to be sorted so.
 */
export function scoreRow(
  row: usize,
  draws: u32,
  y: f64,
  origin: f64,
  scale: f64,
  bucketOf: usize,
  starts: usize,
  sorted: usize,
  out: usize,
): i32 {
  memory.fill(starts, 0, <usize>draws << 2);
  const top = <f64>(draws - 1);
  for (let i: usize = 0; i < <usize>draws; i++) {
    const at = (load<f64>(row + (i << 3)) - origin) * scale;
    const bucket = <i32>min<f64>(max<f64>(at, 0), top) << 2;
    store<u32>(bucketOf + (i << 2), bucket);
    const place = starts + <usize>bucket;
    store<u32>(place, load<u32>(place) + 8);
  }
  let position: u32 = 0;
  let largest: u32 = 0;
  const end = starts + (<usize>draws << 2);
  for (let place = starts; place < end; place += 4) {
    const count = load<u32>(place);
    store<u32>(place, position);
    position += count;
    largest = max<u32>(largest, count);
  }
  if (largest > LARGEST_BUCKET << 3) return 0;
  for (let i: usize = 0; i < <usize>draws; i++) {
    const place = starts + <usize>load<u32>(bucketOf + (i << 2));
    const to = load<u32>(place);
    store<f64>(sorted + to, load<f64>(row + (i << 3)) - y);
    store<u32>(place, to + 8);
  }
  let absolute: f64 = 0;
  let spread: f64 = 0;
  const first = sorted;
  const last = sorted + (<usize>draws << 3);
  for (let at = first + 8; at < last; at += 8) {
    const value = load<f64>(at);
    let to = at;
    while (to > first && load<f64>(to - 8) > value) {
      store<f64>(to, load<f64>(to - 8));
      to -= 8;
    }
    store<f64>(to, value);
  }
  let factor = 1 - <f64>draws;
  for (let at = first; at < last; at += 8) {
    const value = load<f64>(at);
    absolute += abs(value);
    spread += value * factor;
    factor += 2;
  }
  store<f64>(out, absolute);
  store<f64>(out, spread, 8);
  return 1;
}
