/**
 * Convolves every row of a table with a symmetric kernel and returns the result turned over (columns as rows), so that
 * calling it twice convolves along both axes and turns the table back. Cells beyond the table count as 0.
 *
 * @param table `rows` × `columns`
 * @param half the kernel from its middle outwards: half[t] is its value at distance t
 * @param from first column asked for, which may cut a margin off
 * @param count columns asked for
 * @returns `count` × `rows`
 *
 * O(rows · count · half.length). Four neighbouring sums are kept at once, so that a step outwards reads two cells for
 * four of them.
 */
export const convolveRowsTurned = (
  table: Float64Array | Int32Array,
  rows: number,
  columns: number,
  half: Float64Array,
  from = 0,
  count = columns,
): Float64Array => {
  const out = new Float64Array(count * rows);
  const taps = half.length - 1;
  const middle = half[0]!;
  // one row with room on both sides, so that the inner loop needs no bounds of its own
  const row = new Float64Array(taps + Math.max(columns, from + count) + taps + 8);
  for (let r = 0; r < rows; r++) {
    row.set(table.subarray(r * columns, (r + 1) * columns), taps);
    for (let c = 0; c < count; c += 4) {
      const at = taps + from + c;
      let l0 = row[at]!;
      let l1 = row[at + 1]!;
      let l2 = row[at + 2]!;
      let l3 = row[at + 3]!;
      let r0 = l0;
      let r1 = l1;
      let r2 = l2;
      let r3 = l3;
      let s0 = middle * l0;
      let s1 = middle * l1;
      let s2 = middle * l2;
      let s3 = middle * l3;
      for (let t = 1; t <= taps; t++) {
        const k = half[t]!;
        l3 = l2;
        l2 = l1;
        l1 = l0;
        l0 = row[at - t]!;
        r0 = r1;
        r1 = r2;
        r2 = r3;
        r3 = row[at + t + 3]!;
        s0 += k * (l0 + r0);
        s1 += k * (l1 + r1);
        s2 += k * (l2 + r2);
        s3 += k * (l3 + r3);
      }
      out[c * rows + r] = s0;
      if (c + 1 < count) out[(c + 1) * rows + r] = s1;
      if (c + 2 < count) out[(c + 2) * rows + r] = s2;
      if (c + 3 < count) out[(c + 3) * rows + r] = s3;
    }
  }
  return out;
};

/** The normal density at whole cells 0, 1, … from its middle, to where `reach` deviations end. Unit: cells. */
export const gaussianHalf = (deviation: number, reach: number): Float64Array => {
  const half = new Float64Array(Math.ceil(reach * deviation) + 1);
  const peak = 1 / (Math.sqrt(2 * Math.PI) * deviation);
  for (let t = 0; t < half.length; t++) half[t] = peak * Math.exp(-0.5 * (t / deviation) ** 2);
  return half;
};
