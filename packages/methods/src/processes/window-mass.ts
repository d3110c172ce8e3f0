import { normalDensity, normalUpperTail } from '../distributions/normal.ts';
import { type Decay, exponentialDecay, powerLawDecay } from './decay.ts';

/** The rectangle and time that were watched, in the units of the coordinates and times. */
export interface ObservationWindow {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly t: readonly [number, number];
}

// a normal kernel this many standard deviations inside has all its mass inside, to 1e-11
const INSIDE = 7;
// a reach of as many standard deviations cuts nothing off that matters
const WHOLE = 5.5;

/**
 * The share of a distance kernel around (x, y) that falls inside the window and within `reach`, and its derivatives
 * by the kernel's parameters, into `out`: the boundary integral of an event's influence.
 */
export type WindowMass = (
  x: number,
  y: number,
  window: ObservationWindow,
  reach: number,
  theta: Float64Array,
  at: number,
  out: Float64Array,
) => void;

/**
 * Gaussian: a product of normal integrals where the reach is wide (what lies beyond it, below 3e-7, counted as if all of
 * it lay inside), else the integral over directions.
 */
export const gaussianWindowMass: WindowMass = (x, y, window, reach, theta, at, out) => {
  exponentialDecay.mass(reach * reach, theta, at, out);
  const sigma = Math.exp(-theta[at]! / 2) / Math.SQRT2;
  const near = Math.min(reach, INSIDE * sigma);
  const { x: xs, y: ys } = window;
  if (x - xs[0] > near && xs[1] - x > near && y - ys[0] > near && ys[1] - y > near) return;
  if (reach < WHOLE * sigma) return overDirections(exponentialDecay, x, y, window, reach, theta, at, out);
  const across = between((xs[0] - x) / sigma, (xs[1] - x) / sigma);
  const along = between((ys[0] - y) / sigma, (ys[1] - y) / sigma);
  const inside = across.mass * along.mass;
  // log σ falls by a half where the log rate rises by one
  const slope = -0.5 * (across.byLogSigma * along.mass + across.mass * along.byLogSigma);
  out[1] = out[1]! * inside + out[0]! * slope;
  out[0]! *= inside;
};

const between = (a: number, b: number): { mass: number; byLogSigma: number } => ({
  mass: normalUpperTail(a) - normalUpperTail(b),
  byLogSigma: a * normalDensity(a) - b * normalDensity(b),
});

// Gauss and Legendre's 16 points, half of them
const NODES = [
  0.0950125098376374, 0.2816035507792589, 0.4580167776572274, 0.6178762444026438, 0.755404408355003,
  0.8656312023878318, 0.9445750230732326, 0.9894009349916499,
];
const WEIGHTS = [
  0.1894506104550685, 0.1826034150449236, 0.1691565193950025, 0.1495959888165767, 0.1246289712555339,
  0.0951585116824928, 0.0622535239386479, 0.0271524594117541,
];

/** Power law: the integral over directions. */
export const powerLawWindowMass: WindowMass = (x, y, window, reach, theta, at, out) =>
  overDirections(powerLawDecay, x, y, window, reach, theta, at, out);

/**
 * The mass up to the boundary or the reach, whichever is nearer, over all directions, side by side of the window. With
 * s = d·sinh(w) along a side at distance d, the direction turns by dw/cosh(w) and the boundary is at d·cosh(w).
 */
const overDirections = (
  decay: Decay,
  x: number,
  y: number,
  window: ObservationWindow,
  reach: number,
  theta: Float64Array,
  at: number,
  out: Float64Array,
): void => {
  const [west, east] = [x - window.x[0], window.x[1] - x];
  const [south, north] = [y - window.y[0], window.y[1] - y];
  const whole = reach * reach;
  decay.mass(whole, theta, at, out);
  if (Math.min(west, east, south, north) >= reach) return;
  const sums = new Float64Array(1 + decay.size);
  const part = new Float64Array(1 + decay.size);
  side(decay, west, south, north, whole, theta, at, part, sums);
  side(decay, east, south, north, whole, theta, at, part, sums);
  side(decay, south, west, east, whole, theta, at, part, sums);
  side(decay, north, west, east, whole, theta, at, part, sums);
  for (let k = 0; k < sums.length; k++) out[k] = sums[k]! / (2 * Math.PI);
};

const side = (
  decay: Decay,
  d: number,
  before: number,
  after: number,
  whole: number,
  theta: Float64Array,
  at: number,
  part: Float64Array,
  sums: Float64Array,
): void => {
  // on the boundary itself half of the directions see nothing of the window
  if (d <= 0) return;
  // where the boundary lies beyond the reach the mass is that of the reach: split there, the integrand has a corner
  const corner = whole > d * d ? Math.acosh(Math.sqrt(whole) / d) : 0;
  for (const length of [before, after]) {
    const end = Math.asinh(length / d);
    const cut = Math.min(corner, end);
    stretch(decay, d, 0, cut, whole, theta, at, part, sums);
    if (end <= cut) continue;
    decay.mass(whole, theta, at, part);
    const angle = Math.atan(Math.sinh(end)) - Math.atan(Math.sinh(cut));
    for (let k = 0; k < sums.length; k++) sums[k]! += angle * part[k]!;
  }
};

const stretch = (
  decay: Decay,
  d: number,
  from: number,
  to: number,
  whole: number,
  theta: Float64Array,
  at: number,
  part: Float64Array,
  sums: Float64Array,
): void => {
  const pieces = Math.ceil((to - from) / 3);
  const half = (to - from) / (2 * pieces);
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + half * (2 * piece + 1);
    for (let node = 0; node < 16; node++) {
      const w = middle + half * (node < 8 ? NODES[node]! : -NODES[node - 8]!);
      const cosh = Math.cosh(w);
      decay.mass(Math.min(whole, (d * cosh) ** 2), theta, at, part);
      const weight = (half * WEIGHTS[node & 7]!) / cosh;
      for (let k = 0; k < sums.length; k++) sums[k]! += weight * part[k]!;
    }
  }
};
