import { type Fault, Problem } from '@bluehelm/kernel/problem';
import { methodProblems } from '../problems.ts';

/** A small table by columns, read as its method asks. */
export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
  has(column: string): boolean;
  /** @throws Problem METHOD_COLUMN_MISSING, METHOD_COLUMN_INVALID with the first faulty rows */
  numbers(column: string): Float64Array;
  /** @throws Problem METHOD_COLUMN_MISSING */
  words(column: string): readonly string[];
  /** days since 1970-01-01 of ISO dates. @throws Problem METHOD_COLUMN_MISSING, METHOD_COLUMN_INVALID */
  days(column: string): Int32Array;
}

/** One column as it was read: texts of a file, or values of JSON. */
export type RawColumn = readonly (string | number | boolean | null)[];

const FAULTS_TOLD = 5;

/**
 * @param lines the line of each row in its file, for messages; row numbers from 1 when absent
 * @throws Problem METHOD_LENGTHS_DIFFER
 */
export const tableOf = (
  name: string,
  columns: Readonly<Record<string, RawColumn>>,
  lines?: ArrayLike<number>,
): Table => {
  const names = Object.keys(columns);
  const rows = names.length === 0 ? 0 : columns[names[0]!]!.length;
  for (const column of names)
    if (columns[column]!.length !== rows)
      throw new Problem(
        methodProblems.lengths,
        `Column ${column} of ${name} has ${columns[column]!.length} values, column ${names[0]} has ${rows}; as many were expected.`,
      );

  const find = (column: string): RawColumn => {
    if (Object.hasOwn(columns, column)) return columns[column]!;
    throw new Problem(methodProblems.columnMissing, `The table ${name} has no column ${column}.`, {
      mend: `It has ${names.length === 0 ? 'no columns' : names.slice(0, 40).join(', ')}.`,
    });
  };

  const read = <Values extends Float64Array | Int32Array>(
    column: string,
    into: Values,
    expected: string,
    parse: (value: string | number | boolean | null) => number,
  ): Values => {
    const raw = find(column);
    const faults: Fault[] = [];
    for (let row = 0; row < rows && faults.length < FAULTS_TOLD; row++) {
      const value = parse(raw[row]!);
      into[row] = value;
      if (Number.isNaN(value))
        faults.push({
          where: lines ? `line ${lines[row]}` : `row ${row + 1}`,
          given: raw[row],
          expected,
        });
    }
    if (faults.length === 0) return into;
    const [first] = faults;
    throw new Problem(
      methodProblems.columnInvalid,
      `Column ${column} of ${name} holds ${JSON.stringify(first!.given)} at ${first!.where}; ${expected} was expected.`,
      { mend: 'Mend or leave out the rows named.', faults },
    );
  };

  return {
    name,
    rows,
    columns: names,
    has: (column) => Object.hasOwn(columns, column),
    numbers: (column) => read(column, new Float64Array(rows), 'a number', numberOf),
    words: (column) => find(column).map((value) => (value === null ? '' : String(value))),
    days: (column) => read(column, new Int32Array(rows), 'an ISO day, YYYY-MM-DD,', dayOf),
  };
};

const numberOf = (value: string | number | boolean | null): number => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const text = value?.trim();
  const number = text ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
};

const dayOf = (value: string | number | boolean | null): number => {
  const text = typeof value === 'string' ? value.trim().slice(0, 10) : '';
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return Number.NaN;
  const time = Date.parse(`${text}T00:00:00Z`);
  // Date rolls 02-30 over to March
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(text)
    ? Number.NaN
    : time / 86_400_000;
};
