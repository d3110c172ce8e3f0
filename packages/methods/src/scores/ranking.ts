import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, sameLength } from '../problems.ts';
import { checkedOutcomes } from './brier.ts';

export interface RankingResult {
  readonly kind: 'ranking';
  /** chance that a place with the event has a higher risk than one without; ties count half */
  readonly auc: number;
  /** Σ (recall gained) · precision, over thresholds from high to low */
  readonly averagePrecision: number;
  /** per threshold, from the highest risk down: share of places without the event at or above it */
  readonly falsePositiveRate: Float64Array;
  /** share of places with the event at or above it, also called recall */
  readonly truePositiveRate: Float64Array;
  /** of the places at or above it, the share with the event */
  readonly precision: Float64Array;
  readonly threshold: Float64Array;
}

/**
 * How well does a risk order places by what then happened? ROC curve with its area, precision and recall. Only the
 * order of the risks matters, not their size.
 *
 * @param outcome 1 where the event happened, 0 where not
 * @param risk any finite numbers; equal ones are one threshold
 * @returns `Insufficient` unless there are outcomes of both kinds
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n log n). Hanley & McNeil (1982), Radiology 143(1); average precision by steps, without interpolation: Davis &
 * Goadrich (2006), ICML, section 4.
 */
export const ranking = (outcome: ArrayLike<number>, risk: Float64Array): RankingResult | Insufficient => {
  const n = sameLength({ outcome, risk });
  const ones = checkedOutcomes(outcome);
  allFinite('risk', risk);
  const zeros = n - ones;
  if (ones === 0 || zeros === 0)
    return insufficient({
      reason: 'one-kind-of-outcome',
      detail: 'A ranking is judged by places with the event and places without it; there is only one kind.',
      have: Math.min(n, 1),
      need: 2,
    });
  const order = Uint32Array.from(risk, (_, i) => i).sort((a, b) => risk[b]! - risk[a]!);
  const falsePositiveRate: number[] = [];
  const truePositiveRate: number[] = [];
  const precision: number[] = [];
  const threshold: number[] = [];
  let hits = 0;
  let auc = 0;
  let averagePrecision = 0;
  for (let at = 0; at < n; ) {
    const value = risk[order[at]!]!;
    const [before, hitsBefore] = [at, hits];
    for (; at < n && risk[order[at]!] === value; at++) hits += outcome[order[at]!]!;
    const gained = hits - hitsBefore;
    // a step of the curve: the trapezoid counts ties half
    auc += (at - before - gained) * (hitsBefore + gained / 2);
    averagePrecision += (gained / ones) * (hits / at);
    falsePositiveRate.push((at - hits) / zeros);
    truePositiveRate.push(hits / ones);
    precision.push(hits / at);
    threshold.push(value);
  }
  return {
    kind: 'ranking',
    auc: auc / ones / zeros,
    averagePrecision,
    falsePositiveRate: Float64Array.from(falsePositiveRate),
    truePositiveRate: Float64Array.from(truePositiveRate),
    precision: Float64Array.from(precision),
    threshold: Float64Array.from(threshold),
  };
};
