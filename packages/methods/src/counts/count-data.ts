import { Problem } from '@bluehelm/kernel/problem';
import type { Design } from '../design/design.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { allFinite, methodProblems, sameLength } from '../problems.ts';
import type { StandardErrors } from './covariance.ts';
import { redundantColumn, type ScaledDesign, scaledDesign } from './scaled-design.ts';

/** Counts and what they are explained by. */
export interface CountData {
  /** whole numbers ≥ 0, one per row of the design */
  readonly outcome: Float64Array;
  readonly design: Design;
  /** added to the linear predictor with coefficient 1: the logarithm of the exposure */
  readonly offset?: Float64Array | undefined;
  /** how many observations each row stands for, ≥ 0; 1 where absent */
  readonly weights?: Float64Array | undefined;
}

/** Counts with more zeros than a count model brings, and what those are explained by. */
export interface ZeroCountData extends CountData {
  readonly zero: Design;
  readonly zeroOffset?: Float64Array | undefined;
}

export interface CountOptions extends LongRun {
  /** `model` when absent */
  readonly errors?: StandardErrors;
}

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const checkCounts = ({ outcome, design, offset, weights }: CountData): void => {
  sameLength({ outcome, 'rows of the design': { length: design.rows }, offset, weights });
  for (let i = 0; i < outcome.length; i++)
    if (!(outcome[i]! >= 0 && outcome[i]! <= Number.MAX_SAFE_INTEGER && Number.isInteger(outcome[i]!)))
      throw new Problem(
        methodProblems.value,
        `outcome[${i}] is ${outcome[i]}; a whole number ≥ 0 was expected.`,
        {
          mend: 'Model counts, and give what they were counted over as an offset.',
        },
      );
  if (offset) allFinite('offset', offset);
  if (weights) {
    allFinite('weights', weights);
    const below = weights.findIndex((weight) => weight < 0);
    if (below >= 0)
      throw new Problem(
        methodProblems.value,
        `weights[${below}] is ${weights[below]}; a number ≥ 0 was expected.`,
      );
  }
};

/**
 * A design ready to be searched over.
 * @returns Insufficient where a column repeats others, or there are no more rows than coefficients
 * @throws Problem METHOD_VALUE_INVALID for values that are not finite
 */
export const readyDesign = (design: Design, parameters: number): ScaledDesign | Insufficient => {
  if (design.rows <= parameters)
    return insufficient({
      reason: 'too-few-rows',
      detail: 'There must be more rows than coefficients.',
      have: design.rows,
      need: parameters + 1,
    });
  const scaled = scaledDesign(design);
  if (!scaled.scale.every(Number.isFinite) || !scaled.centre.every(Number.isFinite))
    allFinite('design', design.values);
  const redundant = redundantColumn(scaled);
  if (redundant === undefined) return scaled;
  return insufficient({
    reason: 'singular-design',
    detail:
      redundant.of.length === 0
        ? `The column ${redundant.column} is 0 in every row.`
        : `The column ${redundant.column} is a combination of ${redundant.of.join(', ')}; leave one of them out.`,
    have: design.columns.length - 1,
    need: design.columns.length,
  });
};

/** Refuses counts that are all 0. */
export const withoutEvents = (outcome: Float64Array): Insufficient | undefined =>
  outcome.some((y) => y > 0)
    ? undefined
    : insufficient({
        reason: 'no-events',
        detail: 'Every count is 0; nothing can be said about what they depend on.',
        have: 0,
        need: 1,
      });
