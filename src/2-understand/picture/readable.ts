import type { Marking } from '@bluehelm/kernel';
import type { Markings } from '../../foundation/access/index.ts';
import { type ColumnTable, markingOfRows, rowsWhere } from '../../foundation/columns/index.ts';
import { type Extent, extentOf } from './extent.ts';

/** What a reader may see of a table, as a whole. */
export interface Readable {
  /** undefined where there is nothing */
  readonly extent: Extent | undefined;
  /** the join of the markings of all that the reader may see */
  readonly marking: Marking | undefined;
}

interface Kept {
  /** rows when the answers were found */
  count: number;
  readonly found: Map<string, Readable>;
}

const tables = new WeakMap<ColumnTable, Kept>();
const mostReaders = 64;

/** Found once for each set of markings until something is written: a map that is moved asks again and again. */
export const readableOf = (table: ColumnTable, bits: Uint8Array, markings: Markings): Readable => {
  const kept = keptOf(table);
  if (kept.count !== table.count) kept.found.clear();
  kept.count = table.count;
  const reader = Buffer.from(bits).toString('latin1');
  const known = kept.found.get(reader);
  if (known) return known;
  const rows = rowsWhere(table, bits);
  const found: Readable = {
    extent: extentOf(table.columns, rows),
    marking: markingOfRows(table, rows, markings),
  };
  if (kept.found.size >= mostReaders) kept.found.clear();
  kept.found.set(reader, found);
  return found;
};

const keptOf = (table: ColumnTable): Kept => {
  const known = tables.get(table);
  if (known) return known;
  const kept: Kept = { count: table.count, found: new Map() };
  table.onOverwritten(() => kept.found.clear());
  tables.set(table, kept);
  return kept;
};
