/** What the pairs of two columns of numbers come to. */
export interface KendallCounts {
  /** pairs that go the same way less pairs that go opposite ways */
  readonly s: number;
  readonly pairs: number;
  /** pairs equal in x, in y, in both */
  readonly tiedX: number;
  readonly tiedY: number;
  readonly tiedBoth: number;
  /** sizes of the groups of equal y, groups of one left out */
  readonly tieSizes: readonly number[];
}

/**
 * Knight's way: sort by x, then count the exchanges a merge sort by y makes. O(n log n).
 * Source: Knight (1966), JASA 61(314).
 */
export const kendallCounts = (x: Float64Array, y: Float64Array): KendallCounts => {
  const n = x.length;
  const order = Uint32Array.from(x, (_, i) => i).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
  const sortedX = Float64Array.from(order, (i) => x[i]!);
  const byX = Float64Array.from(order, (i) => y[i]!);
  const tiedX = tiedPairs(runs(n, (a, b) => sortedX[a] === sortedX[b]));
  const tiedBoth = tiedPairs(runs(n, (a, b) => sortedX[a] === sortedX[b] && byX[a] === byX[b]));
  const exchanges = sortCounting(byX);
  const tieSizes = runs(n, (a, b) => byX[a] === byX[b]);
  const tiedY = tiedPairs(tieSizes);
  const pairs = (n * (n - 1)) / 2;
  return { s: pairs - tiedX - tiedY + tiedBoth - 2 * exchanges, pairs, tiedX, tiedY, tiedBoth, tieSizes };
};

/** Lengths of the stretches of two or more alike. */
const runs = (n: number, alike: (a: number, b: number) => boolean): number[] => {
  const lengths: number[] = [];
  let from = 0;
  for (let at = 1; at <= n; at++) {
    if (at < n && alike(at - 1, at)) continue;
    if (at - from > 1) lengths.push(at - from);
    from = at;
  }
  return lengths;
};

const tiedPairs = (sizes: readonly number[]): number => sizes.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);

/** Sorts in place and returns how many pairs stood in falling order. */
const sortCounting = (values: Float64Array): number => {
  const n = values.length;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(n);
  let falling = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) {
      const middle = Math.min(n, start + width);
      const end = Math.min(n, start + 2 * width);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++)
        if (left < middle && (right >= end || from[left]! <= from[right]!)) to[at] = from[left++]!;
        else {
          falling += middle - left;
          to[at] = from[right++]!;
        }
    }
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return falling;
};
