import { Problem } from '@bluehelm/kernel';
import type { RowFault } from '../format.ts';
import { formatProblems } from '../problems.ts';

/** A column's name as it is compared: without case and outer spaces. */
export const columnKey = (name: string): string => name.trim().toLowerCase();

/** What is wrong with a header: columns missing or standing twice. */
export const headerFaults = (header: readonly string[], required: readonly string[]): RowFault[] => {
  const seen = new Map<string, number>();
  for (const name of header) seen.set(columnKey(name), (seen.get(columnKey(name)) ?? 0) + 1);
  const missing = required
    .filter((name) => !seen.has(name))
    .map((name) => ({
      column: name,
      given: 'no such column',
      reason: `The column "${name}" is missing: add it, or rename the column that holds it.`,
    }));
  const doubled = [...seen]
    .filter(([name, count]) => count > 1 && name !== '')
    .map(([name, count]) => ({
      column: name,
      given: `${count} times`,
      reason: `The column "${name}" stands ${count} times, so it is unclear which one counts: remove or rename the others.`,
    }));
  return [...missing, ...doubled];
};

/** @throws Problem FORMAT_COLUMNS_WRONG naming every missing and doubled column */
export const refuseHeader = (faults: readonly RowFault[], title: string): void => {
  if (faults.length === 0) return;
  const names = (given: (fault: RowFault) => boolean) =>
    faults
      .filter(given)
      .map((fault) => fault.column)
      .join(', ');
  const missing = names((fault) => fault.given === 'no such column');
  const doubled = names((fault) => fault.given !== 'no such column');
  throw new Problem(
    formatProblems.columnsWrong,
    [
      `The header does not fit ${title}.`,
      missing && `Missing: ${missing}.`,
      doubled && `More than once: ${doubled}.`,
    ]
      .filter(Boolean)
      .join(' '),
    {
      mend: 'Correct the first line of the file; names of columns are those of the source.',
      faults: faults.map((fault) => ({ where: fault.column, given: fault.given, expected: fault.reason })),
    },
  );
};
