import { HALF_LOG_2_PI, halfDeviance, stirlingError } from './log-gamma.ts';

/** Both tails of a distribution at one point. What was not summed itself is one minus the other, and right to 1e-16. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

const MOST_TERMS = 1e8;
const TINY = 1e-300;

/** log(x^a e^−x / Γ(a + 1)) by Loader's decomposition. */
export const logGammaTerm = (a: number, x: number): number =>
  a === 0 ? -x : -stirlingError(a) - halfDeviance(a, x) - HALF_LOG_2_PI - 0.5 * Math.log(a);

/**
 * P(a, x) and Q(a, x), the regularised incomplete gamma functions, for a > 0 and x ≥ 0.
 * The series below a + 1, the continued fraction above (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31, the latter by Lentz's
 * method). Relative error about 1e-14; O(√a) terms.
 */
export const incompleteGamma = (a: number, x: number): Tails => {
  if (!(a > 0) || !(x >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  const front = Math.exp(logGammaTerm(a, x));
  if (x < a + 1) {
    let sum = 1;
    let term = 1;
    for (let k = 1; k < MOST_TERMS; k++) {
      term *= x / (a + k);
      sum += term;
      if (term < 1e-17 * sum) break;
    }
    const lower = Math.min(1, front * sum);
    return { lower, upper: 1 - lower };
  }
  // Q = x^a e^−x / Γ(a) · 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …))
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = b + numerator * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + numerator / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 2e-16) break;
  }
  const upper = Math.min(1, front * a * fraction);
  return { lower: 1 - upper, upper };
};
