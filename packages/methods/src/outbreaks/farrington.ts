import { negativeBinomialQuantile } from '../distributions/negative-binomial.ts';
import { poissonQuantile } from '../distributions/poisson.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { numberWithin, positive, wholeNumber } from '../problems.ts';
import { alarms, type Monitored } from './ears.ts';
import { fitLogLinear, type LogLinearFit } from './log-linear.ts';

export interface FarringtonOptions {
  /** steps in a year */
  readonly frequency?: number;
  /** years that are looked back upon */
  readonly years?: number;
  /** steps either side of the same week of earlier years that form its season */
  readonly halfWindow?: number;
  /** seasons of a year, the current one included */
  readonly seasons?: number;
  /** latest steps left out, so that an outbreak under way does not raise its own bound */
  readonly latestExcluded?: number;
  /** past weeks whose Anscombe residual is above this are weighted down */
  readonly weightsThreshold?: number;
  /** one-sided chance of a count above the bound without an outbreak */
  readonly alpha?: number;
  /** no alarm unless the last `steps` counts sum to at least `cases` */
  readonly leastCases?: { readonly cases: number; readonly steps: number };
}

export interface FarringtonResult extends Monitored {
  readonly kind: 'farrington';
  /** quasi-Poisson dispersion of the past; 1 at least */
  readonly dispersion: Float64Array;
  /** (count − expected) / (upper − expected); 1 at the bound */
  readonly exceedance: Float64Array;
}

/**
 * Farrington's algorithm, flexible version: is this week's count above what the same season of earlier years, with trend and
 * without past outbreaks, leads one to expect? A quasi-Poisson regression on trend and seasons, fitted again with past peaks
 * weighted down; the bound is a quantile of the negative binomial with its mean and dispersion.
 *
 * @param counts one whole number per step, oldest first
 * @returns per step; NaN for steps without enough past, or whose past holds no events at all; `Insufficient` when no step has enough past
 * @throws Problem METHOD_VALUE_INVALID
 *
 * O(n · years · frequency · seasons²). Noufaily, Enki, Farrington, Garthwaite, Andrews & Charlett (2013), Statistics in Medicine
 * 32(7); Farrington et al. (1996), JRSS A 159(3).
 */
export const farringtonFlexible = (
  counts: Float64Array,
  {
    frequency = 52,
    years = 5,
    halfWindow = 3,
    seasons = 10,
    latestExcluded = 26,
    weightsThreshold = 2.58,
    alpha = 0.01,
    leastCases = { cases: 5, steps: 4 },
  }: FarringtonOptions = {},
): FarringtonResult | Insufficient => {
  for (let at = 0; at < counts.length; at++) wholeNumber(`counts[${at}]`, counts[at]!, 0);
  wholeNumber('frequency', frequency, 4, 1000);
  wholeNumber('years', years, 1, 100);
  wholeNumber('halfWindow', halfWindow, 0, Math.floor((frequency - 2) / 2));
  wholeNumber('seasons', seasons, 1, frequency - 2 * halfWindow);
  wholeNumber('latestExcluded', latestExcluded, 1, years * frequency - 1);
  positive('weightsThreshold', weightsThreshold);
  numberWithin('alpha', alpha, 1e-12, 0.5);
  const first = years * frequency + halfWindow;
  if (counts.length <= first)
    return insufficient({
      reason: 'too-short-history',
      detail: 'No step has the years before it that it is compared with.',
      have: counts.length,
      need: first + 1,
    });
  const empty = new Float64Array(counts.length).fill(Number.NaN);
  const [expected, upper, dispersion] = [empty, empty.slice(), empty.slice()];
  const season = seasonsOfYear(frequency, halfWindow, seasons);
  for (let now = first; now < counts.length; now++) {
    const from = now - years * frequency - halfWindow;
    const past = counts.subarray(from, now - latestExcluded);
    const seasonOf = Int32Array.from(past, (_, i) => season[(now - from - i) % frequency]!);
    const fit = fitPast(past, seasonOf, { seasons, ahead: now - from, weightsThreshold });
    if (!fit) continue;
    expected[now] = fit.mean;
    dispersion[now] = fit.dispersion;
    upper[now] = Math.max(1, quantile(1 - alpha, fit.mean, fit.dispersion));
  }
  const alarm = alarms(counts, upper);
  for (let at = 0; at < counts.length; at++) {
    const recent = counts.subarray(Math.max(0, at + 1 - leastCases.steps), at + 1);
    if (recent.reduce((sum, count) => sum + count, 0) < leastCases.cases) alarm[at] = 0;
  }
  return {
    kind: 'farrington',
    expected,
    upper,
    dispersion,
    exceedance: counts.map((count, at) => (count - expected[at]!) / (upper[at]! - expected[at]!)),
    alarm,
  };
};

