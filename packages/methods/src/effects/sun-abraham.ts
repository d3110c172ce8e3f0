import { Problem } from '@bluehelm/kernel/problem';
import { studentTQuantile } from '../distributions/student-t.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, methodProblems, sameLength } from '../problems.ts';
import { type EffectEstimate, estimateOf } from './coefficients.ts';
import { type CohortFit, cohortFit, dualColumns, dualSums, type Target } from './cohort-fit.ts';
import { type CohortSample, cohortSample } from './cohort-sample.ts';
import { codedErrors, type PanelErrors, smallSample } from './errors.ts';
import { tooFewRows } from './fixed-effects-design.ts';
import { type DroppedTerm, leastSquares, subtractFit, variationOf } from './least-squares.ts';
import { nestedIn } from './levels.ts';
import { crossProducts, dot } from './matrix.ts';
import { meatOf } from './meat.ts';
import { positiveSemidefinite } from './positive-semidefinite.ts';
import type { StaggeredModel } from './staggered-panel.ts';

export interface SunAbrahamOptions extends LongRun {
  readonly errors: PanelErrors;
  /** the event time that effects are measured from; −1 by default */
  readonly reference?: number | undefined;
}

/** The effect on one cohort in one period. */
export interface CohortEffect {
  /** first treated period of the cohort */
  readonly cohort: number;
  /** periods since treatment */
  readonly at: number;
  readonly estimate: number;
  /** rows: its weight in averages */
  readonly rows: number;
}

export interface SunAbrahamResult {
  readonly kind: 'sun-abraham';
  readonly terms: readonly EffectEstimate[];
  readonly dropped: readonly DroppedTerm[];
  /** by event time: the mean over cohorts, in proportion to their rows */
  readonly dynamic: readonly (EffectEstimate & { readonly at: number })[];
  /** of `dynamic`, row by row */
  readonly covariance: Float64Array;
  /** the mean over all treated rows */
  readonly overall: EffectEstimate;
  readonly cohorts: readonly CohortEffect[];
  /** cohorts and event times without an estimate: not connected with the reference, or no untreated rows then */
  readonly unestimated: readonly { readonly cohort: number; readonly at: number }[];
  readonly rows: number;
  readonly singletons: number;
  /** rows left out: of units that are treated whenever they are seen */
  readonly alwaysTreated: number;
  readonly degreesOfFreedom: number;
}

/**
 * The event study that differing effects do not contaminate: every cohort has its own path of effects against the
 * never treated, and these are averaged by event time.
 *
 * @param model a staggered treatment, one entry a row; treatment once begun stays
 * @returns effects by event time and overall, or `Insufficient` without never treated units, treated units or rows
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * The regression on units, periods and every cohort's event times is the same as one on units and each cohort's own
 * periods, and that falls into one small system a cohort: O(rows · (periods + terms²) + cohorts · periods³).
 * Source: Sun & Abraham (2021), J. Econometrics 225(2), section 4; averages and corrections as fixest's `sunab`.
 */
export const sunAbraham = async (
  model: StaggeredModel,
  options: SunAbrahamOptions,
): Promise<SunAbrahamResult | Insufficient> => {
  const { reference = -1 } = options;
  const { outcome: given, terms = {} } = model;
  if (!Number.isFinite(reference))
    throw new Problem(methodProblems.value, `reference is ${reference}; an event time was expected.`);
  sameLength({
    outcome: given,
    unit: model.unit,
    period: model.period,
    firstTreated: model.firstTreated,
    ...terms,
  });
  allFinite('outcome', given);
  for (const [name, values] of Object.entries(terms)) allFinite(name, values);
  const breath = breathing(options);
  const sample = cohortSample(model);
  const { cohorts, outcome, columns, order } = sample;
  const lacking = refuse(sample);
  if (lacking) return lacking;

  const names = Object.keys(terms);
  const variation = columns.map((column) => variationOf(column));
  const fits: CohortFit[] = [];
  for (const cohort of cohorts) {
    if (breath.due()) await breath.take((0.6 * fits.length) / cohorts.length);
    const fit = await cohortFit(cohort, outcome, columns, breath);
    if (fit === undefined)
      return insufficient({
        reason: 'too-many-periods',
        detail: 'There are too many periods for each cohort to have its own; take longer ones.',
        have: sample.period.count,
        need: 3000,
      });
    fits.push(fit);
  }
  const slopes = leastSquares(outcome, columns, names, variation);
  subtractFit(outcome, columns, slopes);

  const { effects, targets, unestimated } = cohortTargets(fits, slopes, reference);
  if (effects.length === 0)
    return insufficient({
      reason: 'no-treated',
      detail: 'No cohort is seen both at the reference time and at another beside never treated units.',
      have: 0,
      need: 1,
    });
  const size = effects.length + slopes.terms.length;
  const errors = codedErrors(options.errors, given.length, order, new Map([[model.unit, sample.unit]]));
  const { factor, degreesOfFreedom } = smallSample(errors, order.length, size, [sample.unit, sample.period]);
  if (!(factor > 0 && Number.isFinite(factor) && degreesOfFreedom > 0))
    return tooFewRows(order.length, size + sample.unit.count + sample.period.count - 1);

  const dynamic = averaged(effects, targets, ({ at }) => at);
  const overall = averaged(
    effects.filter(({ at }) => at >= 0),
    targets,
    () => 0,
  );
  const asked: Target[] = [
    ...slopes.terms.map((_, k) => ({ term: k, parts: [] })),
    ...[...dynamic, ...overall].map(({ parts }) => ({ parts })),
  ];
  const [cluster] = typeof errors === 'string' ? [] : errors;
  const covariance =
    errors.length === 1 && cluster && nestedIn(sample.unit, cluster)
      ? gram(await dualSums(asked, fits, sample, slopes, cluster, breath)).map((value) => value * factor)
      : covarianceOf(await dualColumns(asked, fits, sample, slopes, breath), outcome, errors, factor);
  const reach = studentTQuantile(0.975, degreesOfFreedom);
  const judged = (name: string, estimate: number, k: number): EffectEstimate =>
    estimateOf(name, estimate, Math.sqrt(covariance[k * asked.length + k]!), reach, degreesOfFreedom);
  const before = slopes.terms.length;
  const end = before + dynamic.length;
  return {
    kind: 'sun-abraham',
    terms: slopes.terms.map((term, k) => judged(names[term]!, slopes.estimate[k]!, k)),
    dropped: slopes.dropped,
    dynamic: dynamic.map(({ at, estimate }, k) => ({ at, ...judged(String(at), estimate, before + k) })),
    covariance: block(covariance, asked.length, before, end),
    overall: overall[0]
      ? judged('overall', overall[0].estimate, end)
      : estimateOf('overall', Number.NaN, Number.NaN, reach),
    cohorts: effects.map(({ cohort, at, estimate, rows }) => ({ cohort, at, estimate, rows })),
    unestimated,
    rows: order.length,
    singletons: sample.singletons,
    alwaysTreated: sample.alwaysTreated,
    degreesOfFreedom,
  };
};

