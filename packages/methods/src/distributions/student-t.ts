import { betaLogOdds } from './beta.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { logBeta } from './log-gamma.ts';

/** Density of Student's t with this many degrees of freedom (above 0, not necessarily whole). */
export const studentTDensity = (t: number, degrees: number): number =>
  degrees > 0
    ? Math.exp(-0.5 * (degrees + 1) * Math.log1p((t * t) / degrees) - logBeta(degrees / 2, 0.5)) /
      Math.sqrt(degrees)
    : Number.NaN;

/** P(T > t) of Student's t. Relative error about 1e-14 in the tail. */
export const studentTUpperTail = (t: number, degrees: number): number => {
  const twoSided = studentTTwoSided(t, degrees);
  return t >= 0 ? twoSided / 2 : 1 - twoSided / 2;
};

/** P(T ≤ t) of Student's t. */
export const studentTDistribution = (t: number, degrees: number): number => studentTUpperTail(-t, degrees);

/** P(|T| ≥ |t|): the two-sided p-value of a t statistic. */
export const studentTTwoSided = (t: number, degrees: number): number => {
  if (Number.isNaN(t)) return Number.NaN;
  const square = t * t;
  // where t² is no number any more, the tail is its power law
  if (square === Number.POSITIVE_INFINITY)
    return (
      Math.exp(degrees * (0.5 * Math.log(degrees) - Math.log(Math.abs(t))) - logBeta(degrees / 2, 0.5)) *
      (2 / degrees)
    );
  return incompleteBeta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square)).lower;
};

/** The t with P(T ≤ t) = p; ±∞ at 0 and 1, NaN outside. Relative error about 1e-14. */
export const studentTQuantile = (p: number, degrees: number): number => {
  if (!(p >= 0 && p <= 1 && degrees > 0)) return Number.NaN;
  if (p === 0.5) return 0;
  // the log odds of degrees / (degrees + t²)
  const t = Math.sqrt(degrees) * Math.exp(-0.5 * betaLogOdds(2 * Math.min(p, 1 - p), degrees / 2, 0.5));
  return p < 0.5 ? -t : t;
};
