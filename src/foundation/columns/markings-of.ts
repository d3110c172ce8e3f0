import { join, type Marking } from '@bluehelm/kernel';
import type { Markings } from '../access/index.ts';
import type { ColumnTable } from './table.ts';

/** The join of the rows' markings, which everything counted from them bears; undefined without rows. O(rows). */
export const markingOfRows = (
  table: ColumnTable,
  rows: Uint32Array,
  markings: Markings,
): Marking | undefined => {
  const { marking } = table.columns;
  const met = new Uint8Array(65_536);
  let joined: Marking | undefined;
  for (let i = 0; i < rows.length; i++) {
    const number = marking[rows[i]!]!;
    if (met[number] === 1) continue;
    met[number] = 1;
    const one = markings.of(number)!;
    joined = joined ? join(joined, one) : one;
  }
  return joined;
};
