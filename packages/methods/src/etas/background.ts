import type { Breath } from '../long-run.ts';
import { type RadialKnots, radialKnots } from '../windows/radial-knots.ts';
import { edgeRules, radialWeights } from '../windows/radial-weights.ts';
import type { PolygonWindow } from '../windows/window.ts';
import type { EtasCatalogue } from './model.ts';

/** The window as each event sees it: integrals over it are products with these weights. */
export interface Surroundings {
  readonly knots: RadialKnots;
  /** n × knots */
  readonly weights: Float64Array;
  /** the first knot of each event with a weight: those nearer than the border have none */
  readonly nearest: Int32Array;
  /** the knots' radii squared */
  readonly squares: Float64Array;
}

/** Once O(n · corners of the window). */
export const surroundingsOf = async (
  { n, x, y }: EtasCatalogue,
  window: PolygonWindow,
  breath: Breath,
): Promise<Surroundings> => {
  let farthest = 0;
  for (const ring of window.rings)
    for (let k = 0; k < ring.x.length; k++)
      for (let i = 0; i < n; i++)
        farthest = Math.max(farthest, (x[i]! - ring.x[k]!) ** 2 + (y[i]! - ring.y[k]!) ** 2);
  const knots = radialKnots(Math.sqrt(farthest));
  const weights = new Float64Array(n * knots.radii.length);
  const nearest = new Int32Array(n);
  const rules = edgeRules();
  for (let i = 0; i < n; i++) {
    if (breath.due()) await breath.take(0);
    radialWeights(window, x[i]!, y[i]!, knots.reach, knots, rules, weights, i * knots.radii.length);
    while (nearest[i]! < knots.radii.length && weights[i * knots.radii.length + nearest[i]!] === 0)
      nearest[i]!++;
  }
  return { knots, weights, nearest, squares: knots.radii.map((r) => r * r) };
};

/** The distance of each event to its neighbour of the given rank, at least `least`. O(n²). */
export const bandwidths = async (
  { n, x, y }: EtasCatalogue,
  neighbours: number,
  least: number,
  breath: Breath,
): Promise<Float64Array> => {
  const rank = Math.min(neighbours, n - 1);
  const nearest = new Float64Array(rank);
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (breath.due()) await breath.take(0);
    nearest.fill(Number.POSITIVE_INFINITY);
    for (let j = 0; j < n; j++) {
      const square = (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2;
      if (j === i || !(square < nearest[rank - 1]!)) continue;
      let at = rank - 1;
      for (; at > 0 && nearest[at - 1]! > square; at--) nearest[at] = nearest[at - 1]!;
      nearest[at] = square;
    }
    result[i] = Math.max(least, Math.sqrt(nearest[rank - 1]!));
  }
  return result;
};

/**
 * u at every event: Gaussian kernels of the events' own bandwidths, weighted by their background probabilities, per
 * unit of the period. Zhuang, Ogata & Vere-Jones (2002), equation 13. O(n²).
 */
export const backgroundRate = async (
  { n, x, y, start, end }: EtasCatalogue,
  bandwidth: Float64Array,
  probability: Float64Array,
  breath: Breath,
): Promise<Float64Array> => {
  const rate = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    if (breath.due()) await breath.take(0);
    const precision = 0.5 / bandwidth[j]! ** 2;
    const height = (probability[j]! * precision) / (Math.PI * (end - start));
    // e^−40 is nothing beside the event's own kernel
    const reach = 40 / precision;
    for (let i = 0; i < n; i++) {
      const square = (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2;
      if (square < reach) rate[i]! += height * Math.exp(-square * precision);
    }
  }
  return rate;
};

/** The share of each event's kernel that lies in the window. O(n · knots). */
export const kernelShares = ({ knots, weights }: Surroundings, bandwidth: Float64Array): Float64Array => {
  const count = knots.radii.length;
  return bandwidth.map((h, i) => {
    let share = 0;
    for (let k = 0; k < count; k++)
      share -= weights[i * count + k]! * Math.expm1(-0.5 * (knots.radii[k]! / h) ** 2);
    return share / (2 * Math.PI);
  });
};
