import { betaLogOdds } from './beta.ts';
import { incompleteBeta, logBinomialTerm } from './incomplete-beta.ts';
import type { Tails } from './incomplete-gamma.ts';

const tails = (f: number, above: number, below: number): Tails => {
  const scaled = above * Math.max(0, f);
  if (scaled === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  return incompleteBeta(above / 2, below / 2, scaled / (below + scaled), below / (below + scaled));
};

/** Density of F with these degrees of freedom, of the numerator and of the denominator. */
export const fDensity = (f: number, above: number, below: number): number => {
  if (!(above > 0 && below > 0) || Number.isNaN(f)) return Number.NaN;
  if (f < 0) return 0;
  if (f === 0) return above < 2 ? Number.POSITIVE_INFINITY : above === 2 ? 1 : 0;
  const whole = below + above * f;
  const term = logBinomialTerm(above / 2, below / 2, (above * f) / whole, below / whole);
  return (Math.exp(term) * above * below) / (2 * f * (above + below));
};

/** P(F ≤ f). Relative error about 1e-14 where it is the smaller tail. */
export const fDistribution = (f: number, above: number, below: number): number =>
  tails(f, above, below).lower;

/** P(F > f): the p-value of an F statistic. */
export const fUpperTail = (f: number, above: number, below: number): number => tails(f, above, below).upper;

/** The f with P(F ≤ f) = p; 0 and ∞ at p = 0 and 1, NaN outside. */
export const fQuantile = (p: number, above: number, below: number): number =>
  (below / above) * Math.exp(betaLogOdds(p, above / 2, below / 2));
