import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { probabilities } from './probabilities.ts';

/**
 * q-values as Benjamini and Hochberg's, valid under any dependence of the tests, at the price of a factor 1 + 1/2 + … + 1/m.
 *
 * A NaN is no test: it stays NaN and is not counted. O(m log m).
 * @throws Problem METHOD_VALUE_INVALID for a number outside [0, 1]
 * Source: Benjamini & Yekutieli (2001), Annals of Statistics 29(4), theorem 1.3.
 */
export const benjaminiYekutieli = (p: Float64Array): Float64Array => {
  const m = probabilities(p).length;
  let factor = 0;
  for (let rank = 1; rank <= m; rank++) factor += 1 / rank;
  // a q capped at 1 before the factor is capped at 1 after it too
  return benjaminiHochberg(p).map((q) => Math.min(1, q * factor));
};
