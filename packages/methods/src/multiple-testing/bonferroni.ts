import { probabilities } from './probabilities.ts';

/**
 * p-values times their number: keeping those ≤ 0.05 risks even one false find at most 5 % of the time, under any
 * dependence. A NaN is no test: it stays NaN and is not counted. O(m).
 * @throws Problem METHOD_VALUE_INVALID for a number outside [0, 1]
 * Source: Dunn (1961), JASA 56(293), 52–64.
 */
export const bonferroni = (p: Float64Array): Float64Array => {
  const m = probabilities(p).length;
  return p.map((value) => Math.min(1, value * m));
};
