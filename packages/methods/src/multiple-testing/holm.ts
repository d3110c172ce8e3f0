import { firstWhere } from '../sorted.ts';
import { probabilities } from './probabilities.ts';

/**
 * Holm's step-down p-values: keeping those ≤ 0.05 risks even one false find at most 5 % of the time under any dependence, as
 * Bonferroni's, and never finds less. A NaN is no test: it stays NaN and is not counted. O(m log m).
 * @throws Problem METHOD_VALUE_INVALID for a number outside [0, 1]
 * Source: Holm (1979), Scandinavian Journal of Statistics 6(2), 65–70.
 */
export const holm = (p: Float64Array): Float64Array => {
  const sorted = probabilities(p).sort();
  const m = sorted.length;
  const adjusted = new Float64Array(m);
  let most = 0;
  for (let k = 0; k < m; k++) {
    most = Math.max(most, Math.min(1, sorted[k]! * (m - k)));
    adjusted[k] = most;
  }
  // ties agree with the first of them, which is the largest of their products
  return p.map((value) =>
    Number.isNaN(value) ? Number.NaN : adjusted[firstWhere(sorted, (other) => other >= value)]!,
  );
};
