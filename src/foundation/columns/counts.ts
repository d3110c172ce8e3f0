import { type BBox, coarsestFor } from '@bluehelm/kernel';
import type { View } from './columns.ts';
import { markingsSeen, type RowFilter, rowTest } from './select.ts';

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
 * than the hexagons are left out. The view must have been read with `groups: [resolution]`. O(rows of the hexagons that
 * the viewport meets); rows of hexagons that lie in it wholly are known to by their markings alone.
 * @param bits the reader's markings
 */
export const countGroups = (
  view: View,
  bits: Uint8Array,
  resolution: number,
  filter: RowFilter = {},
): GroupCounts => {
  const { rows, marking, groups, groupsOf, rowsOf, boxes, loose } = view.ordered(resolution);
  const { code, cell, month, category } = view.groups(resolution);
  const { cells } = view.cells(resolution);
  const seen = markingsSeen(bits);
  const { bbox, ...rest } = {
    ...filter,
    placePrecision: Math.min(filter.placePrecision ?? 7, coarsestFor(resolution)),
  };
  const inside = rowTest(view.table, rest);
  const onEdge = rowTest(view.table, { ...rest, bbox });
  // what was written since, by group: few
  const since = new Map<number, number>();
  for (const row of loose)
    if (seen[view.table.columns.marking[row]!] === 1 && (!onEdge || onEdge(row)))
      since.set(code[row]!, (since.get(code[row]!) ?? 0) + 1);

  const found = {
    cell: [] as string[],
    group: new Uint32Array(cell.length),
    count: new Uint32Array(cell.length),
  };
  let used = 0;
  const put = (group: number, count: number) => {
    found.cell.push(cells[cell[group]!]!);
    found.group[used] = group;
    found.count[used++] = count;
  };
  for (let at = 0; at < groupsOf.length - 1; at++) {
    const meets = bbox ? meeting(bbox, boxes, 4 * at) : 'inside';
    if (meets === 'outside') continue;
    const passes = meets === 'inside' ? inside : onEdge;
    for (let g = groupsOf[at]!, last = groupsOf[at + 1]!; g < last; g++) {
      let count = 0;
      for (let place = rowsOf[g]!, end = rowsOf[g + 1]!; place < end; place++)
        if (seen[marking[place]!] === 1 && (!passes || passes(rows[place]!))) count++;
      if (since.size > 0) {
        count += since.get(groups[g]!) ?? 0;
        since.delete(groups[g]!);
      }
      if (count > 0) put(groups[g]!, count);
    }
  }
  for (const [group, count] of since) put(group, count);
  const kept = found.group.subarray(0, used);
  return {
    cell: found.cell,
    month: Int32Array.from(kept, (group) => month[group]!),
    category: Int32Array.from(kept, (group) => category[group]!),
    count: found.count.slice(0, used),
  };
};

/** Where a cell's rows lie, by the box around them; a viewport across the antimeridian is looked at row by row. */
const meeting = (view: BBox, boxes: Float64Array, at: number): 'inside' | 'outside' | 'edge' => {
  const [south, north] = [boxes[at + 1]!, boxes[at + 3]!];
  if (south > view.north || north < view.south) return 'outside';
  if (view.west > view.east) return 'edge';
  const [west, east] = [boxes[at]!, boxes[at + 2]!];
  if (west > view.east || east < view.west) return 'outside';
  return west >= view.west && east <= view.east && south >= view.south && north <= view.north
    ? 'inside'
    : 'edge';
};
