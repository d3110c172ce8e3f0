import { Problem } from '@bluehelm/kernel/problem';

/** What can be wrong with the arguments of a method. Too little data is no problem but an `Insufficient` answer. */
export const methodProblems = {
  lengths: { code: 'METHOD_LENGTHS_DIFFER', status: 400, title: 'Inputs of a method differ in length' },
  value: { code: 'METHOD_VALUE_INVALID', status: 400, title: 'A value given to a method is out of range' },
  weights: { code: 'METHOD_WEIGHTS_INVALID', status: 400, title: 'Spatial weights are malformed' },
  cells: { code: 'METHOD_CELLS_INVALID', status: 400, title: 'A list of H3 cells is unusable' },
} as const;

/** @throws Problem METHOD_VALUE_INVALID unless `value` is a whole number in [least, most] */
export const wholeNumber = (name: string, value: number, least: number, most = 2 ** 31): number => {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Problem(
      methodProblems.value,
      `${name} is ${value}; a whole number from ${least} to ${most} was expected.`,
    );
  return value;
};

/** @throws Problem METHOD_VALUE_INVALID at the first value that is not finite */
export const allFinite = (name: string, values: Float64Array): Float64Array => {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]!))
      throw new Problem(
        methodProblems.value,
        `${name}[${i}] is ${values[i]}; a finite number was expected.`,
        {
          mend: 'Leave places without a value out of the analysis, or give them the value they stand for.',
        },
      );
  return values;
};
