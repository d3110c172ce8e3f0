import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';

/** A new array of the p-values that are tests at all, NaN left out. @throws Problem METHOD_VALUE_INVALID */
export const probabilities = (p: Float64Array): Float64Array =>
  p.filter((value, i) => {
    if (value < 0 || value > 1)
      throw new Problem(methodProblems.value, `p[${i}] is ${value}; a probability from 0 to 1 was expected.`);
    return !Number.isNaN(value);
  });
