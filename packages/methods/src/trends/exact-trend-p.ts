import { wholeNumber } from '../problems.ts';

/**
 * The share of all orders of n values, groups of equal ones among them, whose |S| is at least as large.
 *
 * The number of falling pairs is a sum of independent parts: each group of equal values against all groups before it,
 * a Mann–Whitney count. Their distributions are folded into one; everything is a sum of positive shares, so nothing
 * cancels.
 * @param tieSizes sizes of the groups of two or more equal values
 * @throws Problem METHOD_VALUE_INVALID for more than 60 values
 * Source: Mann & Whitney (1947), Ann. Math. Stat. 18, for the recursion; Kendall (1975), Rank Correlation Methods.
 */
export const exactTrendP = (n: number, tieSizes: readonly number[], s: number): number => {
  wholeNumber('the number of values', n, 1, 60);
  const tied = tieSizes.reduce((sum, t) => sum + t, 0);
  const groups = [...tieSizes, ...Array.from({ length: n - tied }, () => 1)];
  let law: Float64Array = Float64Array.of(1);
  let before = 0;
  for (const size of groups) {
    law = folded(law, mannWhitney(before, size));
    before += size;
  }
  // S = pairs of different values − 2 · falling pairs
  const untied = law.length - 1;
  let p = 0;
  for (let falling = 0; falling <= untied; falling++)
    if (Math.abs(untied - 2 * falling) >= Math.abs(s)) p += law[falling]!;
  return Math.min(1, p);
};

/** How likely each number of falling pairs between m and t values is, 0 … m·t. */
const mannWhitney = (m: number, t: number): Float64Array => {
  // the last of m + k values is one of the k with chance k / (m + k), and then falls behind none of the m or all of them
  let laws: Float64Array[] = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let k = 1; k <= t; k++) {
    const next: Float64Array[] = [Float64Array.of(1)];
    for (let a = 1; a <= m; a++) {
      const law = new Float64Array(a * k + 1);
      const fewer = laws[a]!;
      const less = next[a - 1]!;
      for (let u = 0; u < fewer.length; u++) law[u + a]! += (fewer[u]! * k) / (a + k);
      for (let u = 0; u < less.length; u++) law[u]! += (less[u]! * a) / (a + k);
      next.push(law);
    }
    laws = next;
  }
  return laws[m]!;
};

const folded = (one: Float64Array, other: Float64Array): Float64Array => {
  const both = new Float64Array(one.length + other.length - 1);
  for (let a = 0; a < one.length; a++)
    for (let b = 0; b < other.length; b++) both[a + b]! += one[a]! * other[b]!;
  return both;
};
