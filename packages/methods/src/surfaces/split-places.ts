import { gaussianHalf } from './convolve.ts';
import { convolvePlane } from './convolve-plane.ts';
import { gather, type Nodes, type Split, splitOf, spread } from './gaussian-split.ts';

/** Nodes per bandwidth: fewer are too coarse for small tolerances or need wider footprints, more only cost. */
const NODES_PER_BANDWIDTH = 4.5;
const MOST_NODES = 2 ** 24;

export interface PlacesPlan {
  readonly nodes: Nodes;
  readonly split: Split;
  readonly half: Float64Array;
  /** about how long it takes, in additions of one event to one place */
  readonly cost: number;
}

/** The grid for events and places, and what it would cost; undefined where it would be too large. */
export const placesPlan = (
  arrays: readonly { readonly x: Float64Array; readonly y: Float64Array }[],
  bandwidth: number,
  reach: number,
  tolerance: number,
): PlacesPlan | undefined => {
  const split = splitOf(NODES_PER_BANDWIDTH, tolerance, 2);
  if (!split) return undefined;
  let xMin = Number.POSITIVE_INFINITY;
  let xMax = Number.NEGATIVE_INFINITY;
  let yMin = Number.POSITIVE_INFINITY;
  let yMax = Number.NEGATIVE_INFINITY;
  let footprints = 0;
  for (const { x, y } of arrays) {
    footprints += x.length;
    for (let i = 0; i < x.length; i++) {
      const px = x[i]!;
      const py = y[i]!;
      if (px < xMin) xMin = px;
      if (px > xMax) xMax = px;
      if (py < yMin) yMin = py;
      if (py > yMax) yMax = py;
    }
  }
  const step = bandwidth / NODES_PER_BANDWIDTH;
  const margin = split.half + 1;
  const columns = Math.ceil((xMax - xMin) / step) + 1 + 2 * margin;
  const rows = Math.ceil((yMax - yMin) / step) + 1 + 2 * margin;
  if (!(columns * rows <= MOST_NODES)) return undefined;
  const half = gaussianHalf(split.rest, reach);
  return {
    nodes: { x0: xMin - margin * step, y0: yMin - margin * step, dx: step, dy: step, columns, rows },
    split,
    half,
    // measured: a tap costs half of a distance with its exponential, a node of a footprint a quarter
    cost: (footprints * (2 * split.half + 1) ** 2) / 4 + columns * rows * half.length,
  };
};

/** Sums of all events' Gaussians at the places, of total weight 1 each, by the split of `gaussian-split.ts`. */
export const splitPlaces = (
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
  places: { readonly x: Float64Array; readonly y: Float64Array },
  { nodes, split, half }: PlacesPlan,
): Float64Array => {
  const values = spread(x, y, weights, nodes, split, split);
  const smooth = convolvePlane(
    { values, rows: nodes.rows, columns: nodes.columns },
    { along: half, upward: half },
  );
  const sums = gather(places.x, places.y, smooth, nodes, split, split);
  const perNode = 1 / (nodes.dx * nodes.dy);
  for (let i = 0; i < sums.length; i++) sums[i]! *= perNode;
  return sums;
};
