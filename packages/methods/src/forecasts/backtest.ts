import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { wholeNumber } from '../problems.ts';
import { crpsSample } from '../scores/crps-sample.ts';
import { type CountPanel, checkedPanel, knownUpTo, type SampleForecast } from './panel.ts';

/** Forecasts from what is known; it never sees more. */
export type Forecaster = (
  known: CountPanel,
  horizon: number,
) => SampleForecast | Insufficient | Promise<SampleForecast | Insufficient>;

export interface BacktestOptions extends LongRun {
  /** steps ahead of each forecast */
  readonly horizon: number;
  /** steps known to the first forecast */
  readonly firstOrigin: number;
  /** steps from one forecast to the next */
  readonly stride?: number;
  /** whether the draws are handed back, for stacking and other scores */
  readonly keepSamples?: boolean;
}

export interface BacktestResult {
  readonly kind: 'backtest';
  /** steps known to each forecast */
  readonly origins: Uint32Array;
  /** what happened: origins · places · horizon, in that order */
  readonly observed: Float64Array;
  /** CRPS of each, likewise */
  readonly crps: Float64Array;
  readonly meanCrps: number;
  /** mean by step ahead */
  readonly crpsByStep: Float64Array;
  /** mean by origin */
  readonly crpsByOrigin: Float64Array;
  /** the draws, a row for each of `observed`, and how many a row has; only with `keepSamples` */
  readonly samples?: Float64Array;
  readonly draws?: number;
}

/**
 * How good would a forecaster have been? It forecasts from rolling origins, at each knowing only the past, and is scored by what
 * came (rolling-origin evaluation).
 *
 * @returns `Insufficient` when no origin leaves `horizon` steps to score, or with what the forecaster refused
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; what the forecaster throws; the signal's reason
 *
 * O(origins · (forecaster + places · horizon · draws)). Tashman (2000), International Journal of Forecasting 16(4).
 */
export const backtest = async (
  panel: CountPanel,
  forecaster: Forecaster,
  { horizon, firstOrigin, stride = 1, keepSamples = false, signal, onProgress }: BacktestOptions,
): Promise<BacktestResult | Insufficient> => {
  checkedPanel(panel);
  wholeNumber('horizon', horizon, 1);
  wholeNumber('firstOrigin', firstOrigin, 1);
  wholeNumber('stride', stride, 1);
  const { places, times } = panel;
  const origins: number[] = [];
  for (let origin = firstOrigin; origin + horizon <= times; origin += stride) origins.push(origin);
  if (origins.length === 0)
    return insufficient({
      reason: 'too-short-history',
      detail: 'No origin leaves enough steps to score the forecast by.',
      have: times,
      need: firstOrigin + horizon,
    });
  const breath = breathing({ signal, onProgress });
  const rows = places * horizon;
  const observed = new Float64Array(origins.length * rows);
  const crps = new Float64Array(observed.length);
  const kept: Float64Array[] = [];
  let draws = 0;
  for (const [at, origin] of origins.entries()) {
    if (breath.due()) await breath.take(at / origins.length);
    const forecast = await forecaster(knownUpTo(panel, origin), horizon);
    if (isInsufficient(forecast)) return forecast;
    const happened = observed.subarray(at * rows, (at + 1) * rows);
    for (let place = 0; place < places; place++)
      happened.set(
        panel.counts.subarray(place * times + origin, place * times + origin + horizon),
        place * horizon,
      );
    crps.set(crpsSample(happened, forecast.samples), at * rows);
    if (keepSamples) kept.push(forecast.samples);
    draws = forecast.draws;
  }
  onProgress?.(1);
  return {
    kind: 'backtest',
    origins: Uint32Array.from(origins),
    observed,
    crps,
    meanCrps: mean(crps),
    crpsByStep: new Float64Array(horizon).map((_, step) =>
      mean(crps.filter((__, i) => i % horizon === step)),
    ),
    crpsByOrigin: new Float64Array(origins.length).map((_, at) =>
      mean(crps.subarray(at * rows, (at + 1) * rows)),
    ),
    ...(keepSamples && kept.every((one) => one.length === rows * draws)
      ? { samples: joined(kept), draws }
      : {}),
  };
};

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const joined = (parts: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
