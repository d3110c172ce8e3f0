// Histograms of derivatives. A row's two numbers (first derivative, packed count and second derivative) are one vector, and
// so is a bin's sum; four features share one word of bins. All are whole numbers in doubles, so sums are exact.

/** Copies the derivatives of the rows order[from … to − 1] to `gathered`, one after the other. */
export function gather(derivatives: usize, order: usize, from: u32, to: u32, gathered: usize): void {
  const end = order + (<usize>to << 2);
  for (let at = order + (<usize>from << 2); at < end; at += 4) {
    v128.store(gathered, v128.load(derivatives + (<usize>load<u32>(at) << 4)));
    gathered += 16;
  }
}

/** Adds each row of order[from … to − 1] (u32 rows at `order`) to its bins of four features: 4 × 256 vectors at `into`. */
export function sumByBin(words: usize, gathered: usize, order: usize, from: u32, to: u32, into: usize): void {
  const end = order + (<usize>to << 2);
  for (let at = order + (<usize>from << 2); at < end; at += 4) {
    const word = load<u32>(words + (<usize>load<u32>(at) << 2));
    const both = v128.load(gathered);
    gathered += 16;
    // two bins of one address may not be read ahead of each other's writing, but features never share one
    const a = into + ((word & 255) << 4);
    const b = into + 4096 + (((word >>> 8) & 255) << 4);
    const c = into + 8192 + (((word >>> 16) & 255) << 4);
    const d = into + 12288 + ((word >>> 24) << 4);
    const sumA = f64x2.add(v128.load(a), both);
    const sumB = f64x2.add(v128.load(b), both);
    const sumC = f64x2.add(v128.load(c), both);
    const sumD = f64x2.add(v128.load(d), both);
    v128.store(a, sumA);
    v128.store(b, sumB);
    v128.store(c, sumC);
    v128.store(d, sumD);
  }
}

/** Rows whose bin (byte `shift` / 8 of their word) is at most `bin`, or 255 when `missingLeft`, first; returns where the others begin. */
export function divideRows(
  words: usize,
  order: usize,
  aside: usize,
  from: u32,
  to: u32,
  shift: u32,
  bin: u32,
  missingLeft: u32,
): u32 {
  let left = order + (<usize>from << 2);
  let right = aside;
  const end = order + (<usize>to << 2);
  for (let at = left; at < end; at += 4) {
    const row = load<u32>(at);
    const own = (load<u32>(words + (<usize>row << 2)) >>> shift) & 255;
    const goesLeft = <usize>((own == 255 ? missingLeft : u32(own <= bin)) << 2);
    // both are written, one counts: no branch to mispredict
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft;
    right += 4 - goesLeft;
  }
  memory.copy(left, aside, right - aside);
  return <u32>((left - order) >> 2);
}
