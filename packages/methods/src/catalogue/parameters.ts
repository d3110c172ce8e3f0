import { type Fault, Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';
import type { MethodEntry, Parameter, ParameterValues } from './entry.ts';

/**
 * The parameters of a call from the words people wrote.
 * @throws Problem METHOD_PARAMETERS_INVALID naming every parameter that is unknown, missing or out of range
 */
export const parametersOf = (
  { name, parameters }: MethodEntry,
  given: Readonly<Record<string, string>>,
): ParameterValues => {
  const faults: Fault[] = [];
  for (const key of Object.keys(given))
    if (!Object.hasOwn(parameters, key))
      faults.push({
        where: key,
        given: given[key],
        expected: `one of ${Object.keys(parameters).join(', ')}`,
      });
  const values: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    const text = given[key];
    if (text !== undefined) {
      const read = readValue(parameter, text);
      if (read instanceof Expected) faults.push({ where: key, given: text, expected: read.what });
      else values[key] = read;
    } else if (parameter.default !== undefined) values[key] = parameter.default;
    else if (!parameter.optional)
      faults.push({ where: key, expected: `${expectedOf(parameter)}: ${parameter.meaning}` });
  }
  if (faults.length === 0) return values;
  const said = faults.map(({ where, given: text, expected }) =>
    text === undefined
      ? `${where} was not given; expected ${expected}`
      : `${where}=${String(text).slice(0, 60)} was given; expected ${expected}`,
  );
  throw new Problem(methodProblems.parameters, `${name}: ${said.join('. ')}.`, { faults });
};

class Expected {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

const readValue = (parameter: Parameter, text: string): unknown => {
  const expected = new Expected(expectedOf(parameter));
  const list = text.split(',').map((part) => part.trim());
  switch (parameter.type) {
    case 'number':
    case 'integer':
      return readNumber(parameter, text) ?? expected;
    case 'numbers': {
      const numbers = list.map((part) => readNumber(parameter, part));
      return numbers.includes(undefined) ? expected : numbers;
    }
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : expected;
    case 'word':
      return parameter.choices && !parameter.choices.includes(text) ? expected : text;
    case 'words':
      return parameter.choices && list.some((word) => !parameter.choices!.includes(word)) ? expected : list;
    case 'column':
      return text;
    case 'columns':
      return list;
  }
};

const readNumber = ({ type, least, most }: Parameter, text: string): number | undefined => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const fits =
    Number.isFinite(value) &&
    (type !== 'integer' || Number.isInteger(value)) &&
    value >= (least ?? Number.NEGATIVE_INFINITY) &&
    value <= (most ?? Number.POSITIVE_INFINITY);
  return fits ? value : undefined;
};

/** What a parameter takes, in words. */
export const expectedOf = ({ type, least, most, choices }: Parameter): string => {
  const range =
    least !== undefined && most !== undefined
      ? ` from ${least} to ${most}`
      : least !== undefined
        ? ` of at least ${least}`
        : most !== undefined
          ? ` of at most ${most}`
          : '';
  const kinds: Readonly<Record<Parameter['type'], string>> = {
    number: `a number${range}`,
    integer: `a whole number${range}`,
    numbers: `numbers${range} separated by commas`,
    flag: 'true or false',
    word: choices ? `one of ${choices.join(', ')}` : 'a word',
    words: choices ? `some of ${choices.join(', ')}, separated by commas` : 'words separated by commas',
    column: 'the name of a column',
    columns: 'names of columns separated by commas',
  };
  return kinds[type];
};
