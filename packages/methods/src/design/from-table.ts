import { Problem } from '@bluehelm/kernel/problem';
import type { Table } from '../catalogue/table.ts';
import { methodProblems } from '../problems.ts';
import { type Design, type DesignOptions, designMatrix } from './design.ts';

/**
 * A design from columns of a table. A column whose every value reads as a number is one; a column with words becomes one column
 * per category but the first (treatment contrasts). Name a column `category:NAME` to take its numbers as categories.
 *
 * @throws Problem METHOD_COLUMN_MISSING, METHOD_VALUE_INVALID; METHOD_COLUMN_INVALID where a column of numbers has gaps
 */
export const designFromTable = (table: Table, names: readonly string[], options?: DesignOptions): Design => {
  if (names.length === 0)
    return { rows: table.rows, columns: ['(Intercept)'], values: new Float64Array(table.rows).fill(1) };
  return designMatrix(
    names.map((given) => {
      const asCategory = given.startsWith('category:') && !table.has(given);
      const name = asCategory ? given.slice('category:'.length) : given;
      const words = table.words(name).map((word) => word.trim());
      const numeric = !asCategory && words.every((word) => word === '' || Number.isFinite(Number(word)));
      if (numeric) return { name, numbers: table.numbers(name) };
      const gap = words.indexOf('');
      if (gap >= 0)
        throw new Problem(
          methodProblems.columnInvalid,
          `Column ${name} of ${table.name} holds nothing at row ${gap + 1}; a category was expected.`,
          { mend: 'Leave rows without a value out, or give them a category of their own.' },
        );
      return { name, words };
    }),
    options,
  );
};
