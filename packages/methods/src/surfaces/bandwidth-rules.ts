import { type Insufficient, insufficient } from '../insufficient.ts';
import { bin } from './bin.ts';
import { checkEvents } from './density-input.ts';
import { transformTable } from './fft.ts';
import type { Raster } from './raster.ts';

/** Fewer events than this give no bandwidth. */
export const BANDWIDTH_LEAST_EVENTS = 10;

export interface ScottBandwidth {
  readonly kind: 'scott-bandwidth';
  /** along x and along y, in the unit of the coordinates */
  readonly x: number;
  readonly y: number;
  /** their geometric mean, for one bandwidth on both axes */
  readonly bandwidth: number;
}

/**
 * Scott's rule: the standard deviation along each axis times n^(−1/6). Right for one normal cloud; too wide, often much,
 * for events in several clusters.
 *
 * @returns the bandwidths, or `Insufficient` for fewer than 10 events or events on a line along an axis
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n). Source: Scott (1992), Multivariate Density Estimation, 6.3.
 */
export const scottBandwidth = (x: Float64Array, y: Float64Array): ScottBandwidth | Insufficient => {
  const refused = tooFew(x, y);
  if (refused) return refused;
  const shrink = x.length ** (-1 / 6);
  const [alongX, alongY] = [deviation(x) * shrink, deviation(y) * shrink];
  return { kind: 'scott-bandwidth', x: alongX, y: alongY, bandwidth: Math.sqrt(alongX * alongY) };
};

export interface PlugInBandwidth {
  readonly kind: 'plug-in-bandwidth';
  /** one for both axes, in the unit of the coordinates */
  readonly bandwidth: number;
}

const PILOT_CELLS = 512;
// bins per pilot bandwidth: fewer blur what is measured
const LEAST_CELLS = 1;
// derivatives estimated one after another before that of the answer; more follow clusters closer and scatter more
const STAGES = 5;

/**
 * Plug-in bandwidth, as Sheather and Jones' on a line: the h of least asymptotic mean integrated squared error of a
 * Gaussian estimate, h⁶ = 1 / (2π n S₂), where Sₘ = |∫ f ∇²ᵐf| is unknown. S₂ is estimated with a pilot bandwidth whose
 * leading bias is nothing, g²ᵐ⁺⁴ = m! 2ᵐ / (π n Sₘ₊₁), that by an estimate of S₃, and so on up to S₇, which is taken from a
 * normal cloud of the same variance.
 *
 * @returns the bandwidth, or `Insufficient` for fewer than 10 events, events on a line along an axis, or some so far out
 * that the bins are too coarse for the others
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * The double sums over pairs are taken in the frequency domain from 512 × 512 bins (error in h below 0.1 %): O(n) and one
 * transform. Sources: Wand & Jones (1994), Computational Statistics 9; Wand & Jones (1995), Kernel Smoothing, 4.7, here
 * with one bandwidth, the radial derivatives and five stages, as Botev, Grotowski & Kroese (2010), Annals of Statistics
 * 38(5), advise for clusters.
 */
export const plugInBandwidth = (x: Float64Array, y: Float64Array): PlugInBandwidth | Insufficient => {
  const refused = tooFew(x, y);
  if (refused) return refused;
  const n = x.length;
  const raster = rasterAround(x, y);
  const cell = Math.max(raster.xMax - raster.xMin, raster.yMax - raster.yMin) / PILOT_CELLS;
  const derivative = pairDerivatives(x, y, raster);
  const variance = (deviation(x) ** 2 + deviation(y) ** 2) / 2;
  let m = 2 + STAGES;
  let size = atMiddle(m) / (2 * variance) ** (m + 1);
  for (m--; m >= 2; m--) {
    const pilot = ((2 * atMiddle(m)) / (n * size)) ** (1 / (2 * m + 4));
    if (pilot < LEAST_CELLS * cell)
      return insufficient({
        reason: 'range-too-wide',
        detail:
          'Some events lie so far from the others that bins over all of them are too coarse; leave those out.',
        have: pilot / cell,
        need: LEAST_CELLS,
      });
    size = derivative(pilot, m);
  }
  return { kind: 'plug-in-bandwidth', bandwidth: (1 / (2 * Math.PI * n * size)) ** (1 / 6) };
};

