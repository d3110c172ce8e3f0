import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { matchUnit } from './match-unit.ts';
import { panelOf, type SyntheticControlData, type SyntheticControlOptions, unitsBut } from './panel.ts';

export interface SyntheticControl {
  readonly kind: 'synthetic-control';
  /** one per unit, at least 0, summing to 1; 0 for the treated one */
  readonly shares: Float64Array;
  /** one per predictor, summing to 1 */
  readonly importance: Float64Array;
  /** outcome of the mixture, by period */
  readonly synthetic: Float64Array;
  /** outcome − synthetic outcome, by period */
  readonly gaps: Float64Array;
  /** mean gap from `firstTreated` on: the effect, if the mixture shows what would have been */
  readonly effect: number;
  /** mean squared gap over the fitted periods: what the search made small */
  readonly loss: number;
  /** root mean squared gap over all periods before the treatment, and from it on */
  readonly rootMeanSquareBefore: number;
  readonly rootMeanSquareAfter: number;
  /** each predictor in the treated unit, in its mixture, and on average over the controls */
  readonly balance: {
    readonly treated: Float64Array;
    readonly synthetic: Float64Array;
    readonly controls: Float64Array;
  };
}

/**
 * What would a treated unit's outcome have been? A mixture of untreated units is chosen that resembled it before.
 *
 * @returns the mixture and the gaps, or `Insufficient`: `too-few-controls` (2), `too-few-periods` (3 before the treatment),
 * `no-variation` in a predictor
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * Shares by Wolfe's nearest-point method, importance of predictors by quasi-Newton steps with exact gradients:
 * O(controls² · predictors) an evaluation, some dozens a start. No p-value: see `syntheticControlPlacebos`.
 * Source: Abadie & Gardeazabal (2003), American Economic Review 93(1), appendix B; Abadie, Diamond & Hainmueller (2010), JASA
 * 105(490), section 2. Predictors count in standard deviations over all units.
 */
export const syntheticControl = (
  data: SyntheticControlData,
  options: SyntheticControlOptions,
): SyntheticControl | Insufficient => {
  const panel = panelOf(data, options);
  if (isInsufficient(panel)) return panel;
  const { units, periods, predictorCount, outcomes, firstTreated } = panel;
  const { treated } = options;
  const controls = unitsBut(units, treated);
  const matched = matchUnit(panel, treated, controls);
  const shares = new Float64Array(units);
  controls.forEach((control, i) => {
    shares[control] = matched.shares[i]!;
  });
  const row = (unit: number) => data.predictors.subarray(unit * predictorCount, (unit + 1) * predictorCount);
  const mixed = (weights: Float64Array): Float64Array => {
    const sum = new Float64Array(predictorCount);
    for (let i = 0; i < units; i++) {
      if (weights[i] === 0) continue;
      const values = row(i);
      for (let k = 0; k < predictorCount; k++) sum[k] = sum[k]! + weights[i]! * values[k]!;
    }
    return sum;
  };
  let after = 0;
  for (let t = firstTreated; t < periods; t++) after += matched.gaps[t]!;
  return {
    kind: 'synthetic-control',
    shares,
    importance: matched.importance,
    synthetic: matched.gaps.map((gap, t) => outcomes[treated * periods + t]! - gap),
    gaps: matched.gaps,
    effect: after / (periods - firstTreated),
    loss: matched.loss,
    rootMeanSquareBefore: matched.before,
    rootMeanSquareAfter: matched.after,
    balance: {
      treated: row(treated).slice(),
      synthetic: mixed(shares),
      controls: mixed(shares.map((_, i) => (i === treated ? 0 : 1 / controls.length))),
    },
  };
};
