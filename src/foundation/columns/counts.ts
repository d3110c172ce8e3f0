import { type BBox, coarsestFor, insideBBox } from '@bluehelm/kernel';
import type { View } from './columns.ts';
import type { GroupColumn } from './groups.ts';
import type { OrderedRows } from './ordered.ts';
import { markingsSeen, type RowFilter, rowTest } from './select.ts';

/** Counts by hexagon, month and category: groups in which nothing is counted are left out. */
export interface GroupCounts {
  /** H3 indexes: of all cells that occur */
  readonly cells: readonly string[];
  /** number of the cell, months since January 1970, number of the category: by group */
  readonly cell: Uint32Array;
  readonly month: Int32Array;
  readonly category: Int32Array;
  readonly count: Uint32Array;
}

/**
 * How many rows that a reader may see there are by hexagon, month and category in a viewport. Rows known less precisely
 * than the hexagons are left out. The view must have been read with `groups: [resolution]`. O(groups + rows of the
 * hexagons that the viewport meets); of rows in hexagons that lie in it wholly the markings alone are read.
 * @param bits the reader's markings
 */
export const countGroups = (
  view: View,
  bits: Uint8Array,
  resolution: number,
  filter: RowFilter = {},
): GroupCounts => {
  const order = view.ordered(resolution);
  const groups = view.groups(resolution);
  const seen = markingsSeen(bits, order.markings + 1);
  const { bbox, placePrecision, ...rest } = filter;
  const coarsest = coarsestFor(resolution);
  // the order holds nothing coarser
  const more = rowTest(
    view.table,
    placePrecision !== undefined && placePrecision < coarsest ? { ...rest, placePrecision } : rest,
  );
  const counts = new Uint32Array(groups.cell.length);
  const { groupsOf, boxes } = order;
  for (let cell = 0; cell < groupsOf.length - 1; cell++) {
    const meets = bbox ? meeting(bbox, boxes, 4 * cell) : 'inside';
    if (meets === 'outside') continue;
    const [first, last] = [groupsOf[cell]!, groupsOf[cell + 1]!];
    const box = meets === 'edge' ? bbox : undefined;
    if (more) countPassing(order, seen, first, last, counts, box, more);
    else if (box) countInBox(order, seen, first, last, counts, box);
    else countSeen(order, seen, first, last, counts);
  }
  if (order.loose.length > 0) {
    const passes = rowTest(view.table, {
      ...{ ...rest, bbox },
      placePrecision: Math.min(placePrecision ?? 7, coarsest),
    });
    const { marking } = view.table.columns;
    for (const row of order.loose)
      if (seen[marking[row]! + 1] === 1 && (!passes || passes(row))) {
        const group = groups.code[row]!;
        counts[group < order.rank.length ? order.rank[group]! : group]!++;
      }
  }
  return { cells: view.cells(resolution).cells, ...withoutEmpty(counts, order, groups) };
};

/** Adds up every row of ranks that the reader sees, without a branch. */
const countSeen = (
  { marking, rowsOf }: OrderedRows,
  seen: Uint8Array,
  first: number,
  last: number,
  counts: Uint32Array,
): void => {
  let place = rowsOf[first]!;
  for (let rank = first; rank < last; rank++) {
    const end = rowsOf[rank + 1]!;
    let count = 0;
    for (; place < end; place++) count += seen[marking[place]!]!;
    counts[rank] = count;
  }
};

const countInBox = (
  { marking, rowsOf, lon, lat }: OrderedRows,
  seen: Uint8Array,
  first: number,
  last: number,
  counts: Uint32Array,
  { west, south, east, north }: BBox,
): void => {
  const crosses = west > east;
  let place = rowsOf[first]!;
  for (let rank = first; rank < last; rank++) {
    const end = rowsOf[rank + 1]!;
    let count = 0;
    for (; place < end; place++) {
      const x = lon[place]!;
      const y = lat[place]!;
      const [afterWest, beforeEast] = [x >= west, x <= east];
      if (y >= south && y <= north && (crosses ? afterWest || beforeEast : afterWest && beforeEast))
        count += seen[marking[place]!]!;
    }
    counts[rank] = count;
  }
};

const countPassing = (
  { marking, rowsOf, rows, lon, lat }: OrderedRows,
  seen: Uint8Array,
  first: number,
  last: number,
  counts: Uint32Array,
  box: BBox | undefined,
  passes: (row: number) => boolean,
): void => {
  for (let rank = first; rank < last; rank++) {
    let count = 0;
    for (let place = rowsOf[rank]!, end = rowsOf[rank + 1]!; place < end; place++)
      if (
        seen[marking[place]!] === 1 &&
        (!box || insideBBox(box, lon[place]!, lat[place]!)) &&
        passes(rows[place]!)
      )
        count++;
    counts[rank] = count;
  }
};

const withoutEmpty = (counts: Uint32Array, order: OrderedRows, groups: GroupColumn) => {
  const sorted = order.rank.length;
  const found = {
    cell: new Uint32Array(counts.length),
    month: new Int32Array(counts.length),
    category: new Int32Array(counts.length),
    count: new Uint32Array(counts.length),
  };
  let used = 0;
  for (let rank = 0; rank < counts.length; rank++) {
    const count = counts[rank]!;
    if (count === 0) continue;
    // groups newer than the order stand where their number says
    const from = rank < sorted ? order : groups;
    found.cell[used] = from.cell[rank]!;
    found.month[used] = from.month[rank]!;
    found.category[used] = from.category[rank]!;
    found.count[used++] = count;
  }
  return {
    cell: found.cell.subarray(0, used),
    month: found.month.subarray(0, used),
    category: found.category.subarray(0, used),
    count: found.count.subarray(0, used),
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