/** |∇²ᵐ| of the Gaussian of bandwidth 1 in its middle: m! 2ᵐ / 2π. */
const atMiddle = (m: number): number => {
  let product = 1 / (2 * Math.PI);
  for (let i = 1; i <= m; i++) product *= 2 * i;
  return product;
};

/**
 * n⁻² |Σᵢ Σⱼ ∇²ᵐ| of the Gaussian of bandwidth g at xᵢ − xⱼ: by Parseval
 * (2π)⁻² ∫ |k|²ᵐ exp(−g²k²/2) |mean of exp(ikx)|² dk.
 */
const pairDerivatives = (
  x: Float64Array,
  y: Float64Array,
  raster: Raster,
): ((g: number, m: number) => number) => {
  const size = 2 * PILOT_CELLS;
  const { values } = bin(x, y, undefined, raster, 'linear');
  const real = new Float64Array(size * size);
  const imaginary = new Float64Array(size * size);
  // the other three quarters stay empty, so that no event meets another around the edge
  for (let r = 0; r < PILOT_CELLS; r++)
    real.set(values.subarray(r * PILOT_CELLS, (r + 1) * PILOT_CELLS), r * size);
  transformTable({ real, imaginary, rows: size, columns: size });
  const width = 2 * (raster.xMax - raster.xMin);
  const height = 2 * (raster.yMax - raster.yMin);
  // linear binning damps amplitudes by sinc² along each axis
  const damped = new Float64Array(size).map((_, i) => {
    const half = (Math.PI * Math.min(i, size - i)) / size;
    return half === 0 ? 1 : (Math.sin(half) / half) ** 4;
  });
  return (g, m) => {
    let sum = 0;
    for (let r = 0; r < size; r++) {
      const ky = (2 * Math.PI * Math.min(r, size - r)) / height;
      for (let c = 0; c < size; c++) {
        const kx = (2 * Math.PI * Math.min(c, size - c)) / width;
        const squared = kx * kx + ky * ky;
        const exponent = 0.5 * g * g * squared;
        if (exponent > 60) continue;
        const at = r * size + c;
        sum +=
          (squared ** m * Math.exp(-exponent) * (real[at]! ** 2 + imaginary[at]! ** 2)) /
          (damped[r]! * damped[c]!);
      }
    }
    return sum / (x.length ** 2 * width * height);
  };
};

/** A raster whose outer cells' centres are the outer events. */
const rasterAround = (x: Float64Array, y: Float64Array): Raster => {
  const bounds = (values: Float64Array): readonly [number, number] => {
    let least = values[0]!;
    let most = values[0]!;
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    const half = (most - least) / (2 * (PILOT_CELLS - 1));
    return [least - half, most + half];
  };
  const [xMin, xMax] = bounds(x);
  const [yMin, yMax] = bounds(y);
  return { xMin, xMax, yMin, yMax, columns: PILOT_CELLS, rows: PILOT_CELLS };
};

/** Refuses what no rule can take a bandwidth from. */
export const tooFew = (x: Float64Array, y: Float64Array): Insufficient | undefined => {
  checkEvents(x, y);
  if (x.length < BANDWIDTH_LEAST_EVENTS)
    return insufficient({
      reason: 'too-few-events',
      detail: 'A bandwidth is chosen from how events scatter; there are too few to say.',
      have: x.length,
      need: BANDWIDTH_LEAST_EVENTS,
    });
  if (x.every((value) => value === x[0]) || y.every((value) => value === y[0]))
    return insufficient({
      reason: 'no-variation',
      detail: 'All events have the same x or the same y; they spread over no area.',
      have: 1,
      need: 2,
    });
  return undefined;
};

const deviation = (values: Float64Array): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};
