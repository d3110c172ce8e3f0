import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { allFinite, methodProblems } from '../problems.ts';
import { type CodedErrors, codedErrors, type PanelErrors } from './errors.ts';
import { type EstimationSample, estimationSample, rowsOf } from './estimation-sample.ts';
import { type Levels, levelsOf, type PanelLabels } from './levels.ts';

/** A regression with fixed effects, one entry a row in every array. Terms and effects are called by their keys. */
export interface FixedEffectsModel {
  readonly outcome: Float64Array;
  readonly terms: Readonly<Record<string, Float64Array>>;
  /** at least one, at most 8: `{ unit: ids, period: years }` */
  readonly effects: Readonly<Record<string, PanelLabels>>;
  /** above 0; 1 for every row when absent */
  readonly weights?: Float64Array | undefined;
}

export interface FixedEffectsOptions extends LongRun {
  readonly errors: PanelErrors;
  /**
   * `drop` (the default): rows alone in a level of an effect go, again and again, since they tell nothing and
   * flatter the standard errors; `keep`: they stay
   */
  readonly singletons?: 'drop' | 'keep' | undefined;
}

/** The model's rows that are used, checked and copied. */
export interface FixedEffectsDesign {
  readonly sample: EstimationSample;
  readonly rows: number;
  readonly names: readonly string[];
  readonly outcome: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly weights: Float64Array | undefined;
  readonly effects: readonly Levels[];
  readonly errors: CodedErrors;
}

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const fixedEffectsDesign = (
  { outcome, terms, effects, weights }: FixedEffectsModel,
  { errors, singletons = 'drop' }: FixedEffectsOptions,
  counts?: 'counts',
): FixedEffectsDesign | Insufficient => {
  const n = outcome.length;
  const long = (name: string, length: number): void => {
    if (length !== n)
      throw new Problem(
        methodProblems.lengths,
        `${name} has ${length} values for ${n} rows; as many were expected.`,
      );
  };
  allFinite('outcome', outcome);
  const names = Object.keys(terms);
  for (const name of names) {
    long(name, terms[name]!.length);
    allFinite(name, terms[name]!);
  }
  if (weights) {
    long('weights', weights.length);
    for (let i = 0; i < n; i++)
      if (!(weights[i]! > 0 && weights[i]! < Number.POSITIVE_INFINITY))
        throw new Problem(
          methodProblems.value,
          `weights[${i}] is ${weights[i]}; a number above 0 was expected.`,
        );
  }
  const effectNames = Object.keys(effects);
  if (effectNames.length < 1 || effectNames.length > 8)
    throw new Problem(
      methodProblems.value,
      `${effectNames.length} effects were given; 1 to 8 were expected.`,
    );
  const all = effectNames.map((name) => {
    long(name, effects[name]!.length);
    return levelsOf(name, effects[name]!);
  });
  const sample =
    singletons === 'drop' || counts
      ? estimationSample(all, counts && outcome, singletons === 'drop')
      : { kept: undefined, effects: all, singletons: 0, onlyZeros: 0 };
  const rows = sample.kept?.length ?? n;
  const coded = codedErrors(
    errors,
    n,
    sample.kept,
    new Map(effectNames.map((name, at) => [effects[name]!, sample.effects[at]!])),
  );
  const fewest = typeof coded === 'string' ? 2 : Math.min(...coded.map(({ count }) => count));
  if (rows > 0 && fewest < 2)
    return insufficient({
      reason: 'too-few-clusters',
      detail: 'Standard errors by clusters need at least two of them, and far more to be trusted.',
      have: fewest,
      need: 2,
    });
  return {
    sample,
    rows,
    names,
    outcome: rowsOf(outcome, sample.kept),
    columns: names.map((name) => rowsOf(terms[name]!, sample.kept)),
    weights: weights && rowsOf(weights, sample.kept),
    effects: sample.effects,
    errors: coded,
  };
};

/** The answer when there are no more rows than parameters. */
export const tooFewRows = (rows: number, parameters: number): Insufficient =>
  insufficient({
    reason: 'too-few-rows',
    detail:
      'There are not more rows than effects and terms to estimate, so nothing is left to judge them by.',
    have: rows,
    need: parameters + 1,
  });

/** The answer when no term varies within the effects. */
export const noVariation = (): Insufficient =>
  insufficient({
    reason: 'no-variation',
    detail: 'No term varies within the fixed effects, so none has an effect that could be estimated.',
    have: 0,
    need: 1,
  });

export const noConvergence = (detail: string, have: number): Insufficient =>
  insufficient({ reason: 'no-convergence', detail, have, need: have + 1 });
