import type { Tails } from './incomplete-gamma.ts';
import { HALF_LOG_2_PI, halfDeviance, stirlingError } from './log-gamma.ts';

const MOST_TERMS = 1e8;
const TINY = 1e-300;

/**
 * log of Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) · x^a y^b with y = 1 − x, for a, b > 0: Loader's (2000) binomial term, for
 * numbers that need not be whole.
 */
export const logBinomialTerm = (a: number, b: number, x: number, y: number): number => {
  const n = a + b;
  return (
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    halfDeviance(a, n * x) -
    halfDeviance(b, n * y) -
    HALF_LOG_2_PI -
    0.5 * (Math.log(a) + Math.log(b / n))
  );
};

/**
 * I_x(a, b) and 1 − I_x(a, b), the regularised incomplete beta function, for a, b > 0; `y` is 1 − x, given apart because near 1
 * the difference would lose digits. Continued fraction of Didonato & Morris (1992, ACM TOMS 18(3), equation 9) by Lentz's
 * method, taken from the side where it converges fast. Relative error about 1e-14; O(√max(a, b)) terms.
 */
export const incompleteBeta = (a: number, b: number, x: number, y: number): Tails => {
  if (!(a > 0 && b > 0 && x >= 0 && y >= 0)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  if (x <= (a + 1) / (a + b + 2)) {
    const lower = fromLeft(a, b, x, y);
    return { lower, upper: 1 - lower };
  }
  const upper = fromLeft(b, a, y, x);
  return { lower: 1 - upper, upper };
};

/** Didonato and Morris's contracted fraction, whose terms keep a·y − b·x whole: near x = 1 the plain one cancels. */
const fromLeft = (a: number, b: number, x: number, y: number): number => {
  const lead = a * y - b * x + 1;
  let fraction = (a * lead) / (a + 1);
  if (fraction < TINY) fraction = TINY;
  let c = fraction;
  let d = 0;
  for (let m = 1; m < MOST_TERMS; m++) {
    const odd = a + 2 * m - 1;
    const numerator = (((a + m - 1) * (a + b + m - 1)) / odd) * ((m * (b - m) * x * x) / odd);
    const denominator = m + (m * (b - m) * x) / odd + ((a + m) * (lead + m * (1 + y))) / (a + 2 * m + 1);
    d = denominator + numerator * d;
    if (Math.abs(d) < TINY) d = TINY;
    c = denominator + numerator / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 2e-16) break;
  }
  return Math.min(1, (Math.exp(logBinomialTerm(a, b, x, y)) * (b / (a + b)) * a) / fraction);
};