const refuse = ({ cohorts, order }: CohortSample): Insufficient | undefined => {
  if (order.length < 2) return tooFewRows(order.length, 2);
  if (cohorts.at(-1)!.first !== Number.POSITIVE_INFINITY)
    return insufficient({
      reason: 'no-never-treated',
      detail: 'No unit is never treated, so the cohorts have nothing to be compared with.',
      have: 0,
      need: 1,
    });
  return cohorts.length < 2
    ? insufficient({
        reason: 'no-treated',
        detail: 'No unit is seen both before and after its treatment began.',
        have: 0,
        need: 1,
      })
    : undefined;
};

interface EstimatedEffect extends CohortEffect {
  readonly index: number;
}

/** Every cohort's effect at every event time but the reference: its own change less that of the never treated. */
const cohortTargets = (
  fits: readonly CohortFit[],
  slopes: Pick<ReturnType<typeof leastSquares>, 'terms' | 'estimate'>,
  reference: number,
): {
  effects: EstimatedEffect[];
  targets: Target['parts'][];
  unestimated: { cohort: number; at: number }[];
} => {
  const never = fits.at(-1)!;
  const effects: EstimatedEffect[] = [];
  const targets: Target['parts'][] = [];
  const unestimated: { cohort: number; at: number }[] = [];
  for (const [place, fit] of fits.slice(0, -1).entries()) {
    const { first } = fit.cohort;
    const { labels } = fit.cohort.period;
    const base = first + reference;
    labels.forEach((label, t) => {
      const at = label - first;
      if (at === reference) return;
      const own = fit.connected(label, base);
      const other = never.connected(label, base);
      if (!own || !other) {
        unestimated.push({ cohort: first, at });
        return;
      }
      const parts = [
        { fit: place, plus: own[0], minus: own[1], weight: 1 },
        { fit: fits.length - 1, plus: other[0], minus: other[1], weight: -1 },
      ];
      let estimate = 0;
      for (const { fit: of, plus, minus, weight } of parts) {
        const { outcome, columns } = fits[of]!;
        let change = outcome[plus]! - outcome[minus]!;
        slopes.terms.forEach((term, k) => {
          change -= slopes.estimate[k]! * (columns[term]![plus]! - columns[term]![minus]!);
        });
        estimate += weight * change;
      }
      targets.push(parts);
      effects.push({ cohort: first, at, estimate, rows: fit.rows[t]!, index: targets.length - 1 });
    });
  }
  return { effects, targets, unestimated };
};

/** Means in proportion to rows. */
const averaged = (
  effects: readonly EstimatedEffect[],
  targets: readonly Target['parts'][],
  key: (effect: CohortEffect) => number,
): { at: number; estimate: number; parts: Target['parts'] }[] => {
  const lists = new Map<number, EstimatedEffect[]>();
  for (const effect of effects) lists.set(key(effect), [...(lists.get(key(effect)) ?? []), effect]);
  return [...lists]
    .sort(([a], [b]) => a - b)
    .map(([at, list]) => {
      const total = list.reduce((sum, { rows }) => sum + rows, 0);
      return {
        at,
        estimate: list.reduce((sum, { rows, estimate }) => sum + (rows / total) * estimate, 0),
        parts: list.flatMap(({ rows, index }) =>
          targets[index]!.map((part) => ({ ...part, weight: part.weight * (rows / total) })),
        ),
      };
    });
};

const gram = (columns: readonly Float64Array[]): Float64Array => crossProducts(columns, columns);

const covarianceOf = (
  weights: readonly Float64Array[],
  residuals: Float64Array,
  errors: ReturnType<typeof codedErrors>,
  factor: number,
): Float64Array => {
  if (errors === 'iid') {
    const squares = dot(residuals, residuals);
    return gram(weights).map((value) => value * squares * factor);
  }
  const meat = meatOf(weights, residuals, errors).map((value) => value * factor);
  return typeof errors !== 'string' && errors.length > 1 ? positiveSemidefinite(meat, weights.length) : meat;
};

const block = (matrix: Float64Array, size: number, from: number, to: number): Float64Array => {
  const out = new Float64Array((to - from) ** 2);
  for (let a = from; a < to; a++)
    out.set(matrix.subarray(a * size + from, a * size + to), (a - from) * (to - from));
  return out;
};
