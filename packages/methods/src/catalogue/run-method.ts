import { Problem } from '@bluehelm/kernel/problem';
import type { LongRun } from '../long-run.ts';
import { methodProblems } from '../problems.ts';
import type { MethodEntry, ParameterValues } from './entry.ts';
import { parametersOf } from './parameters.ts';
import type { Table } from './table.ts';

export interface MethodOutcome {
  readonly method: string;
  readonly parameters: ParameterValues;
  readonly seed?: number;
  readonly result: object;
}

export interface MethodRequest extends LongRun {
  readonly tables: Readonly<Record<string, Table>>;
  /** parameters as people write them */
  readonly given: Readonly<Record<string, string>>;
  readonly seed?: number | undefined;
}

/**
 * Checks tables and parameters against what the method declares, and runs it.
 * @throws Problem METHOD_PARAMETERS_INVALID, METHOD_TABLE_MISSING, METHOD_COLUMN_MISSING, METHOD_COLUMN_INVALID, and
 * what the method itself throws
 */
export const runMethod = async (
  entry: MethodEntry,
  { tables, given, seed = 1, signal, onProgress }: MethodRequest,
): Promise<MethodOutcome> => {
  const parameters = parametersOf(entry, given);
  for (const input of entry.tables) {
    const table = tables[input.name];
    if (table === undefined) {
      if (input.optional) continue;
      throw new Problem(
        methodProblems.tableMissing,
        `${entry.name} needs the table ${input.name}: ${input.meaning}.`,
      );
    }
    const lacking = input.columns.filter(({ name, optional }) => !optional && !table.has(name));
    if (lacking.length > 0)
      throw new Problem(
        methodProblems.columnMissing,
        `The table ${input.name} has no column ${lacking.map(({ name }) => name).join(', ')}; ` +
          `${entry.name} needs ${lacking.map(({ name, meaning }) => `${name} (${meaning})`).join(', ')}.`,
        { mend: `It has ${table.columns.slice(0, 40).join(', ')}.` },
      );
  }
  const result = await entry.run({ tables, parameters, seed, signal, onProgress });
  return { method: entry.name, parameters, ...(entry.random ? { seed } : {}), result };
};
