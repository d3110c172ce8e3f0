import { Problem } from '@bluehelm/kernel/problem';
import { fUpperTail } from '../distributions/f.ts';
import { studentTQuantile, studentTTwoSided } from '../distributions/student-t.ts';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import type { LongRun } from '../long-run.ts';
import { allFinite, methodProblems, positive, sameLength, wholeNumber } from '../problems.ts';
import { interruptionDesign, type SeriesChange } from './interruption-design.ts';
import { neweyWest, type Spread, usualLag } from './newey-west.ts';
import { fitSeries, predicted, type SeriesFamily } from './series-fit.ts';

export interface SeriesData {
  /** one a period, in order of time, none missing */
  readonly outcome: Float64Array;
  /** what counts are relative to, e.g. persons or days; above 0. For counts only */
  readonly exposure?: Float64Array | undefined;
}

export interface InterruptedSeriesOptions extends LongRun {
  readonly family: SeriesFamily;
  /** the first period of each interruption, counted from 0, rising */
  readonly interruptions: readonly number[];
  /** `level-and-slope` when absent */
  readonly change?: SeriesChange | undefined;
  /** e.g. { period: 12, harmonics: 2 } for months */
  readonly season?: { readonly period: number; readonly harmonics: number } | undefined;
  /** periods over which errors may be correlated; ⌊4 (n/100)^(2/9)⌋ when absent */
  readonly lag?: number | undefined;
}

export interface InterruptedSeries {
  readonly kind: 'interrupted-series';
  readonly columns: readonly string[];
  /** logarithms of ratios for counts; `slope` and `trend` a period */
  readonly estimates: Float64Array;
  /** Newey–West, scaled to be right for independent errors */
  readonly standardErrors: Float64Array;
  /** two-sided, from t with `degrees` */
  readonly p: Float64Array;
  /** of the t distribution that p comes from, by column: how well the standard error itself is known */
  readonly degrees: Float64Array;
  /** Hotelling's test that no interruption changed anything, as F */
  readonly change: { readonly f: number; readonly p: number };
  readonly fitted: Float64Array;
  /** what the model expects had the interruptions changed nothing */
  readonly counterfactual: Float64Array;
  /** Σ (fitted − counterfactual) from the first interruption on, and its 95 % interval */
  readonly total: { readonly estimate: number; readonly low: number; readonly high: number };
  /** of the negative binomial; Infinity else */
  readonly theta: number;
  readonly lag: number;
  /** correlation of a period's residual with the last one's: errors of short series are too small when it is large */
  readonly autocorrelation: number;
}

/** Fewer periods than this on a side of an interruption cannot tell its level and slope from chance. */
export const LEAST_PERIODS_A_SIDE = 8;

/**
 * Did a series change when something happened? Segmented regression with trend and season, and errors that allow for
 * correlation in time.
 *
 * @returns estimates, or `Insufficient`: `too-few-periods` (8 on each side, two seasons in all, 10 more than columns), or what the
 * regression refuses: `no-events`, `singular-design`, `separation`, `no-overdispersion`, `no-convergence`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(periods · columns² · (steps + lag)). Source: Wagner et al. (2002), J. Clinical Pharmacy and Therapeutics 27(4); Bernal, Cummins
 * & Gasparrini (2017), Int. J. Epidemiology 46(1); errors: Newey & West (1987).
 */
