import { type CellList, cellList } from './cell-list.ts';
import { type StampTable, stampTable } from './stamp-table.ts';

/**
 * A sum of Gaussians, not binned but nearly as fast as binned: a Gaussian is the convolution of narrower ones, and on a
 * grid the convolution integral may be replaced by the sum over nodes, whose error falls with exp(−2π²s²). So every
 * event is spread over the few nodes around it by a narrow Gaussian, the grid is convolved with the rest, and places
 * off the grid gather from their nodes by the narrow one again. Unlike an expansion this multiplies each event's share
 * by 1 + ε, |ε| ≤ tolerance, however far from it.
 *
 * Sources: Greengard & Lee (2004), SIAM Review 46(3), for the spreading; Trefethen & Weideman (2014), SIAM Review 56(3),
 * section 5, for the sum's error. Here the split is of the kernel itself, with no transform.
 */
export interface Split {
  /** variance of the narrow Gaussian, in nodes² */
  readonly narrow: number;
  /** standard deviation of the rest, in nodes */
  readonly rest: number;
  /** nodes on each side over which the narrow one is spread */
  readonly half: number;
}

// a share this small of an event's peak need not be met relatively: 5.3 deviations away
const FAINT = Math.sqrt(2 * Math.log(1e6));

/**
 * @param deviation of the whole Gaussian, in nodes
 * @param ends 1: only events lie off the grid; 2: the places asked for do, too
 * @returns undefined where the grid is too coarse for the tolerance
 */
export const splitOf = (deviation: number, tolerance: number, ends: 1 | 2): Split | undefined => {
  const whole = deviation ** 2;
  // each replaced integral is of a Gaussian with deviation s: 2·exp(−2π²s²) ≤ tolerance / 8
  const least = Math.log(16 / tolerance) / (2 * Math.PI ** 2);
  // s² = v(whole − v)/whole, or v(whole − 2v)/(whole − v) for the inner of two
  const sum = ends === 1 ? whole : whole + least;
  const room = sum ** 2 - 4 * ends * least * whole;
  if (!(room >= 0)) return undefined;
  const narrow = (sum - Math.sqrt(room)) / (2 * ends);
  const shift = (FAINT * narrow) / deviation;
  return {
    narrow,
    rest: Math.sqrt(whole - ends * narrow),
    // the first node left out is half + 1 from the nearest one, and that at most ½ from the place
    half: Math.ceil(Math.sqrt(2 * least * Math.log(8 / tolerance)) + shift - 0.5),
  };
};

/** Nodes at whole steps from a first one. */
export interface Nodes {
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
  readonly columns: number;
  readonly rows: number;
}

/** The narrow Gaussian's values at the nodes around one place after another. */
interface Footprint {
  /** fills `values` and returns the first node */
  around(place: number): number;
  readonly values: Float64Array;
}

const footprint = (
  { narrow, half }: Split,
  values: Float64Array = new Float64Array(2 * half + 1),
): Footprint => {
  // exp(−(k − t)²/2v) = exp(−t²/2v) · exp(t/v)ᵏ · exp(−k²/2v): two exponentials a place
  const fixed = new Float64Array(values.length).map((_, i) => Math.exp(-((i - half) ** 2) / (2 * narrow)));
  const peak = 1 / Math.sqrt(2 * Math.PI * narrow);
  return {
    values,
    around: (place) => {
      const nearest = Math.round(place);
      const t = place - nearest;
      const top = peak * Math.exp((-t * t) / (2 * narrow));
      const step = Math.exp(t / narrow);
      const back = 1 / step;
      values[half] = top;
      let up = top;
      let down = top;
      for (let k = 1; k <= half; k++) {
        up *= step;
        down *= back;
        values[half + k] = up * fixed[half + k]!;
        values[half - k] = down * fixed[half - k]!;
      }
      return nearest - half;
    },
  };
};

// places are taken tile by tile, so that their nodes stay in the fast part of memory
const TILE = 16;
const inTiles = (x: Float64Array, y: Float64Array, { dx, dy }: Nodes): CellList =>
  cellList(x, y, TILE * Math.max(dx, dy));

// fewer are done before the module is compiled
const LEAST_PLACES = 5000;
const stamps = (places: number, nodes: Nodes, across: Split, upward: Split): StampTable | undefined =>
  places < LEAST_PLACES ? undefined : stampTable(nodes, 2 * across.half + 1, 2 * upward.half + 1);

