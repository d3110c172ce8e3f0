import { Problem } from '@bluehelm/kernel/problem';
import { normalQuantile } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, methodProblems, numberWithin, wholeNumber } from '../problems.ts';
import { seeded } from '../random/seeded.ts';
import { type Effect, effectTests } from './effect-tests.ts';
import { polyhedra, type TrendBound } from './trend-bounds.ts';

/** Estimates of an event study, those before the treatment first, the reference period (the last before) left out. */
export interface EventStudyEstimates {
  readonly estimates: Float64Array;
  /** of the estimates, row by row */
  readonly covariance: Float64Array;
  /** how many estimates lie before the treatment */
  readonly pre: number;
}

export interface HonestEffectsOptions extends LongRun {
  readonly kind: TrendBound;
  /** M̄ (relative magnitudes) or M (smoothness, in units of the outcome): one interval each, at least 0 */
  readonly bounds: readonly number[];
  /** what is asked about: a weight for each period after the treatment; the first alone when absent */
  readonly weights?: Float64Array | undefined;
  /** `hybrid`, the default: a least-favourable first stage of size α/10, then the conditional test; or that alone */
  readonly test?: 'hybrid' | 'conditional' | undefined;
  /** chance that an interval misses, 0.05 when absent */
  readonly alpha?: number | undefined;
  /** effects that are tried, from … to; from −20 to 20 standard errors about the estimate in 1000 steps when absent */
  readonly grid?: { readonly from: number; readonly to: number; readonly points: number } | undefined;
  /** of the first stage's 2000 draws */
  readonly seed?: number | bigint | undefined;
}

export interface HonestInterval {
  readonly bound: number;
  /** −Infinity where the lowest effect tried could not be rejected */
  readonly low: number;
  readonly high: number;
  /** no effect tried fits the estimates and the bound together: the bound is too tight for what was seen before */
  readonly empty: boolean;
}

export interface HonestEffects {
  readonly kind: 'honest-effects';
  /** the interval if trends were exactly parallel */
  readonly original: { readonly estimate: number; readonly low: number; readonly high: number };
  readonly intervals: readonly HonestInterval[];
  /** the least of the bounds asked about whose interval holds 0; undefined when none does */
  readonly breakdown: number | undefined;
}

const FIRST_STAGE_DRAWS = 2000;

/**
 * How far may parallel trends have failed before an event study's finding falls? Intervals for the effect that hold for every
 * difference in trends within a bound.
 *
 * @returns intervals, or `Insufficient`: `too-few-periods` before (2; smoothness 1) or after, `singular-covariance`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * A linear programme or a few for each effect tried from both ends inwards, and each polyhedron of the bound (2 · pre of them for
 * relative magnitudes). Source: Rambachan & Roth (2023), Review of Economic Studies 90(5), sections 3.1 and 3.2.
 */
export const honestEffects = async (
  { estimates, covariance, pre }: EventStudyEstimates,
  {
    kind,
    bounds,
    weights,
    test = 'hybrid',
    alpha = 0.05,
    grid,
    seed = 1,
    signal,
    onProgress,
  }: HonestEffectsOptions,
): Promise<HonestEffects | Insufficient> => {
  const size = estimates.length;
  if (covariance.length !== size * size)
    throw new Problem(
      methodProblems.lengths,
      `covariance has ${covariance.length} values for ${size} estimates; ${size * size} were expected.`,
    );
  wholeNumber('pre', pre, 0, size);
  allFinite('estimates', estimates);
  allFinite('covariance', covariance);
  for (const bound of bounds) numberWithin('bounds', bound, 0);
  numberWithin('alpha', alpha, 1e-6, 0.5);
  const post = size - pre;
  const leastPre = kind === 'smoothness' ? 1 : 2;
  if (pre < leastPre || post < 1)
    return insufficient({
      reason: 'too-few-periods',
      detail:
        'How far trends part is measured before the treatment; there are too few periods, or none after it.',
      have: Math.min(pre, post),
      need: leastPre,
    });
  const asked = weights ?? Float64Array.from({ length: post }, (_, t) => (t === 0 ? 1 : 0));
  if (asked.length !== post || !asked.some((weight) => weight !== 0))
    throw new Problem(
      methodProblems.lengths,
      `weights has ${asked.length} values for ${post} periods after the treatment; one each, not all 0, was expected.`,
    );
  allFinite('weights', asked);
  const root = cholesky(covariance, size);
  if (isSingular(root))
    return insufficient({
      reason: 'singular-covariance',
      detail: 'The covariance of the estimates is singular: some of them are combinations of others.',
      have: root.column,
      need: size,
    });

  const effect: Effect = { estimates, covariance, root: root.lower, pre, weights: asked };
  const original = parallel(effect, alpha);
  const { from, to, points } = grid ?? {
    from: original.estimate - 20 * original.error,
    to: original.estimate + 20 * original.error,
    points: 1000,
  };
  wholeNumber('grid.points', points, 2, 1_000_000);
  numberWithin('grid.to', to, from);
  const step = (to - from) / (points - 1);
  const breath = breathing({ signal, onProgress });
  const intervals: HonestInterval[] = [];
  for (const [at, bound] of bounds.entries()) {
    const accepts = await effectTests(effect, polyhedra(kind, bound, pre, post), {
      alpha,
      hybrid:
        test === 'hybrid' ? { draws: FIRST_STAGE_DRAWS, rng: seeded(seed).fork(at), breath } : undefined,
    });
    const rest = async (share: number): Promise<void> => {
      if (breath.due()) await breath.take((at + share) / bounds.length);
    };
    let low = 0;
    while (low < points && !accepts(from + low * step)) await rest(++low / (2 * points));
    let high = points - 1;
    while (high > low && !accepts(from + high * step)) await rest(1 - --high / (2 * points));
    const empty = low === points;
    intervals.push({
      bound,
      low: empty ? Number.NaN : low === 0 ? Number.NEGATIVE_INFINITY : from + low * step,
      high: empty ? Number.NaN : high === points - 1 ? Number.POSITIVE_INFINITY : from + high * step,
      empty,
    });
  }
  onProgress?.(1);
  const holding = intervals.filter(({ low, high }) => low <= 0 && high >= 0).map(({ bound }) => bound);
  const { estimate, low, high } = original;
  return {
    kind: 'honest-effects',
    original: { estimate, low, high },
    intervals,
    breakdown: holding.length === 0 ? undefined : Math.min(...holding),
  };
};

const parallel = ({ estimates, covariance, pre, weights }: Effect, alpha: number) => {
  const size = estimates.length;
  let estimate = 0;
  let variance = 0;
  weights.forEach((weight, t) => {
    estimate += weight * estimates[pre + t]!;
    weights.forEach((other, u) => {
      variance += weight * other * covariance[(pre + t) * size + pre + u]!;
    });
  });
  const error = Math.sqrt(variance);
  const reach = normalQuantile(1 - alpha / 2) * error;
  return { estimate, error, low: estimate - reach, high: estimate + reach };
};
