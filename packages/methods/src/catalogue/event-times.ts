import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';
import type { Column } from './entry.ts';
import type { Table } from './table.ts';

/** When events happened: as numbers in any unit, or as days. */
export const eventTimeColumns: readonly Column[] = [
  { name: 'time', type: 'number', meaning: 'when, in any unit; or give date', optional: true },
  { name: 'date', type: 'date', meaning: 'the day; used where time is not given', optional: true },
];

/** @throws Problem METHOD_COLUMN_MISSING when a table has neither of the two columns */
export const eventTimes = (table: Table): Float64Array => {
  if (table.has('time')) return table.numbers('time');
  if (table.has('date')) return Float64Array.from(table.days('date'));
  throw new Problem(methodProblems.columnMissing, `The table ${table.name} has neither time nor date.`, {
    mend: 'Give a column time with numbers, or date with ISO days.',
  });
};
