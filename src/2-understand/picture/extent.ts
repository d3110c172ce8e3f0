import type { BBox } from '@bluehelm/kernel';
import type { Columns } from '../../foundation/columns/index.ts';

/** Where and when rows lie. */
export interface Extent {
  readonly box: BBox;
  /** milliseconds since 1970: the first start, and the last start and end */
  readonly from: number;
  readonly lastStart: number;
  readonly to: number;
}

/**
 * The smallest box and span around rows; undefined without rows. The box crosses the antimeridian where it is smaller
 * so: what it leaves out is the widest stretch of degrees in which there is nothing. O(rows).
 */
export const extentOf = (columns: Columns, rows: Uint32Array): Extent | undefined => {
  if (rows.length === 0) return undefined;
  let [south, north] = [90, -90];
  let [from, lastStart, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  // the least and greatest longitude in each degree
  const least = new Float64Array(360).fill(Number.POSITIVE_INFINITY);
  const greatest = new Float64Array(360).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const lat = columns.lat[row]!;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
    const lon = columns.lon[row]!;
    const degree = Math.min(359, Math.floor(lon + 180));
    if (lon < least[degree]!) least[degree] = lon;
    if (lon > greatest[degree]!) greatest[degree] = lon;
    const start = columns.start[row]!;
    if (start < from) from = start;
    if (start > lastStart) lastStart = start;
    if (columns.end[row]! > to) to = columns.end[row]!;
  }
  return { box: { ...longitudes(least, greatest), south, north }, from, lastStart, to };
};

const longitudes = (least: Float64Array, greatest: Float64Array): { west: number; east: number } => {
  const used = Array.from(least.keys()).filter((degree) => least[degree]! <= greatest[degree]!);
  let [west, east] = [least[used[0]!]!, greatest[used.at(-1)!]!];
  let widest = west + 360 - east;
  for (let i = 1; i < used.length; i++) {
    const [before, after] = [greatest[used[i - 1]!]!, least[used[i]!]!];
    if (after - before > widest) {
      widest = after - before;
      [west, east] = [after, before];
    }
  }
  return { west, east };
};
