import { type Cells, sortIntoCells } from '../cells/cells.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { type Breath, breathing, type LongRun } from '../long-run.ts';
import { allFinite, positive, sameLength, wholeNumber } from '../problems.ts';
import { type CoreCells, connectedCells, coreCells } from './core-cells.ts';
import { type DensityClusters, numbered } from './labels.ts';
import { type Neighbourhoods, neighbourhoods, OWN_ROW, ROWS_AROUND } from './neighbourhoods.ts';

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
 * O(n + neighbouring pairs in thinly filled cells), at worst the pairs within 2 eps where cells neither touch nor fill.
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
  // a little less, so that rounding never puts two points of a cell out of each other's reach
  const cells = sortIntoCells(x, y, (eps / Math.SQRT2) * (1 - 1e-6));
  const around = neighbourhoods(cells);
  const core = await corePlaces(cells, around, eps * eps, minPts, breath);
  const cores = coreCells(cells, core);
  const sets = await connectedCells(cells, around, cores, eps * eps, breath);

  const names = new Int32Array(n);
  const coreFlags = new Uint8Array(n);
  const cellCount = cells.row.length;
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
      const nearest = nearestCore(cells.x[place]!, cells.y[place]!, eps * eps, cores, around, cell);
      if (nearest >= 0) names[point] = sets.find(cores.cell[nearest]!) + 1;
    }
  }
  return { kind: 'dbscan', ...numbered(names, cellCount, coreFlags) };
};

/** 1 at the places of core points. */
const corePlaces = async (
  { start, x, y, row }: Cells,
  { first, end }: Neighbourhoods,
  reach: number,
  minPts: number,
  breath: Breath,
): Promise<Uint8Array> => {
  const core = new Uint8Array(x.length);
  const cellCount = row.length;
  // the stretches of places around a cell that are not empty: from, to, from, to …
  const stretches = new Uint32Array(2 * NEAREST_ROWS.length + 2);
  for (let cell = 0; cell < cellCount; cell++) {
    if ((cell & 255) === 0 && breath.due()) await breath.take((0.4 * cell) / cellCount);
    const from = start[cell]!;
    const to = start[cell + 1]!;
    // all points of a cell are neighbours of each other
    if (to - from >= minPts) {
      core.fill(1, from, to);
      continue;
    }
    let used = 0;
    let candidates = to - from;
    const add = (low: number, high: number): void => {
      if (low === high) return;
      stretches[used++] = low;
      stretches[used++] = high;
      candidates += high - low;
    };
    for (const k of NEAREST_ROWS) {
      const low = start[first[cell * ROWS_AROUND + k]!]!;
      const high = start[end[cell * ROWS_AROUND + k]!]!;
      if (k === OWN_ROW) {
        add(low, from);
        add(to, high);
      } else add(low, high);
    }
    if (candidates < minPts) continue;
    for (let place = from; place < to; place++)
      if (hasNeighbours(x, y, place, stretches, used, reach, minPts - (to - from))) core[place] = 1;
  }
  return core;
};

/** The rows of a neighbourhood from the nearest on, so that enough neighbours are found soon. */
const NEAREST_ROWS = [OWN_ROW, OWN_ROW - 1, OWN_ROW + 1, OWN_ROW - 2, OWN_ROW + 2];

/** Whether a place has so many neighbours in the stretches. */
const hasNeighbours = (
  x: Float64Array,
  y: Float64Array,
  place: number,
  stretches: Uint32Array,
  used: number,
  reach: number,
  need: number,
): boolean => {
  const px = x[place]!;
  const py = y[place]!;
  let found = 0;
  for (let s = 0; s < used; s += 2)
    for (let other = stretches[s]!, stop = stretches[s + 1]!; other < stop; other++) {
      const dx = x[other]! - px;
      const dy = y[other]! - py;
      if (dx * dx + dy * dy <= reach && ++found >= need) return true;
    }
  return false;
};

/** The nearest core point within reach, −1 if none; of equally near ones the first by x, then y. */
const nearestCore = (
  px: number,
  py: number,
  reach: number,
  { start, x, y }: CoreCells,
  { first, end }: Neighbourhoods,
  cell: number,
): number => {
  let nearest = -1;
  let least = reach;
  for (let k = cell * ROWS_AROUND; k < (cell + 1) * ROWS_AROUND; k++)
    for (let other = start[first[k]!]!, stop = start[end[k]!]!; other < stop; other++) {
      const dx = x[other]! - px;
      const dy = y[other]! - py;
      const square = dx * dx + dy * dy;
      if (square > least) continue;
      const tied = square === least && nearest >= 0;
      if (tied && (x[other]! > x[nearest]! || (x[other]! === x[nearest]! && y[other]! >= y[nearest]!)))
        continue;
      nearest = other;
      least = square;
    }
  return nearest;
};
