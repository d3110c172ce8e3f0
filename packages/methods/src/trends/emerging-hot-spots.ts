import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { benjaminiHochberg } from '../multiple-testing/benjamini-hochberg.ts';
import { allFinite, methodProblems, numberWithin, wholeNumber } from '../problems.ts';
import { withoutSelf } from '../weights/self.ts';
import type { Weights } from '../weights/weights.ts';
import { type EmergingClass, emergingClass } from './emerging-class.ts';
import { mannKendall } from './mann-kendall.ts';
import { spaceTimeScores } from './space-time-scores.ts';

export interface EmergingHotSpotsOptions extends LongRun {
  /** steps of time per place */
  readonly steps: number;
  /** earlier steps that belong to a bin's neighbourhood; default 1 */
  readonly lag?: number | undefined;
  /** p of a bin from the normal distribution, or from m random arrangements of all bins: for sparse counts */
  readonly inference: 'analytic' | { readonly permutations: number; readonly seed: number | bigint };
  /** a bin is a hot or cold spot where its q (Benjamini–Hochberg over all bins) is at most this; default 0.1 */
  readonly level?: number | undefined;
  /** a trend counts where its p is at most this; default 0.1 */
  readonly trendLevel?: number | undefined;
}

export interface EmergingHotSpotsResult {
  readonly kind: 'emerging-hot-spots';
  readonly steps: number;
  /** Gi* of every bin, place by place, steps in order */
  readonly z: Float64Array;
  /** over all bins together */
  readonly q: Float64Array;
  /** per place, Mann–Kendall over its scores: z and two-sided p */
  readonly trendZ: Float64Array;
  readonly trendP: Float64Array;
  readonly classes: readonly EmergingClass[];
}

/** Fewer steps than this cannot tell the patterns apart. */
export const EMERGING_LEAST_STEPS = 10;
const LEAST_PLACES = 30;

/**
 * Which places are becoming hot or cold spots, staying so, or ceasing to be? Gi* over bins of place and time, the trend
 * of each place's scores, and one of seventeen patterns from both.
 *
 * @param values one finite number per bin, place by place: values[place · steps + step]
 * @param weights who is whose neighbour; only that counts, not how much
 * @returns `Insufficient` for fewer than 30 places or 10 steps, or equal values
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(edges · steps + bins · log bins); m permutations add O(m · degree) per size of neighbourhood and O(log m) a bin.
 * Source: Ord & Getis (1995), Geographical Analysis 27(4), 15; Mann (1945); ArcGIS Pro, "How Emerging Hot Spot Analysis
 * works".
 */
export const emergingHotSpots = async (
  values: Float64Array,
  weights: Weights,
  { steps, lag = 1, inference, level = 0.1, trendLevel = 0.1, signal, onProgress }: EmergingHotSpotsOptions,
): Promise<EmergingHotSpotsResult | Insufficient> => {
  const permuted = inference === 'analytic' ? undefined : inference;
  wholeNumber('steps', steps, 1, 100_000);
  wholeNumber('lag', lag, 0, Math.max(1, Math.floor(steps / 2)));
  numberWithin('level', level, 0, 1);
  numberWithin('trendLevel', trendLevel, 0, 1);
  if (permuted) wholeNumber('permutations', permuted.permutations, 99, 999_999);
  const { n } = weights;
  if (values.length !== n * steps)
    throw new Problem(
      methodProblems.lengths,
      `${values.length} values were given for ${n} places and ${steps} steps; ${n * steps} were expected.`,
    );
  allFinite('values', values);
  const refusal = refused(values, n, steps);
  if (refusal) return refusal;

  const breath = breathing({ signal, onProgress });
  const centred = centre(values);
  const { z, p } = await spaceTimeScores(centred, withoutSelf(weights), { steps, lag, permuted }, breath);
  const q = benjaminiHochberg(p);
  const trendZ = new Float64Array(n);
  const trendP = new Float64Array(n);
  const classes: EmergingClass[] = [];
  const states = new Int8Array(steps);
  for (let i = 0; i < n; i++) {
    if (breath.due()) await breath.take((1 + i / n) / 2);
    const trend = mannKendall(z.subarray(i * steps, (i + 1) * steps));
    if (isInsufficient(trend)) return trend;
    trendZ[i] = trend.z;
    trendP[i] = trend.p;
    for (let t = 0; t < steps; t++) states[t] = q[i * steps + t]! <= level ? Math.sign(z[i * steps + t]!) : 0;
    classes.push(emergingClass(states, trend.p > trendLevel || trend.z === 0 ? 0 : trend.z > 0 ? 1 : -1));
  }
  onProgress?.(1);
  return { kind: 'emerging-hot-spots', steps, z, q, trendZ, trendP, classes };
};

const refused = (values: Float64Array, places: number, steps: number): Insufficient | undefined => {
  if (places < LEAST_PLACES)
    return insufficient({
      reason: 'too-few-places',
      detail: 'A hotspot is a place that differs from the rest; there are too few places to say so.',
      have: places,
      need: LEAST_PLACES,
    });
  if (steps < EMERGING_LEAST_STEPS)
    return insufficient({
      reason: 'too-few-steps',
      detail: 'Patterns over time need more steps to be told apart.',
      have: steps,
      need: EMERGING_LEAST_STEPS,
    });
  if (values.every((value) => value === values[0]))
    return insufficient({
      reason: 'no-variation',
      detail: 'All bins have the same value, so none can stand out.',
      have: 1,
      need: 2,
    });
  return undefined;
};

const centre = (values: Float64Array): Float64Array => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
};