/** The season of the steps 0, 1, … back from now, modulo a year: 0 around now, 1, 2, … through the year after it. */
const seasonsOfYear = (frequency: number, halfWindow: number, seasons: number): Int32Array => {
  const season = new Int32Array(frequency);
  if (seasons === 1) {
    // only weeks around the same week count at all
    for (let back = halfWindow + 1; back < frequency - halfWindow; back++) season[back] = -1;
    return season;
  }
  const shared = frequency - 2 * halfWindow - 1;
  const length = Math.floor(shared / (seasons - 1));
  const longer = shared % (seasons - 1);
  // the year runs on from a reference week: its first seasons are those just after it, and take what does not divide
  let step = halfWindow + 1;
  for (let number = 1; number < seasons; number++)
    for (let i = 0; i < length + (number <= longer ? 1 : 0); i++) season[frequency - step++] = number;
  return season;
};

const quantile = (p: number, mean: number, dispersion: number): number =>
  dispersion > 1 ? negativeBinomialQuantile(p, mean, mean / (dispersion - 1)) : poissonQuantile(p, mean);

interface PastOptions {
  readonly seasons: number;
  /** steps from the first of the past to now */
  readonly ahead: number;
  readonly weightsThreshold: number;
}

/** Expected count and dispersion now; with trend unless that would go beyond every count seen. */
const fitPast = (
  past: Float64Array,
  seasonOf: Int32Array,
  options: PastOptions,
): { mean: number; dispersion: number } | undefined => {
  const withTrend = fitOnce(past, seasonOf, options, true);
  if (withTrend && withTrend.mean <= past.reduce((most, count) => Math.max(most, count), 0)) return withTrend;
  return fitOnce(past, seasonOf, options, false);
};

const fitOnce = (
  past: Float64Array,
  seasonOf: Int32Array,
  { seasons, ahead, weightsThreshold }: PastOptions,
  trend: boolean,
): { mean: number; dispersion: number } | undefined => {
  const columns = seasons + (trend ? 1 : 0);
  const used = [...past.keys()].filter((i) => seasonOf[i]! >= 0);
  const y = Float64Array.from(used, (i) => past[i]!);
  if (y.length <= columns || y.every((count) => count === 0)) return undefined;
  const design = new Float64Array(y.length * columns);
  used.forEach((i, row) => {
    design[row * columns] = 1;
    if (seasonOf[i]! > 0) design[row * columns + seasonOf[i]!] = 1;
    // time counted from now, in years or so, keeps the normal equations sound
    if (trend) design[row * columns + seasons] = (i - ahead) / ahead;
  });
  const first = fitLogLinear(y, design, columns, new Float64Array(y.length).fill(1));
  if (!first) return undefined;
  const again = fitLogLinear(y, design, columns, lessOfPeaks(y, first, weightsThreshold));
  if (!again) return undefined;
  // now is at time 0 in season 0, so only the intercept is left
  return { mean: Math.exp(again.coefficients[0]!), dispersion: Math.max(1, again.dispersion) };
};

/** Weights that fall with the square of standardised Anscombe residuals above the threshold; they sum to the number of rows. */
const lessOfPeaks = (
  y: Float64Array,
  { mean, leverage, dispersion }: LogLinearFit,
  threshold: number,
): Float64Array => {
  const phi = Math.max(1, dispersion);
  const weights = y.map((count, i) => {
    const mu = mean[i]!;
    const anscombe =
      (1.5 * (count ** (2 / 3) * mu ** (-1 / 6) - Math.sqrt(mu))) / Math.sqrt(phi * (1 - leverage[i]!));
    return anscombe > threshold ? anscombe ** -2 : 1;
  });
  const scale = y.length / weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight * scale);
};
