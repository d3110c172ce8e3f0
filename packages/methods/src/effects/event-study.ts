import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { methodProblems, sameLength } from '../problems.ts';
import type { EffectEstimate } from './coefficients.ts';
import type { PanelErrors } from './errors.ts';
import { fixedEffectsOls } from './fixed-effects-ols.ts';
import { levelsOf } from './levels.ts';
import { firstOfUnits, type StaggeredModel } from './staggered-panel.ts';

export interface EventStudyOptions extends LongRun {
  readonly errors: PanelErrors;
  /** the event time that effects are measured from; −1 by default */
  readonly reference?: number | undefined;
  /** event times below and above are taken together with the first and the last; all on their own by default */
  readonly window?: readonly [number, number] | undefined;
}

export interface EventStudyResult {
  readonly kind: 'event-study';
  /** by event time; at the ends of a window all beyond it */
  readonly dynamic: readonly (EffectEstimate & { readonly at: number })[];
  /** of `dynamic`, row by row */
  readonly covariance: Float64Array;
  readonly terms: readonly EffectEstimate[];
  readonly rows: number;
  readonly singletons: number;
  readonly degreesOfFreedom: number;
}

/**
 * The classical event study: one two-way fixed effects regression on indicators of the time since treatment. Right
 * where the effect takes the same course in every cohort; otherwise its numbers mix the cohorts' effects at other
 * times, and `sunAbraham` or `callawaySantAnna` are the ones to trust.
 *
 * @param model a staggered treatment, one entry a row
 * @returns effects by event time, or `Insufficient` where indicators cannot be told apart: without never treated
 * units a straight line through all of them is invisible
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rows · (event times + terms)²). Source: Schmidheiny & Siegloch (2023), J. Applied Econometrics 38(5), equations 2
 * and 3; what it hides: Sun & Abraham (2021), J. Econometrics 225(2), section 3.
 */
export const eventStudy = async (
  model: StaggeredModel,
  options: EventStudyOptions,
): Promise<EventStudyResult | Insufficient> => {
  const { reference = -1, window } = options;
  const { outcome, terms = {}, period, firstTreated, unit } = model;
  const n = sameLength({ outcome, unit, period, firstTreated });
  if (window && !(window[0] <= reference && reference <= window[1] && window[0] < window[1]))
    throw new Problem(
      methodProblems.value,
      `window is ${window[0]} to ${window[1]}; one around the reference ${reference} was expected.`,
    );
  const units = levelsOf('unit', unit);
  const periods = levelsOf('period', period);
  const first = firstOfUnits(firstTreated, units.codes, units.count, periods.labels.at(-1) ?? 0);
  const eventTime = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const at = period[i]! - first[units.codes[i]!]!;
    eventTime[i] = window && Number.isFinite(at) ? Math.max(window[0], Math.min(window[1], at)) : at;
  }
  const times = [...new Set(eventTime)]
    .filter((at) => Number.isFinite(at) && at !== reference)
    .sort((a, b) => a - b);
  if (times.length === 0 || !eventTime.includes(reference))
    return insufficient({
      reason: 'no-treated',
      detail: 'No unit is seen both at the reference time and at another time since its treatment.',
      have: 0,
      need: 1,
    });
  const indicators = times.map((at): [string, Float64Array] => [
    `event time ${at}`,
    eventTime.map((time) => (time === at ? 1 : 0)),
  ]);
  const fit = await fixedEffectsOls(
    { outcome, terms: { ...terms, ...Object.fromEntries(indicators) }, effects: { unit, period } },
    options,
  );
  if (isInsufficient(fit)) return fit;
  const lost = fit.dropped.filter(({ name }) => indicators.some(([indicator]) => indicator === name));
  if (lost.length > 0)
    return insufficient({
      reason: 'not-identified',
      detail: `${lost.map(({ name }) => name).join(', ')} cannot be told from the other times and the effects of units and periods: never treated units, or a window that takes far times together, would help.`,
      have: times.length - lost.length,
      need: times.length,
    });
  const size = fit.coefficients.length;
  const from = size - times.length;
  const covariance = new Float64Array(times.length ** 2);
  for (let a = from; a < size; a++)
    covariance.set(fit.covariance.subarray(a * size + from, (a + 1) * size), (a - from) * times.length);
  return {
    kind: 'event-study',
    dynamic: fit.coefficients
      .slice(from)
      .map((one, k) => ({ at: times[k]!, ...one, name: String(times[k]!) })),
    covariance,
    terms: fit.coefficients.slice(0, from),
    rows: fit.rows,
    singletons: fit.singletons,
    degreesOfFreedom: fit.degreesOfFreedom,
  };
};
