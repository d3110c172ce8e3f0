import { poissonQuantile } from '../distributions/poisson.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { wholeNumber } from '../problems.ts';
import { type CountPanel, checkedPanel, type SampleForecast } from './panel.ts';

export type Baseline =
  /** nothing will happen */
  | { readonly kind: 'zero' }
  /** Poisson with the last count as its mean; the same for every step ahead */
  | { readonly kind: 'last-value'; readonly draws?: number }
  /** Poisson with the mean of the last `window` counts; 12 is "last-12" */
  | { readonly kind: 'last-window'; readonly window?: number; readonly draws?: number }
  /** as the same season of all earlier cycles: each of them is a draw */
  | { readonly kind: 'climatology'; readonly season?: number }
  /** as any of the place's last `window` counts: each of them is a draw */
  | { readonly kind: 'conflictology'; readonly window?: number };

/**
 * The simple forecasts that a model has to beat. Nothing is drawn at random: Poisson forecasts are the quantiles (i − ½) / draws,
 * the others the past values themselves.
 *
 * @param panel what is known
 * @param baseline which; `window` and `season` in steps, 12 unless told; `draws` 100 unless told
 * @param options.horizon steps ahead
 * @returns a forecast of places · horizon rows; `Insufficient` where less is known than it looks back
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(places · horizon · draws). Hegre et al. (2025), The 2023/24 VIEWS Prediction Challenge, Journal of Peace Research
 * (last historical value with Poisson spread, conflictology).
 */
export const baselineForecast = (
  panel: CountPanel,
  baseline: Baseline,
  { horizon }: { readonly horizon: number },
): SampleForecast | Insufficient => {
  checkedPanel(panel);
  wholeNumber('horizon', horizon, 1);
  const { places, times, counts } = panel;
  const back = lookBack(baseline);
  if (times < back)
    return insufficient({
      reason: 'too-short-history',
      detail: `The ${baseline.kind} forecast looks back farther than counts are known.`,
      have: times,
      need: back,
    });
  const draws = drawsOf(baseline, times);
  const samples = new Float64Array(places * horizon * draws);
  for (let place = 0; place < places; place++) {
    const past = counts.subarray(place * times, (place + 1) * times);
    const steady = baseline.kind === 'climatology' ? undefined : steadyDraws(baseline, past, draws);
    for (let step = 0; step < horizon; step++) {
      const row = samples.subarray((place * horizon + step) * draws, (place * horizon + step + 1) * draws);
      if (steady) row.set(steady);
      else row.set(sameSeason(past, (baseline as { season?: number }).season ?? 12, step, draws));
    }
  }
  return { kind: 'forecast', samples, draws, horizon };
};

const lookBack = (baseline: Baseline): number => {
  switch (baseline.kind) {
    case 'zero':
      return 0;
    case 'last-value':
      return 1;
    case 'last-window':
    case 'conflictology':
      return wholeNumber('window', baseline.window ?? 12, 1);
    case 'climatology':
      return wholeNumber('season', baseline.season ?? 12, 1);
  }
};

const drawsOf = (baseline: Baseline, times: number): number => {
  switch (baseline.kind) {
    case 'zero':
      return 1;
    case 'last-value':
    case 'last-window':
      return wholeNumber('draws', baseline.draws ?? 100, 1, 1_000_000);
    case 'conflictology':
      return baseline.window ?? 12;
    case 'climatology':
      return Math.floor(times / (baseline.season ?? 12));
  }
};

/** Draws that are the same for every step ahead. */
const steadyDraws = (
  baseline: Exclude<Baseline, { kind: 'climatology' }>,
  past: Float64Array,
  draws: number,
): Float64Array => {
  switch (baseline.kind) {
    case 'zero':
      return new Float64Array(draws);
    case 'conflictology':
      return past.slice(past.length - draws);
    case 'last-value':
      return poissonDraws(past.at(-1)!, draws);
    case 'last-window': {
      const recent = past.slice(past.length - (baseline.window ?? 12));
      return poissonDraws(recent.reduce((sum, count) => sum + count, 0) / recent.length, draws);
    }
  }
};

const poissonDraws = (mean: number, draws: number): Float64Array =>
  new Float64Array(draws).map((_, i) => poissonQuantile((i + 0.5) / draws, mean));

/** The counts one, two … cycles before the step to be forecast, or before that step less whole cycles beyond the first. */
const sameSeason = (past: Float64Array, season: number, step: number, draws: number): Float64Array => {
  const ahead = step % season;
  return new Float64Array(draws).map((_, cycle) => past[past.length + ahead - (cycle + 1) * season]!);
};
