import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { methodProblems, numberWithin, sameLength, wholeNumber } from '../problems.ts';

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless outcomes are 0 or 1 and probabilities in [0, 1] */
export const checkedForecasts = (outcome: ArrayLike<number>, probability: Float64Array): number => {
  const n = sameLength({ outcome, probability });
  checkedOutcomes(outcome);
  for (let i = 0; i < n; i++) numberWithin(`probability[${i}]`, probability[i]!, 0, 1);
  return n;
};

/** @returns how many are 1. @throws Problem METHOD_VALUE_INVALID unless all are 0 or 1 */
export const checkedOutcomes = (outcome: ArrayLike<number>): number => {
  let ones = 0;
  for (let i = 0; i < outcome.length; i++) {
    if (outcome[i] === 1) ones++;
    else if (outcome[i] !== 0)
      throw new Problem(
        methodProblems.value,
        `outcome[${i}] is ${outcome[i]}; 0 (did not happen) or 1 (happened) was expected.`,
      );
  }
  return ones;
};

const noForecasts = (): Insufficient =>
  insufficient({ reason: 'no-forecasts', detail: 'There are no forecasts to score.', have: 0, need: 1 });

export interface BrierResult {
  readonly kind: 'brier';
  /** mean of (p − o)², from 0, perfect, to 1 */
  readonly score: number;
  /** mean squared distance between forecast and frequency in the bins; smaller is better */
  readonly reliability: number;
  /** mean squared distance of the bins' frequencies from the overall one; larger is better */
  readonly resolution: number;
  /** variance of the outcome: what no forecast can change */
  readonly uncertainty: number;
  /** what forecasts of different probability within one bin add: score = reliability − resolution + uncertainty + this */
  readonly withinBins: number;
  /** 1 − score / uncertainty: 0 for always forecasting the overall frequency; NaN when all outcomes are alike */
  readonly skill: number;
}

/**
 * Brier score of probability forecasts and its decomposition over bins of equal width.
 *
 * @param outcome 1 where the event happened, 0 where not
 * @param probability the forecast probabilities
 * @returns `Insufficient` without any forecast
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n). Brier (1950), Monthly Weather Review 78(1); Murphy (1973), J. Applied Meteorology 12(4), equation 6; the part
 * within bins: Stephenson, Coelho & Jolliffe (2008), Weather and Forecasting 23(4).
 */
export const brier = (
  outcome: ArrayLike<number>,
  probability: Float64Array,
  { bins = 10 }: { readonly bins?: number } = {},
): BrierResult | Insufficient => {
  const n = checkedForecasts(outcome, probability);
  if (n === 0) return noForecasts();
  const { forecast, frequency, count } = reliabilityBins(outcome, probability, bins);
  let total = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    total += outcome[i]!;
    squares += (probability[i]! - outcome[i]!) ** 2;
  }
  const overall = total / n;
  let reliability = 0;
  let resolution = 0;
  for (let bin = 0; bin < count.length; bin++) {
    if (count[bin] === 0) continue;
    reliability += (count[bin]! / n) * (forecast[bin]! - frequency[bin]!) ** 2;
    resolution += (count[bin]! / n) * (frequency[bin]! - overall) ** 2;
  }
  const score = squares / n;
  const uncertainty = overall * (1 - overall);
  return {
    kind: 'brier',
    score,
    reliability,
    resolution,
    uncertainty,
    withinBins: score - reliability + resolution - uncertainty,
    skill: uncertainty > 0 ? 1 - score / uncertainty : Number.NaN,
  };
};

/** A reliability diagram: per bin what was forecast and what happened. */
export interface ReliabilityBins {
  /** mean forecast of the bin; NaN where it is empty */
  readonly forecast: Float64Array;
  /** share of the bin's forecasts whose event happened; NaN where it is empty */
  readonly frequency: Float64Array;
  readonly count: Uint32Array;
}

/**
 * Are events forecast with 30 % seen in 30 % of cases? Forecasts by bins of equal width over [0, 1]; a forecast on an
 * edge belongs to the bin above it.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n). Murphy & Winkler (1977), Applied Statistics 26(1).
 */
export const reliabilityBins = (
  outcome: ArrayLike<number>,
  probability: Float64Array,
  bins = 10,
): ReliabilityBins => {
  const n = checkedForecasts(outcome, probability);
  wholeNumber('bins', bins, 1, 1000);
  const forecast = new Float64Array(bins);
  const frequency = new Float64Array(bins);
  const count = new Uint32Array(bins);
  for (let i = 0; i < n; i++) {
    const bin = Math.min(bins - 1, Math.floor(probability[i]! * bins));
    forecast[bin]! += probability[i]!;
    frequency[bin]! += outcome[i]!;
    count[bin]!++;
  }
  for (let bin = 0; bin < bins; bin++) {
    forecast[bin]! /= count[bin]!;
    frequency[bin]! /= count[bin]!;
  }
  return { forecast, frequency, count };
};

/**
 * Logarithmic score of probability forecasts, −mean ln of the probability given to what happened; smaller is better.
 * Probabilities are kept 2⁻⁵² away from 0 and 1, so that one forecast that was certain and wrong costs 36, not everything.
 *
 * @returns `Insufficient` without any forecast
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n). Good (1952), JRSS B 14(1).
 */
export const logLoss = (
  outcome: ArrayLike<number>,
  probability: Float64Array,
): { readonly kind: 'log-loss'; readonly score: number } | Insufficient => {
  const n = checkedForecasts(outcome, probability);
  if (n === 0) return noForecasts();
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability[i]!));
    sum -= outcome[i] === 1 ? Math.log(kept) : Math.log1p(-kept);
  }
  return { kind: 'log-loss', score: sum / n };
};
