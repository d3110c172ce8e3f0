import { type Cells, sortIntoCells } from '../cells/cells.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { type Breath, breathing, type LongRun } from '../long-run.ts';
import { allFinite, positive, sameLength, wholeNumber } from '../problems.ts';
import { type CoreCells, connectedCells, coreCells, toBox } from './core-cells.ts';
import { coreMarker } from './core-marker.ts';
import { type DensityClusters, numbered } from './labels.ts';
import { type Neighbourhoods, nearestRows, neighbourhoods } from './neighbourhoods.ts';

export interface DbscanOptions extends LongRun {
  /** two points are neighbours at most so far apart, in the unit of x and y */
  readonly eps: number;
  /** a point with at least so many neighbours, itself among them, is a core point */
  readonly minPts: number;
}

export interface DbscanResult extends DensityClusters {
  readonly kind: 'dbscan';
}

/**
 * Which points lie together in dense groups of any shape, and which alone?
 *
 * Core points, noise and the grouping of core points are those of the definition. A border point, in reach of cores of two
 * clusters, joins that of its nearest core point, so that the order of the points does not matter.
 *
 * @param x, y plane coordinates, one per point; project degrees first
 * @returns a cluster number per point, or `Insufficient` for fewer points than `minPts`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n + neighbouring pairs of points in thinly filled cells).
 * Source: Ester, Kriegel, Sander & Xu (1996), KDD-96, 226–231; cells of side eps/√2, whose points are all neighbours:
 * Gunawan (2013), A faster algorithm for DBSCAN, TU Eindhoven.
 */
export const dbscan = async (
  x: Float64Array,
  y: Float64Array,
  { eps, minPts, ...run }: DbscanOptions,
): Promise<DbscanResult | Insufficient> => {
  const n = sameLength({ x, y });
  allFinite('x', x);
  allFinite('y', y);
  positive('eps', eps);
  wholeNumber('minPts', minPts, 1);
  if (n < minPts)
    return insufficient({
      reason: 'too-few-points',
      detail: 'No point can have so many neighbours; there are too few points.',
      have: n,
      need: minPts,
    });
  const breath = breathing(run);
  const division = crowding(x, y, eps) > 3 ? 2 : 1;
  // a little less, so that rounding never puts two points of a cell out of each other's reach
  const side = (eps / Math.SQRT2 / division) * (1 - 1e-6);
  const cells = sortIntoCells(x, y, side);
  const around = neighbourhoods(cells, division);
  const core = await corePlaces(cells, around, eps * eps, minPts, breath);
  const cores = coreCells(cells, core);
  const sets = await connectedCells(cells, around, cores, eps * eps, breath);

  const names = new Int32Array(n);
  const coreFlags = new Uint8Array(n);
  const cellCount = cells.row.length;
  const bounds = { reach: eps * eps, side };
  const order = nearestRows(around);
  for (let cell = 0; cell < cellCount; cell++) {
    if ((cell & 255) === 0 && breath.due()) await breath.take(0.7 + (0.3 * cell) / cellCount);
    const name = cores.start[cell + 1]! > cores.start[cell]! ? sets.find(cell) + 1 : 0;
    for (let place = cells.start[cell]!; place < cells.start[cell + 1]!; place++) {
      const point = cells.order[place]!;
      if (core[place] === 1) {
        coreFlags[point] = 1;
        names[point] = name;
        continue;
      }
      const nearest = nearestCore(cells.x[place]!, cells.y[place]!, bounds, cores, around, order, cell);
      if (nearest >= 0) names[point] = sets.find(nearest) + 1;
    }
  }
  return { kind: 'dbscan', ...numbered(names, cellCount, coreFlags) };
};

/** Points in an average square of side eps/√2: where they crowd, smaller cells decide more of them at once. */
const crowding = (x: Float64Array, y: Float64Array, eps: number): number => {
  const area = extent(x) * extent(y);
  return (x.length * eps * eps) / 2 / area;
};

const extent = (values: Float64Array): number => {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
};

/** 1 at the places of core points. */
const corePlaces = async (
  cells: Cells,
  around: Neighbourhoods,
  reach: number,
  minPts: number,
  breath: Breath,
): Promise<Uint8Array> => {
  const { start } = cells;
  const cellCount = cells.row.length;
  const marker = coreMarker(cells, 4 * around.rows, reach);
  const look = looker(cells, around, marker.stretches);
  for (let cell = 0; cell < cellCount; cell++) {
    if ((cell & 255) === 0 && breath.due()) await breath.take((0.4 * cell) / cellCount);
    const from = start[cell]!;
    const to = start[cell + 1]!;
    look.at(cell);
    const need = minPts - look.sure;
    if (need <= 0) marker.core.fill(1, from, to);
    else if (look.unsure >= need) marker.mark(from, to, look.used, look.unsure, need);
  }
  return marker.core;
};

/**
 * Tells for a cell how many points are neighbours of all of its own, and where those stand that may be: from, to, from,
 * to … in `stretches`, the nearest rows first, so that enough neighbours are found soon.
 */
const looker = ({ start, column }: Cells, around: Neighbourhoods, stretches: Uint32Array) => {
  const { rows, own, sure, first, end } = around;
  const order = nearestRows(around);
  const found = {
    /** numbers in the stretches */
    used: 0,
    sure: 0,
    unsure: 0,
    at(cell: number): void {
      found.used = 0;
      found.sure = 0;
      found.unsure = 0;
      const middle = column[cell]!;
      for (let n = 0; n < rows; n++) {
        const k = order[n]!;
        let low = first[cell * rows + k]!;
        const high = end[cell * rows + k]!;
        if (low === high) continue;
        if (Math.abs(k - own) <= sure) {
          const left = low;
          while (low < high && column[low]! < middle - sure) low++;
          add(start[left]!, start[low]!);
          const inside = low;
          while (low < high && column[low]! <= middle + sure) low++;
          found.sure += start[low]! - start[inside]!;
        }
        add(start[low]!, start[high]!);
      }
    },
  };
  const add = (from: number, to: number): void => {
    if (from === to) return;
    stretches[found.used++] = from;
    stretches[found.used++] = to;
    found.unsure += to - from;
  };
  return found;
};

/** The cell of the nearest core point within reach, −1 if none; of equally near ones the first by x, then y. */
const nearestCore = (
  px: number,
  py: number,
  { reach, side }: { reach: number; side: number },
  { start, x, y, boxes }: CoreCells,
  { rows, own, first, end }: Neighbourhoods,
  order: readonly number[],
  cell: number,
): number => {
  let found = -1;
  let nearest = -1;
  let least = reach;
  for (let n = 0; n < rows; n++) {
    const k = order[n]!;
    // whole rows between
    const away = Math.max(0, Math.abs(k - own) - 1) * side * (1 - 1e-6);
    if (away * away > least) break;
    for (let near = first[cell * rows + k]!, last = end[cell * rows + k]!; near < last; near++) {
      if (toBox(boxes, near, px, py) > least) continue;
      for (let other = start[near]!, stop = start[near + 1]!; other < stop; other++) {
        const dx = x[other]! - px;
        const dy = y[other]! - py;
        const square = dx * dx + dy * dy;
        if (square > least) continue;
        const tied = square === least && nearest >= 0;
        if (tied && (x[other]! > x[nearest]! || (x[other]! === x[nearest]! && y[other]! >= y[nearest]!)))
          continue;
        nearest = other;
        found = near;
        least = square;
      }
    }
  }
  return found;
};
