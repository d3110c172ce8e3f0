import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';

/** The right-hand side of a regression as numbers: one row per observation, one column per coefficient. */
export interface Design {
  readonly rows: number;
  /** one name per column, as coefficients are listed; `(Intercept)` for the constant */
  readonly columns: readonly string[];
  /** rows × columns, row by row */
  readonly values: Float64Array;
}

/** One variable of a regression before it is turned into columns. */
export type Term =
  | { readonly name: string; readonly numbers: ArrayLike<number> }
  | {
      readonly name: string;
      readonly words: readonly string[];
      /** the category the others are compared with; the first in code-point order when absent */
      readonly reference?: string | undefined;
    };

export interface DesignOptions {
  /** whether a column of ones comes first; true when absent */
  readonly intercept?: boolean;
}

export const INTERCEPT = '(Intercept)';

/**
 * Turns variables into a design. Numbers become one column; words one column of zeros and ones for each category but the
 * reference (treatment contrasts), named `variable=category`, categories in code-point order.
 *
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID for values that are not finite, an unknown reference, or a name
 * given twice
 *
 * O(rows · columns).
 */
export const designMatrix = (terms: readonly Term[], { intercept = true }: DesignOptions = {}): Design => {
  const rows = terms.length === 0 ? 0 : lengthOf(terms[0]!);
  for (const term of terms)
    if (lengthOf(term) !== rows)
      throw new Problem(
        methodProblems.lengths,
        `${term.name} has ${lengthOf(term)} values, ${terms[0]!.name} has ${rows}; as many were expected.`,
      );
  const blocks = terms.map((term) => ({ term, levels: 'words' in term ? comparedLevels(term) : undefined }));
  const columns = [
    ...(intercept ? [INTERCEPT] : []),
    ...blocks.flatMap(({ term, levels }) => levels?.map((level) => `${term.name}=${level}`) ?? [term.name]),
  ];
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined)
    throw new Problem(
      methodProblems.value,
      `The column ${twice} was given twice; different ones were expected.`,
    );
  const width = columns.length;
  const values = new Float64Array(rows * width);
  if (intercept) for (let i = 0; i < rows; i++) values[i * width] = 1;
  let column = intercept ? 1 : 0;
  for (const { term, levels } of blocks) {
    if ('numbers' in term) {
      writeNumbers(term.name, term.numbers, values, width, column);
      column++;
    } else {
      const at = new Map(levels!.map((level, k) => [level, column + k]));
      term.words.forEach((word, i) => {
        const to = at.get(word);
        if (to !== undefined) values[i * width + to] = 1;
      });
      column += levels!.length;
    }
  }
  return { rows, columns, values };
};

const lengthOf = (term: Term): number => ('words' in term ? term.words.length : term.numbers.length);

const writeNumbers = (
  name: string,
  numbers: ArrayLike<number>,
  values: Float64Array,
  width: number,
  column: number,
): void => {
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (!Number.isFinite(value))
      throw new Problem(methodProblems.value, `${name}[${i}] is ${value}; a finite number was expected.`, {
        mend: 'Leave rows without a value out of the regression.',
      });
    values[i * width + column] = value;
  }
};

const comparedLevels = ({
  name,
  words,
  reference,
}: {
  readonly name: string;
  readonly words: readonly string[];
  readonly reference?: string | undefined;
}): readonly string[] => {
  const levels = [...new Set(words)].sort();
  if (reference === undefined) return levels.slice(1);
  if (!levels.includes(reference))
    throw new Problem(
      methodProblems.value,
      `${name} never holds its reference ${reference}; one of ${levels.slice(0, 20).join(', ')} was expected.`,
    );
  return levels.filter((level) => level !== reference);
};
