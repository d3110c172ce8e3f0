import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, wholeNumber } from '../problems.ts';
import type { Weights } from '../weights/weights.ts';

/** p from the normal distribution, or from m random rearrangements of the values. */
export type Inference = 'analytic' | Permuted;

export interface Permuted {
  readonly permutations: number;
  readonly seed: number | bigint;
}

/** Fewer places than this carry no test of a pattern over the map. */
export const AUTOCORRELATION_LEAST_PLACES = 20;

/**
 * What every statistic of a map asks of its values.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 */
export const checkedMap = (
  values: Float64Array,
  { n, neighbours }: Weights,
  permutations?: number,
): Insufficient | undefined => {
  if (values.length !== n)
    throw new Problem(
      methodProblems.lengths,
      `${values.length} values were given for the ${n} places of the weights; one each was expected.`,
    );
  allFinite('values', values);
  if (permutations !== undefined) wholeNumber('permutations', permutations, 99, 999_999);
  if (n < AUTOCORRELATION_LEAST_PLACES)
    return insufficient({
      reason: 'too-few-places',
      detail: 'A pattern over a map shows in many places; there are too few to tell it from chance.',
      have: n,
      need: AUTOCORRELATION_LEAST_PLACES,
    });
  if (values.every((value) => value === values[0]))
    return insufficient({
      reason: 'no-variation',
      detail: 'All places have the same value, so neighbours cannot be more alike than others.',
      have: 1,
      need: 2,
    });
  // checked last: a map may have places without neighbours, but not only such
  if (neighbours.length === 0)
    return insufficient({ reason: 'no-neighbours', detail: 'No place has a neighbour.', have: 0, need: 1 });
  return undefined;
};
