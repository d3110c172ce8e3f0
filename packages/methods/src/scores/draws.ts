import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';

/**
 * How many draws each forecast has.
 * @param samples one row of draws for each observation, one after the other
 * @throws Problem METHOD_LENGTHS_DIFFER unless every observation has the same whole number of draws, at least one
 */
export const drawsPerRow = (observed: ArrayLike<number>, samples: ArrayLike<number>): number => {
  if (observed.length === 0 && samples.length === 0) return 0;
  const draws = samples.length / observed.length;
  if (!Number.isInteger(draws) || draws < 1)
    throw new Problem(
      methodProblems.lengths,
      `${samples.length} draws were given for ${observed.length} observations; the same number for each, one row after the other, was expected.`,
    );
  return draws;
};
