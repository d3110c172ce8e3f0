import type { Cells } from '../cells/cells.ts';
import type { Breath } from '../long-run.ts';
import { type DisjointSets, disjointSets } from './disjoint-sets.ts';
import type { Neighbourhoods } from './neighbourhoods.ts';

/** The core points, cell by cell. */
export interface CoreCells {
  /** first core point of each cell, and their number at the end */
  readonly start: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** least x, least y, most x, most y of the core points of each cell */
  readonly boxes: Float64Array;
}

export const coreCells = (cells: Cells, core: Uint8Array): CoreCells => {
  const cellCount = cells.row.length;
  let count = 0;
  for (let place = 0; place < core.length; place++) count += core[place]!;
  const start = new Uint32Array(cellCount + 1);
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const boxes = new Float64Array(4 * cellCount);
  let at = 0;
  for (let cell = 0; cell < cellCount; cell++) {
    start[cell] = at;
    let x0 = Number.POSITIVE_INFINITY;
    let y0 = x0;
    let x1 = -x0;
    let y1 = -x0;
    for (let place = cells.start[cell]!; place < cells.start[cell + 1]!; place++) {
      if (core[place] === 0) continue;
      const px = cells.x[place]!;
      const py = cells.y[place]!;
      x[at] = px;
      y[at++] = py;
      if (px < x0) x0 = px;
      if (px > x1) x1 = px;
      if (py < y0) y0 = py;
      if (py > y1) y1 = py;
    }
    boxes[4 * cell] = x0;
    boxes[4 * cell + 1] = y0;
    boxes[4 * cell + 2] = x1;
    boxes[4 * cell + 3] = y1;
  }
  start[cellCount] = at;
  return { start, x, y, boxes };
};

/** Squared distance from a place to the box of a cell's core points; to each of them it is at least as much, rounding included. */
export const toBox = (boxes: Float64Array, cell: number, px: number, py: number): number => {
  const x0 = boxes[4 * cell]!;
  const y0 = boxes[4 * cell + 1]!;
  const x1 = boxes[4 * cell + 2]!;
  const y1 = boxes[4 * cell + 3]!;
  const outX = px < x0 ? x0 - px : px > x1 ? px - x1 : 0;
  const outY = py < y0 ? y0 - py : py > y1 ? py - y1 : 0;
  return outX * outX + outY * outY;
};

/** Which cells are joined by chains of core points within reach (a squared distance). */
export const connectedCells = async (
  { column }: Cells,
  { rows, own, sure, first, end }: Neighbourhoods,
  cores: CoreCells,
  reach: number,
  breath: Breath,
): Promise<DisjointSets> => {
  const cellCount = column.length;
  const { start } = cores;
  const sets = disjointSets(cellCount);
  // touching cells first: most of those farther apart are then joined already, and need no look at their points
  for (const touching of [true, false])
    for (let cell = 0; cell < cellCount; cell++) {
      if ((cell & 255) === 0 && breath.due())
        await breath.take(0.4 + (0.15 * cell) / cellCount + (touching ? 0 : 0.15));
      if (start[cell] === start[cell + 1]) continue;
      const lastRow = touching ? own + 2 : rows;
      let root = sets.find(cell);
      for (let k = own; k < lastRow; k++) {
        const stop = end[cell * rows + k]!;
        for (let other = k === own ? cell + 1 : first[cell * rows + k]!; other < stop; other++) {
          if (start[other] === start[other + 1]) continue;
          if (touching && Math.abs(column[other]! - column[cell]!) > 1) continue;
          if (sets.find(other) === root) continue;
          if ((touching && sure > 0) || withinReach(cores, cell, other, reach)) {
            sets.unite(cell, other);
            root = sets.find(cell);
          }
        }
      }
    }
  return sets;
};

/**
 * Whether any core points of two cells are neighbours. Only points in reach of the other cell's box are compared, so
 * many points in one spot, as geocoding to villages brings, cost no more than their number.
 */
const withinReach = (
  { start, x, y, boxes }: CoreCells,
  one: number,
  other: number,
  reach: number,
): boolean => {
  for (let i = start[one]!; i < start[one + 1]!; i++) {
    const px = x[i]!;
    const py = y[i]!;
    if (toBox(boxes, other, px, py) > reach) continue;
    for (let j = start[other]!; j < start[other + 1]!; j++) {
      const dx = x[j]! - px;
      const dy = y[j]! - py;
      if (dx * dx + dy * dy <= reach) return true;
    }
  }
  return false;
};