/** Spreads events over the nodes; what falls beyond them is left out. O(n · (2 half + 1)²). */
export const spread = (
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  nodes: Nodes,
  across: Split,
  upward: Split,
  withWasm = true,
): Float64Array => {
  const { x0, y0, dx, dy, columns, rows } = nodes;
  const fast = withWasm ? stamps(x.length, nodes, across, upward) : undefined;
  const table = fast?.table ?? new Float64Array(columns * rows);
  const tiles = inTiles(x, y, nodes);
  const alongX = footprint(across, fast?.across);
  const alongY = footprint(upward, fast?.upward);
  const ex = alongX.values;
  const ey = alongY.values;
  for (let s = 0; s < x.length; s++) {
    const left = alongX.around((tiles.x[s]! - x0) / dx);
    const below = alongY.around((tiles.y[s]! - y0) / dy);
    const weight = weights === undefined ? 1 : weights[tiles.order[s]!]!;
    const cFrom = Math.max(0, -left);
    const cTo = Math.min(ex.length, columns - left);
    const rTo = Math.min(ey.length, rows - below);
    let r = Math.max(0, -below);
    if (fast && r === 0 && cFrom === 0 && rTo === ey.length && cTo === ex.length) {
      fast.add(below * columns + left, weight);
      continue;
    }
    // four rows at once read the footprint once for all
    for (; r + 3 < rTo; r += 4) {
      const w0 = weight * ey[r]!;
      const w1 = weight * ey[r + 1]!;
      const w2 = weight * ey[r + 2]!;
      const w3 = weight * ey[r + 3]!;
      const l0 = (below + r) * columns + left;
      const l1 = l0 + columns;
      const l2 = l1 + columns;
      const l3 = l2 + columns;
      for (let c = cFrom; c < cTo; c++) {
        const e = ex[c]!;
        table[l0 + c]! += w0 * e;
        table[l1 + c]! += w1 * e;
        table[l2 + c]! += w2 * e;
        table[l3 + c]! += w3 * e;
      }
    }
    for (; r < rTo; r++) {
      const share = weight * ey[r]!;
      const line = (below + r) * columns + left;
      for (let c = cFrom; c < cTo; c++) table[line + c]! += share * ex[c]!;
    }
  }
  return table;
};

/** The other way round: what each place gathers from the nodes around it, all of which must exist. */
export const gather = (
  x: Float64Array,
  y: Float64Array,
  table: Float64Array,
  nodes: Nodes,
  across: Split,
  upward: Split,
  withWasm = true,
): Float64Array => {
  const { x0, y0, dx, dy, columns } = nodes;
  const fast = withWasm ? stamps(x.length, nodes, across, upward) : undefined;
  fast?.table.set(table);
  const tiles = inTiles(x, y, nodes);
  const alongX = footprint(across, fast?.across);
  const alongY = footprint(upward, fast?.upward);
  const ex = alongX.values;
  const ey = alongY.values;
  const { length } = ex;
  const sums = new Float64Array(x.length);
  for (let s = 0; s < x.length; s++) {
    const left = alongX.around((tiles.x[s]! - x0) / dx);
    const below = alongY.around((tiles.y[s]! - y0) / dy);
    if (fast) {
      sums[tiles.order[s]!] = fast.sum(below * columns + left);
      continue;
    }
    let sum = 0;
    let r = 0;
    for (; r + 3 < ey.length; r += 4) {
      const l0 = (below + r) * columns + left;
      const l1 = l0 + columns;
      const l2 = l1 + columns;
      const l3 = l2 + columns;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let c = 0; c < length; c++) {
        const e = ex[c]!;
        s0 += table[l0 + c]! * e;
        s1 += table[l1 + c]! * e;
        s2 += table[l2 + c]! * e;
        s3 += table[l3 + c]! * e;
      }
      sum += ey[r]! * s0 + ey[r + 1]! * s1 + ey[r + 2]! * s2 + ey[r + 3]! * s3;
    }
    for (; r < ey.length; r++) {
      const line = (below + r) * columns + left;
      let along = 0;
      for (let c = 0; c < length; c++) along += table[line + c]! * ex[c]!;
      sum += ey[r]! * along;
    }
    sums[tiles.order[s]!] = sum;
  }
  return sums;
};
