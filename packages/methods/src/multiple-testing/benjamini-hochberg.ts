import { firstWhere } from '../sorted.ts';
import { probabilities } from './probabilities.ts';

/**
 * q-values: keeping all tests with q ≤ 0.05 lets at most 5 % of them be false on average. Valid for independent and
 * for positively dependent tests, as local statistics of overlapping neighbourhoods are.
 *
 * A NaN is no test: it stays NaN and is not counted. Equal p get equal q; q keeps the order of p. O(m log m).
 * @throws Problem METHOD_VALUE_INVALID for a number outside [0, 1]
 * Source: Benjamini & Hochberg (1995), JRSS B 57(1), 289–300; dependence: Benjamini & Yekutieli (2001), Ann. Stat. 29(4).
 */
export const benjaminiHochberg = (p: Float64Array): Float64Array => {
  const sorted = probabilities(p).sort();
  const m = sorted.length;
  const q = new Float64Array(m);
  let least = 1;
  for (let rank = m; rank >= 1; rank--) {
    least = Math.min(least, (sorted[rank - 1]! * m) / rank);
    q[rank - 1] = least;
  }
  // a p is found again by its last position among the sorted: no sort of indexes, and ties agree by themselves
  const lastPosition = (value: number): number => firstWhere(sorted, (other) => other > value) - 1;
  return p.map((value) => (Number.isNaN(value) ? Number.NaN : q[lastPosition(value)]!));
};
