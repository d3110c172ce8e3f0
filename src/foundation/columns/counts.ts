import { coarsestFor } from '@bluehelm/kernel';
import type { View } from './columns.ts';
import { type RowFilter, tallyWhere } from './select.ts';

/** Counts by hexagon, month and category: groups in which nothing is counted are left out. */
export interface GroupCounts {
  /** H3 index, months since January 1970, number of the category: by group */
  readonly cell: readonly string[];
  readonly month: Int32Array;
  readonly category: Int32Array;
  readonly count: Uint32Array;
}

/**
 * How many rows that a reader may see there are by hexagon, month and category in a viewport. Rows known less precisely
 * than the hexagons are left out. The view must have been read with `groups: [resolution]`. O(rows + groups).
 */
export const countGroups = (
  view: View,
  bits: Uint8Array,
  resolution: number,
  filter: RowFilter = {},
): GroupCounts => {
  const placePrecision = Math.min(filter.placePrecision ?? 7, coarsestFor(resolution));
  const { code, cell, month, category } = view.groups(resolution);
  const { cells } = view.cells(resolution);
  const counts = tallyWhere(view.table, bits, { ...filter, placePrecision }, code, cell.length);
  let used = 0;
  for (let group = 0; group < counts.length; group++) if (counts[group]! > 0) used++;
  const found = {
    cell: new Array<string>(used),
    month: new Int32Array(used),
    category: new Int32Array(used),
    count: new Uint32Array(used),
  };
  for (let group = 0, at = 0; group < counts.length; group++) {
    if (counts[group] === 0) continue;
    found.cell[at] = cells[cell[group]!]!;
    found.month[at] = month[group]!;
    found.category[at] = category[group]!;
    found.count[at++] = counts[group]!;
  }
  return found;
};
