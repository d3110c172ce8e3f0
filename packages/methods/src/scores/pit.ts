import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, numberWithin, sameLength, wholeNumber } from '../problems.ts';
import { seeded } from '../random/seeded.ts';
import { drawsPerRow } from './draws.ts';

/** What a forecast said of the value that happened: P(X < y) and P(X ≤ y); equal for continuous forecasts. */
export interface ForecastRanks {
  readonly below: Float64Array;
  readonly upTo: Float64Array;
}

/**
 * P(X < y) and P(X ≤ y) of forecasts given as draws. The draws and y count as m + 1 values of which y may be any:
 * below = (draws below) / (m + 1), upTo = (draws up to y + 1) / (m + 1), so a perfect forecast gives uniform PIT for any m.
 *
 * @param samples n rows of m draws
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · m). The randomised rank histogram: Hamill (2001), Monthly Weather Review 129(3).
 */
export const sampleRanks = (observed: Float64Array, samples: Float64Array): ForecastRanks => {
  const draws = drawsPerRow(observed, samples);
  allFinite('observed', observed);
  allFinite('samples', samples);
  const below = new Float64Array(observed.length);
  const upTo = new Float64Array(observed.length);
  for (let row = 0; row < observed.length; row++) {
    const y = observed[row]!;
    let less = 0;
    let equal = 0;
    for (let i = row * draws; i < (row + 1) * draws; i++) {
      if (samples[i]! < y) less++;
      else if (samples[i] === y) equal++;
    }
    below[row] = less / (draws + 1);
    upTo[row] = (less + equal + 1) / (draws + 1);
  }
  return { below, upTo };
};

/**
 * Randomised probability integral transform: a uniform draw between P(X < y) and P(X ≤ y). Uniform on [0, 1] when the
 * forecasts are calibrated, for counts too.
 *
 * @returns n values
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID unless 0 ≤ below ≤ upTo ≤ 1
 *
 * O(n). Smith (1985), J. Forecasting 4(3); Czado, Gneiting & Held (2009), Biometrics 65(4), equation 1.
 */
export const pitRandomised = (
  { below, upTo }: ForecastRanks,
  { seed }: { readonly seed: number | bigint },
): Float64Array => {
  checkedRanks({ below, upTo });
  const rng = seeded(seed);
  return below.map((lower, i) => lower + rng.next() * (upTo[i]! - lower));
};

export interface PitResult {
  readonly kind: 'pit';
  /** share of the forecasts in each of the equal bins of [0, 1]; 1 / bins each when calibrated */
  readonly share: Float64Array;
  /** mean: 0.5 when calibrated, more where forecasts are too low */
  readonly mean: number;
  /** variance: 1/12 when calibrated, more where they are too narrow, less where they are too wide */
  readonly variance: number;
}

/**
 * The histogram of the PIT without randomness: each forecast is spread evenly between P(X < y) and P(X ≤ y). U shaped:
 * too narrow; hump: too wide; rising: too low.
 *
 * @returns `Insufficient` for fewer than 10 forecasts
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · bins). Czado, Gneiting & Held (2009), Biometrics 65(4), equations 2 and 3.
 */
export const pitHistogram = (
  { below, upTo }: ForecastRanks,
  { bins = 10 }: { readonly bins?: number } = {},
): PitResult | Insufficient => {
  checkedRanks({ below, upTo });
  wholeNumber('bins', bins, 2, 1000);
  const n = below.length;
  if (n < LEAST_FORECASTS)
    return insufficient({
      reason: 'too-few-forecasts',
      detail: 'Calibration is a matter of many forecasts; there are too few.',
      have: n,
      need: LEAST_FORECASTS,
    });
  const share = new Float64Array(bins);
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const [from, to] = [below[i]!, upTo[i]!];
    for (let bin = 0; bin < bins; bin++)
      share[bin]! += (upToPoint(from, to, (bin + 1) / bins) - upToPoint(from, to, bin / bins)) / n;
    mean += (from + to) / 2 / n;
    squares += (from * from + from * to + to * to) / 3 / n;
  }
  return { kind: 'pit', share, mean, variance: squares - mean * mean };
};

const LEAST_FORECASTS = 10;

/** The part of an even spread over [from, to] that lies below u; everything at or below 1 lies below 1. */
const upToPoint = (from: number, to: number, u: number): number => {
  if (u >= 1 || u > to) return 1;
  if (u <= from) return 0;
  return (u - from) / (to - from);
};

const checkedRanks = ({ below, upTo }: ForecastRanks): void => {
  sameLength({ below, upTo });
  for (let i = 0; i < below.length; i++) {
    numberWithin(`below[${i}]`, below[i]!, 0, 1);
    numberWithin(`upTo[${i}]`, upTo[i]!, below[i]!, 1);
  }
};
