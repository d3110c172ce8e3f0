import { Problem } from '@bluehelm/kernel/problem';

/** What can be wrong with the arguments of a method. Too little data is no problem but an `Insufficient` answer. */
export const methodProblems = {
  lengths: { code: 'METHOD_LENGTHS_DIFFER', status: 400, title: 'Inputs of a method differ in length' },
  value: { code: 'METHOD_VALUE_INVALID', status: 400, title: 'A value given to a method is out of range' },
  weights: { code: 'METHOD_WEIGHTS_INVALID', status: 400, title: 'Spatial weights are malformed' },
  parameters: {
    code: 'METHOD_PARAMETERS_INVALID',
    status: 400,
    title: 'Parameters of a method are unknown or out of range',
  },
  tableMissing: {
    code: 'METHOD_TABLE_MISSING',
    status: 400,
    title: 'A method was not given a table it needs',
  },
  columnMissing: { code: 'METHOD_COLUMN_MISSING', status: 400, title: 'A table lacks a column' },
  columnInvalid: { code: 'METHOD_COLUMN_INVALID', status: 400, title: 'A column holds values it should not' },
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

/** @throws Problem METHOD_LENGTHS_DIFFER unless all named arrays are as long as the first */
export const sameLength = (arrays: Readonly<Record<string, ArrayLike<unknown> | undefined>>): number => {
  const [first, ...others] = Object.entries(arrays).filter(([, values]) => values !== undefined);
  const length = first![1]!.length;
  for (const [name, values] of others)
    if (values!.length !== length)
      throw new Problem(
        methodProblems.lengths,
        `${name} has ${values!.length} values and ${first![0]} has ${length}; as many were expected.`,
      );
  return length;
};

/** @throws Problem METHOD_VALUE_INVALID unless `value` is finite and in [least, most] */
export const numberWithin = (name: string, value: number, least: number, most = Number.MAX_VALUE): number => {
  if (!(value >= least && value <= most))
    throw new Problem(
      methodProblems.value,
      `${name} is ${value}; a number from ${least} to ${most} was expected.`,
    );
  return value;
};

/** @throws Problem METHOD_VALUE_INVALID unless `value` is finite and above 0 */
export const positive = (name: string, value: number): number => {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new Problem(methodProblems.value, `${name} is ${value}; a number above 0 was expected.`);
  return value;
};
