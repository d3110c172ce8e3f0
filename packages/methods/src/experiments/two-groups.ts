import { type Insufficient, insufficient } from '../insufficient.ts';
import { numberWithin, positive, wholeNumber } from '../problems.ts';

/** What is measured in each unit. */
export type TrialOutcome =
  /** a mean; effects are differences */
  | { readonly kind: 'mean'; readonly deviation: number }
  /**
   * incidents; effects are rate ratios. `rate` of the controls over the unit's whole time; variance rate + rate²/θ,
   * Poisson when θ is absent
   */
  | { readonly kind: 'rate'; readonly rate: number; readonly theta?: number | undefined };

export interface TrialDesign {
  readonly outcome: TrialOutcome;
  /** units in each group, or clusters when these are assigned as wholes */
  readonly treated: number;
  readonly controls: number;
  readonly clusters?:
    | {
        /** units in a cluster, on average */
        readonly size: number;
        /** share of the variance that lies between clusters */
        readonly correlation: number;
        /** standard deviation of cluster sizes over their mean, 0 when absent */
        readonly sizeVariation?: number | undefined;
      }
    | undefined;
  /** of a two-sided test, 0.05 when absent */
  readonly alpha?: number | undefined;
}

/** What a design's test can tell apart. */
export interface TrialPrecision {
  /** of the difference, or of the logarithm of the rate ratio */
  readonly standardError: number;
  /** 1 + ((1 + v²)·size − 1)·correlation: how many times more units clusters need. Eldridge et al. (2006) */
  readonly designEffect: number;
  readonly degreesOfFreedom: number;
}

export const checkDesign = ({
  outcome,
  treated,
  controls,
  clusters,
  alpha = 0.05,
}: TrialDesign): Insufficient | undefined => {
  wholeNumber('treated', treated, 0);
  wholeNumber('controls', controls, 0);
  numberWithin('alpha', alpha, 1e-9, 0.5);
  if (outcome.kind === 'mean') positive('outcome.deviation', outcome.deviation);
  else {
    positive('outcome.rate', outcome.rate);
    if (outcome.theta !== undefined) positive('outcome.theta', outcome.theta);
  }
  if (clusters) {
    numberWithin('clusters.size', clusters.size, 1);
    numberWithin('clusters.correlation', clusters.correlation, 0, 1);
    numberWithin('clusters.sizeVariation', clusters.sizeVariation ?? 0, 0);
  }
  if (Math.min(treated, controls) < 2)
    return insufficient({
      reason: 'too-few-units',
      detail: 'Chance within a group shows only when it has at least two units, or two clusters.',
      have: Math.min(treated, controls),
      need: 2,
    });
  return undefined;
};

/** @param effect a difference, or a rate ratio, on which the treated's variance depends */
export const precisionOf = (
  { outcome, treated, controls, clusters }: TrialDesign,
  effect: number,
): TrialPrecision => {
  const size = clusters?.size ?? 1;
  const variation = clusters?.sizeVariation ?? 0;
  const designEffect = clusters ? 1 + ((1 + variation ** 2) * size - 1) * clusters.correlation : 1;
  const own = (factor: number): number => {
    if (outcome.kind === 'mean') return outcome.deviation ** 2;
    // of the logarithm of a mean count, by the delta method
    return 1 / (outcome.rate * factor) + (outcome.theta === undefined ? 0 : 1 / outcome.theta);
  };
  const variance = (own(effect) / treated + own(1) / controls) * (designEffect / size);
  return {
    standardError: Math.sqrt(variance),
    designEffect,
    degreesOfFreedom: treated + controls - 2,
  };
};
