import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, wholeNumber } from '../problems.ts';
import type { Differences } from './inner-problem.ts';

/** One treated unit and its controls over the same periods. */
export interface SyntheticControlData {
  readonly units: number;
  /** units × periods, row by row, in order of time */
  readonly outcomes: Float64Array;
  /** units × predictors, row by row: what the units were like before the treatment; earlier outcomes may be among them */
  readonly predictors: Float64Array;
}

export interface SyntheticControlOptions {
  /** the treated unit's row */
  readonly treated: number;
  /** the first period that the treatment may have changed, counted from 0 */
  readonly firstTreated: number;
  /** periods whose outcomes the search fits, `to` excluded; all before `firstTreated` when absent */
  readonly fit?: { readonly from: number; readonly to: number } | undefined;
  /** how much each predictor counts; searched for when absent */
  readonly importance?: Float64Array | undefined;
  /**
   * random starts of that search beside equal importance, 0 when absent. More starts fit the past better, by importances that
   * may be odd: judge such a result by its placebos.
   */
  readonly starts?: number | undefined;
  readonly seed?: number | bigint | undefined;
}

/** What is the same whichever unit stands for the treated one; plain data, as workers take it. */
export interface Panel {
  readonly units: number;
  readonly periods: number;
  readonly predictorCount: number;
  readonly outcomes: Float64Array;
  /** predictors over their standard deviations among all units */
  readonly scaled: Float64Array;
  readonly firstTreated: number;
  readonly from: number;
  readonly to: number;
  readonly importance: Float64Array | undefined;
  readonly starts: number;
  readonly seed: number | bigint;
}

const LEAST_CONTROLS = 2;
const LEAST_PERIODS = 3;

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const panelOf = (
  { units, outcomes, predictors }: SyntheticControlData,
  { treated, firstTreated, fit, importance, starts = 0, seed = 1 }: SyntheticControlOptions,
): Panel | Insufficient => {
  wholeNumber('units', units, 1);
  wholeNumber('treated', treated, 0, units - 1);
  const periods = columnsOf('outcomes', outcomes, units);
  const predictorCount = columnsOf('predictors', predictors, units);
  wholeNumber('firstTreated', firstTreated, 1, periods - 1);
  const from = wholeNumber('fit.from', fit?.from ?? 0, 0, firstTreated - 1);
  const to = wholeNumber('fit.to', fit?.to ?? firstTreated, from + 1, firstTreated);
  wholeNumber('starts', starts, 0, 10_000);
  allFinite('outcomes', outcomes);
  allFinite('predictors', predictors);
  if (importance) {
    if (importance.length !== predictorCount)
      throw new Problem(
        methodProblems.lengths,
        `importance has ${importance.length} values for ${predictorCount} predictors; one each was expected.`,
      );
    if (
      importance.some((one) => !(one >= 0 && one < Number.POSITIVE_INFINITY)) ||
      !importance.some((one) => one > 0)
    )
      throw new Problem(
        methodProblems.value,
        `importance is ${[...importance].slice(0, 20).join(', ')}; numbers of at least 0, some above, were expected.`,
      );
  }
  if (units - 1 < LEAST_CONTROLS)
    return insufficient({
      reason: 'too-few-controls',
      detail: 'A synthetic control is mixed from several untreated units.',
      have: units - 1,
      need: LEAST_CONTROLS,
    });
  if (to - from < LEAST_PERIODS)
    return insufficient({
      reason: 'too-few-periods',
      detail: 'How well the mixture follows the unit cannot be seen on so few periods before the treatment.',
      have: to - from,
      need: LEAST_PERIODS,
    });
  const scaled = inDeviations(predictors, units, predictorCount);
  if (scaled === undefined)
    return insufficient({
      reason: 'no-variation',
      detail: 'A predictor has the same value in all units, so it cannot tell them apart; leave it out.',
      have: 1,
      need: 2,
    });
  return {
    units,
    periods,
    predictorCount,
    outcomes,
    scaled,
    firstTreated,
    from,
    to,
    importance,
    starts,
    seed,
  };
};

const columnsOf = (name: string, values: Float64Array, units: number): number => {
  if (values.length === 0 || values.length % units !== 0)
    throw new Problem(
      methodProblems.lengths,
      `${name} has ${values.length} values; a multiple of the ${units} units was expected.`,
    );
  return values.length / units;
};

const inDeviations = (predictors: Float64Array, units: number, count: number): Float64Array | undefined => {
  const scaled = predictors.slice();
  for (let k = 0; k < count; k++) {
    let mean = 0;
    let most = 0;
    for (let i = 0; i < units; i++) {
      mean += predictors[i * count + k]! / units;
      most = Math.max(most, Math.abs(predictors[i * count + k]!));
    }
    let squares = 0;
    for (let i = 0; i < units; i++) squares += (predictors[i * count + k]! - mean) ** 2;
    const deviation = Math.sqrt(squares / (units - 1));
    if (!(deviation > 1e-12 * most)) return undefined;
    for (let i = 0; i < units; i++) scaled[i * count + k] = (predictors[i * count + k]! - mean) / deviation;
  }
  return scaled;
};

/** A unit's controls as differences from it. O(controls² · fitted periods). */
export const differencesFrom = (
  { outcomes, periods, predictorCount, scaled, from, to }: Panel,
  unit: number,
  controls: Int32Array,
): Differences => {
  const n = controls.length;
  const predictor = new Float64Array(n * predictorCount);
  const apart = new Float64Array(n * (to - from));
  controls.forEach((control, i) => {
    for (let k = 0; k < predictorCount; k++)
      predictor[i * predictorCount + k] =
        scaled[control * predictorCount + k]! - scaled[unit * predictorCount + k]!;
    for (let t = from; t < to; t++)
      apart[i * (to - from) + t - from] = outcomes[control * periods + t]! - outcomes[unit * periods + t]!;
  });
  const outcome = new Float64Array(n * n);
  const length = to - from;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let t = 0; t < length; t++) sum += apart[i * length + t]! * apart[j * length + t]!;
      outcome[i * n + j] = sum / length;
      outcome[j * n + i] = sum / length;
    }
  return { controls: n, predictors: predictorCount, predictor, outcome };
};

/** All units but those named. */
export const unitsBut = (units: number, ...left: readonly number[]): Int32Array =>
  Int32Array.from({ length: units }, (_, i) => i).filter((i) => !left.includes(i));
