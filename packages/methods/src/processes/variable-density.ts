import { normalDistribution } from '../distributions/normal.ts';
import type { ObservationWindow } from './window-mass.ts';

/**
 * A kernel density whose bandwidth follows the crowd: each point's Gaussian is as wide as the distance to its k-th
 * neighbour, and is divided by its mass inside the window.
 */
export interface VariableDensity {
  readonly bandwidths: Float64Array;
  /**
   * The density at each point from all others, weighted: a point says nothing about itself, else a lone event would
   * explain itself. One unit of weight is spread evenly over the window, so that no density is 0.
   */
  leaveOneOut(weights: Float64Array): Float64Array;
  /** the density at any place from all points, weighted */
  at(x: number, y: number, weights: Float64Array): number;
}

// a Gaussian is cut where it has fallen to 4e-6 of its height
const CUT = 5;

/** O(n·k) to build, O(n · points within 5 bandwidths) an answer. Source: Zhuang, Ogata & Vere-Jones (2002), JASA 97. */
export const variableDensity = (
  x: Float64Array,
  y: Float64Array,
  { x: xs, y: ys }: ObservationWindow,
  neighbours: number,
  leastBandwidth: number,
): VariableDensity => {
  const n = x.length;
  const [width, height] = [xs[1] - xs[0], ys[1] - ys[0]];
  const area = width * height;
  const side = Math.max(Math.sqrt((4 * area) / Math.max(1, n)), Math.max(width, height) / 2000);
  const columns = Math.floor(width / side) + 1;
  const rows = Math.floor(height / side) + 1;
  const column = (value: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor((value - xs[0]) / side)));
  const row = (value: number): number => Math.min(rows - 1, Math.max(0, Math.floor((value - ys[0]) / side)));
  const starts = new Int32Array(columns * rows + 1);
  for (let i = 0; i < n; i++) starts[row(y[i]!) * columns + column(x[i]!) + 1]!++;
  for (let c = 0; c < columns * rows; c++) starts[c + 1]! += starts[c]!;
  const fill = starts.slice();
  const members = new Int32Array(n);
  for (let i = 0; i < n; i++) members[fill[row(y[i]!) * columns + column(x[i]!)]!++] = i;

  const eachNear = (
    px: number,
    py: number,
    radius: number,
    visit: (j: number, square: number) => void,
  ): void => {
    const [c0, c1] = [column(px - radius), column(px + radius)];
    const r1 = row(py + radius);
    for (let r = row(py - radius); r <= r1; r++)
      for (let k = starts[r * columns + c0]!; k < starts[r * columns + c1 + 1]!; k++) {
        const j = members[k]!;
        const square = (x[j]! - px) ** 2 + (y[j]! - py) ** 2;
        if (square <= radius * radius) visit(j, square);
      }
  };
  const kthDistance = (i: number): number => {
    for (let radius = side; ; radius *= 2) {
      const squares: number[] = [];
      eachNear(x[i]!, y[i]!, radius, (_, square) => squares.push(square));
      // the point itself is the first
      if (squares.length > neighbours) return Math.sqrt(Float64Array.from(squares).sort()[neighbours]!);
      if (radius > width + height) return width + height;
    }
  };

  const bandwidths = new Float64Array(n);
  /** height of each point's Gaussian: 1 / (2πh² · mass inside) */
  const heights = new Float64Array(n);
  let widest = 0;
  for (let i = 0; i < n; i++) {
    const h = Math.max(leastBandwidth, kthDistance(i));
    const across = normalDistribution((xs[1] - x[i]!) / h) - normalDistribution((xs[0] - x[i]!) / h);
    const along = normalDistribution((ys[1] - y[i]!) / h) - normalDistribution((ys[0] - y[i]!) / h);
    bandwidths[i] = h;
    heights[i] = 1 / (2 * Math.PI * h * h * across * along);
    widest = Math.max(widest, h);
  }
  const totalOf = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0);
  return {
    bandwidths,
    leaveOneOut(weights) {
      const density = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        const falloff = -0.5 / bandwidths[i]! ** 2;
        const scale = weights[i]! * heights[i]!;
        eachNear(x[i]!, y[i]!, CUT * bandwidths[i]!, (j, square) => {
          if (j !== i) density[j]! += scale * Math.exp(falloff * square);
        });
      }
      const total = totalOf(weights);
      for (let j = 0; j < n; j++) density[j] = (density[j]! + 1 / area) / (total - weights[j]! + 1);
      return density;
    },
    at(px, py, weights) {
      let sum = 1 / area;
      eachNear(px, py, CUT * widest, (i, square) => {
        const h = bandwidths[i]!;
        if (square <= (CUT * h) ** 2) sum += weights[i]! * heights[i]! * Math.exp((-0.5 * square) / (h * h));
      });
      return sum / (totalOf(weights) + 1);
    },
  };
};
