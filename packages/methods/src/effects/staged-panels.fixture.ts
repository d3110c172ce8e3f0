import { readFileSync } from 'node:fs';
import { sharedFile } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';

/** The columns of a staged table of numbers. */
export const stagedColumns = (path: string): ((name: string) => Float64Array) => {
  const [head, ...lines] = readFileSync(sharedFile(path)!, 'utf8').trim().split('\n');
  const names = head!.split(',');
  const rows = lines.map((line) => line.split(','));
  return (name) => Float64Array.from(rows, (row) => Number(row[names.indexOf(name)]));
};

export const answered = <T extends object>(result: T | Insufficient): T => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

/** The staggered panel of fixest with its treatment indicator. */
export const staggered = () => {
  const column = stagedColumns('reference/base_stagg.csv');
  const [id, year, firstTreated, x1, y] = ['id', 'year', 'year_treated', 'x1', 'y'].map(column) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { id, year, firstTreated, x1, y, post: year.map((value, i) => (value >= firstTreated[i]! ? 1 : 0)) };
};