export const interruptedSeries = async (
  { outcome, exposure }: SeriesData,
  {
    family,
    interruptions,
    change = 'level-and-slope',
    season,
    lag: given,
    signal,
    onProgress,
  }: InterruptedSeriesOptions,
): Promise<InterruptedSeries | Insufficient> => {
  const periods = sameLength({ outcome, exposure });
  allFinite('outcome', outcome);
  check(periods, interruptions, exposure, family, season);
  const lag =
    given === undefined ? usualLag(periods) : wholeNumber('lag', given, 0, Math.max(0, periods - 1));
  const { design, changes } = interruptionDesign({ periods, interruptions, change, season });
  const width = design.columns.length;
  const refusal = tooShort(periods, interruptions, width, season?.period ?? 0);
  if (refusal) return refusal;
  const fit = await fitSeries(outcome, design, exposure, family, { signal, onProgress });
  if (isInsufficient(fit)) return fit;
  const { estimates, fitted, theta, bread, weighted, residuals } = fit;
  const spreadOf = neweyWest(weighted, residuals, bread, lag);
  const along = (columns: readonly number[]): Float64Array => {
    const direction = new Float64Array(width);
    for (const column of columns) direction[column] = 1;
    return direction;
  };
  const each = Array.from(estimates, (_, i) => spreadOf(along([i])));
  const standardErrors = Float64Array.from(each, ({ variance }) => Math.sqrt(variance));
  const unchanged = estimates.slice();
  for (const column of changes) unchanged[column] = 0;
  const logarithm = family !== 'gaussian';
  const counterfactual = predicted(design, unchanged).map((value, t) =>
    logarithm ? Math.exp(value) * (exposure?.[t] ?? 1) : value,
  );

  const gradient = new Float64Array(width);
  let total = 0;
  for (let t = interruptions[0]!; t < periods; t++) {
    total += fitted[t]! - counterfactual[t]!;
    for (let i = 0; i < width; i++) {
      const x = design.values[t * width + i]!;
      const without = changes.includes(i) ? 0 : x;
      gradient[i] = gradient[i]! + (logarithm ? fitted[t]! * x - counterfactual[t]! * without : x - without);
    }
  }
  const { variance, degrees } = spreadOf(gradient);
  const reach = studentTQuantile(0.975, degrees) * Math.sqrt(variance);
  return {
    kind: 'interrupted-series',
    columns: design.columns,
    estimates,
    standardErrors,
    p: estimates.map((estimate, i) => studentTTwoSided(estimate / standardErrors[i]!, each[i]!.degrees)),
    degrees: Float64Array.from(each, (one) => one.degrees),
    change: anyChange(estimates, changes, each, (columns) => spreadOf(along(columns))),
    fitted,
    counterfactual,
    total: { estimate: total, low: total - reach, high: total + reach },
    theta,
    lag,
    autocorrelation: lagOne(residuals),
  };
};

const check = (
  periods: number,
  interruptions: readonly number[],
  exposure: Float64Array | undefined,
  family: SeriesFamily,
  season: InterruptedSeriesOptions['season'],
): void => {
  const rising = interruptions.every(
    (start, k) => Number.isInteger(start) && start > (interruptions[k - 1] ?? 0) && start < periods,
  );
  if (!rising || interruptions.length === 0)
    throw new Problem(
      methodProblems.value,
      `interruptions are ${interruptions.join(', ') || 'none'}; rising periods from 1 to ${periods - 1} were expected.`,
    );
  if (season) {
    wholeNumber('season.period', season.period, 2);
    wholeNumber('season.harmonics', season.harmonics, 1, Math.floor(season.period / 2));
  }
  if (!exposure) return;
  if (family === 'gaussian')
    throw new Problem(
      methodProblems.value,
      'exposure was given for a gaussian series; divide the outcome by it, or choose a family of counts.',
    );
  exposure.forEach((value, t) => void positive(`exposure[${t}]`, value));
};

const tooShort = (
  periods: number,
  interruptions: readonly number[],
  width: number,
  season: number,
): Insufficient | undefined => {
  const edges = [0, ...interruptions, periods];
  const least = Math.min(...edges.slice(1).map((edge, k) => edge - edges[k]!));
  const detail = 'Level, slope and season cannot be told from chance on so few periods.';
  if (least < LEAST_PERIODS_A_SIDE)
    return insufficient({ reason: 'too-few-periods', detail, have: least, need: LEAST_PERIODS_A_SIDE });
  const need = Math.max(width + 10, 2 * season);
  return periods < need
    ? insufficient({ reason: 'too-few-periods', detail, have: periods, need })
    : undefined;
};

const anyChange = (
  estimates: Float64Array,
  columns: readonly number[],
  each: readonly Spread[],
  of: (columns: readonly number[]) => Spread,
): { readonly f: number; readonly p: number } => {
  const size = columns.length;
  const block = new Float64Array(size * size);
  columns.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const column = columns[j]!;
      // variance of a sum: both variances and twice the covariance
      const value =
        i === j
          ? each[row]!.variance
          : (of([row, column]).variance - each[row]!.variance - each[column]!.variance) / 2;
      block[i * size + j] = value;
      block[j * size + i] = value;
    }
  });
  const root = cholesky(block, size);
  // a series without any error has no chance to compare with
  if (isSingular(root)) return { f: Number.NaN, p: Number.NaN };
  const own = Float64Array.from(columns, (column) => estimates[column]!);
  const degrees = Math.min(...columns.map((column) => each[column]!.degrees));
  // Hotelling's T² of so many degrees, as F
  const left = Math.max(1, degrees - size + 1);
  const f = (root.solve(own).reduce((sum, value, i) => sum + value * own[i]!, 0) / size) * (left / degrees);
  return { f, p: fUpperTail(f, size, left) };
};

const lagOne = (residuals: Float64Array): number => {
  const mean = residuals.reduce((sum, value) => sum + value, 0) / residuals.length;
  let [products, squares] = [0, 0];
  residuals.forEach((value, t) => {
    squares += (value - mean) ** 2;
    if (t > 0) products += (value - mean) * (residuals[t - 1]! - mean);
  });
  return squares === 0 ? 0 : products / squares;
};
