import { studentTQuantile, studentTUpperTail } from '../distributions/student-t.ts';
import type { Insufficient } from '../insufficient.ts';
import { numberWithin, positive } from '../problems.ts';
import { checkDesign, precisionOf, type TrialDesign, type TrialPrecision } from './two-groups.ts';

export interface Power extends TrialPrecision {
  readonly kind: 'power';
  /** chance that a two-sided test of size α finds the effect */
  readonly power: number;
}

export interface MinimumDetectableEffect extends TrialPrecision {
  readonly kind: 'minimum-detectable-effect';
  /** the least difference above 0, or rate ratio above 1, that is found with the power asked for */
  readonly increase: number;
  /** the same downwards: a difference below 0, or a rate ratio below 1; 0 where no fall of a rate is large enough */
  readonly decrease: number;
}

/**
 * How likely is a trial of two groups to find an effect of this size?
 *
 * @param effect a difference of means, or a rate ratio
 * @returns power, or `Insufficient`: `too-few-units` below 2 a group
 * @throws Problem METHOD_VALUE_INVALID
 *
 * t(units or clusters − 2) shifted by effect / standard error. Source: Bloom (1995), Evaluation Review 19(5); clusters: Donner &
 * Klar (2000), sizes that differ: Eldridge, Ashby & Kerry (2006), Int. J. Epidemiology 35(5); rates: Zhu & Lakkis (2014),
 * Statistics in Medicine 33(3), variance under the alternative.
 */
export const power = (design: TrialDesign, effect: number): Power | Insufficient => {
  const refusal = checkDesign(design);
  if (refusal) return refusal;
  if (design.outcome.kind === 'rate') positive('effect', effect);
  else numberWithin('effect', effect, -Number.MAX_VALUE);
  const precision = precisionOf(design, effect);
  return { kind: 'power', power: powerOf(design, effect, precision), ...precision };
};

/**
 * How small an effect could a trial of two groups still find?
 *
 * @param share the power asked for, e.g. 0.8
 * @returns the effect in both directions, or `Insufficient`: `too-few-units` below 2 a group
 * @throws Problem METHOD_VALUE_INVALID
 * Source: as `power`, solved for the effect by bisection. `standardError` is that without an effect.
 */
export const minimumDetectableEffect = (
  design: TrialDesign,
  share: number,
): MinimumDetectableEffect | Insufficient => {
  const refusal = checkDesign(design);
  if (refusal) return refusal;
  numberWithin('share', share, 0.01, 0.9999);
  const rate = design.outcome.kind === 'rate';
  const none = precisionOf(design, 1);
  const at = (size: number): number => (rate ? Math.exp(size) : size);
  const solve = (sign: 1 | -1): number => {
    const enough = (size: number): boolean => {
      const effect = at(sign * size);
      return powerOf(design, effect, precisionOf(design, effect)) >= share;
    };
    let high = none.standardError;
    for (let doubling = 0; !enough(high); doubling++) {
      if (doubling === 60 || (rate && high > 500))
        return rate ? (sign < 0 ? 0 : Number.POSITIVE_INFINITY) : sign * Number.POSITIVE_INFINITY;
      high *= 1.5;
    }
    let low = 0;
    for (let step = 0; step < 100; step++) {
      const middle = (low + high) / 2;
      if (enough(middle)) high = middle;
      else low = middle;
    }
    return at(sign * high);
  };
  return { kind: 'minimum-detectable-effect', increase: solve(1), decrease: solve(-1), ...none };
};

const powerOf = (
  { outcome, alpha = 0.05 }: TrialDesign,
  effect: number,
  { standardError, degreesOfFreedom }: TrialPrecision,
): number => {
  const shift = (outcome.kind === 'rate' ? Math.log(effect) : effect) / standardError;
  const critical = studentTQuantile(1 - alpha / 2, degreesOfFreedom);
  return (
    studentTUpperTail(critical - shift, degreesOfFreedom) +
    studentTUpperTail(critical + shift, degreesOfFreedom)
  );
};
