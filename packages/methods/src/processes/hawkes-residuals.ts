import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems, positive } from '../problems.ts';
import { drawPoisson } from '../random/counts.ts';
import type { Rng } from '../random/seeded.ts';
import type { HawkesData, HawkesFit } from './fit-hawkes.ts';
import { causesOf, markFactors } from './hawkes-causes.ts';
import { decayOf, delayTheta, distanceTheta } from './hawkes-kernels.ts';
import { orderOf } from './order.ts';
import { type Uniformity, uniformity } from './uniformity.ts';
import { gaussianWindowMass, powerLawWindowMass } from './window-mass.ts';

/** Event times on the scale on which a right model makes them a Poisson process of rate 1. */
export interface RescaledTimes {
  readonly kind: 'rescaled-times';
  /** by type, in order of time: expected number of events of the type up to each of its events */
  readonly times: readonly Float64Array[];
  /** by type: expected number in the whole window, beside the number there was */
  readonly expected: Float64Array;
  readonly observed: Float64Array;
  /** by type: are the gaps between rescaled times exponential? */
  readonly gaps: readonly Uniformity[];
}

/**
 * Residuals by time rescaling: does the model say when events come? Small p: it does not.
 *
 * @param backgroundUntil expected background events of a type from the window's start to t; even in time when absent
 * @throws Problem METHOD_LENGTHS_DIFFER
 *
 * O(events · events within the reach in time). Sources: Papangelou (1972); Ogata (1988), JASA 83.
 */
export const rescaledTimes = (
  data: HawkesData,
  fit: HawkesFit,
  backgroundUntil: (t: number, type: number) => number = (t, type) =>
    fit.background[type]! * (t - fit.window.t[0]),
): RescaledTimes => {
  const { types, window, reach } = fit;
  const order = orderOf(data.t);
  const n = order.length;
  const shown = shownShare(data, fit, order);
  const delays = fit.delay.map((one) => ({
    decay: decayOf(one.family),
    theta: Float64Array.from(delayTheta(one)),
  }));
  const longest = fit.edges === 'window' ? reach.time : Number.POSITIVE_INFINITY;
  const mass = new Float64Array(3);
  const massUntil = (u: number, k: number): number => {
    const { decay, theta } = delays[delays.length === 1 ? 0 : k]!;
    decay.mass(Math.min(u, longest), theta, 0, mass);
    return mass[0]!;
  };
  const effects = (i: number, c: number, t: number): number => {
    const event = order[i]!;
    const k = (data.type?.[event] ?? 0) * types + c;
    const since = data.t[event]!;
    const before = since < window.t[0] ? massUntil(window.t[0] - since, k) : 0;
    return shown[i * types + c]! * (massUntil(t - since, k) - before);
  };
  // what events beyond reach have done is done
  const done = new Float64Array(types);
  let oldest = 0;
  const expectedUntil = (t: number, c: number, end: number): number => {
    while (oldest < end && t - data.t[order[oldest]!]! > longest) {
      for (let kind = 0; kind < types; kind++) done[kind]! += effects(oldest, kind, t);
      oldest++;
    }
    let sum = done[c]! + backgroundUntil(t, c);
    for (let i = oldest; i < end; i++) sum += effects(i, c, t);
    return sum;
  };
  const times: number[][] = Array.from({ length: types }, () => []);
  for (let i = 0; i < n; i++) {
    const event = order[i]!;
    if (data.t[event]! < window.t[0]) continue;
    const c = data.type?.[event] ?? 0;
    times[c]!.push(expectedUntil(data.t[event]!, c, i));
  }
  return {
    kind: 'rescaled-times',
    times: times.map((list) => Float64Array.from(list)),
    expected: Float64Array.from({ length: types }, (_, c) => expectedUntil(window.t[1], c, n)),
    observed: Float64Array.from(times, (list) => list.length),
    gaps: times.map((list) =>
      uniformity(Float64Array.from(list, (time, i) => -Math.expm1((list[i - 1] ?? 0) - time))),
    ),
  };
};

/** Per event and type: branching · mark factor · share of the distance's mass inside the window. */
const shownShare = (data: HawkesData, fit: HawkesFit, order: Uint32Array): Float64Array => {
  const { types, window, reach, distance, branching } = fit;
  const factors = markFactors(data, fit, order);
  const thetas = distance.map((one) => Float64Array.from(distanceTheta(one)));
  const mass = distance[0]!.family === 'gaussian' ? gaussianWindowMass : powerLawWindowMass;
  const shown = new Float64Array(order.length * types);
  const out = Float64Array.of(1, 0, 0);
  for (const [i, event] of order.entries())
    for (let c = 0; c < types; c++) {
      const k = (data.type?.[event] ?? 0) * types + c;
      const theta = thetas[thetas.length === 1 ? 0 : k]!;
      if (fit.edges === 'window') mass(data.x[event]!, data.y[event]!, window, reach.distance, theta, 0, out);
      shown[i * types + c] = branching[k]! * (factors?.[i] ?? 1) * out[0]!;
    }
  return shown;
};

/** Events kept and points added, which a right model makes a homogeneous Poisson process. */
export interface SuperThinned {
  readonly kind: 'super-thinned';
  readonly t: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly type: Uint8Array;
  /** 1 for points added where the model expects fewer than `rate` */
  readonly added: Uint8Array;
  /** by type, per area and time */
  readonly rate: Float64Array;
  /** is it even in time, across and along? */
  readonly even: { readonly t: Uniformity; readonly x: Uniformity; readonly y: Uniformity };
}

/**
 * Residuals by super-thinning: does the model say where and when events come? Events where the intensity is above `rate`
 * are kept with probability rate / intensity, points are added where it is below, so that a right model leaves `rate`
 * everywhere. Gaps and clumps that remain are what it misses.
 *
 * @param rate by type, per area and time; default the mean
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(pairs within reach of events and added points). Source: Clements, Schoenberg & Veen (2012), Environmetrics 23.
 */
export const superThinned = (
  data: HawkesData,
  fit: HawkesFit,
  rng: Rng,
  rate: readonly number[] = meanRates(data, fit),
): SuperThinned => {
  const { types, window } = fit;
  if (rate.length !== types)
    throw new Problem(
      methodProblems.lengths,
      `rate has ${rate.length} values for ${types} types; one each was expected.`,
    );
  for (const [c, value] of rate.entries()) positive(`rate[${c}]`, value);
  const [dx, dy, dt] = [window.x, window.y, window.t].map(([from, to]) => to - from) as [
    number,
    number,
    number,
  ];
  const kept: [number, number, number, number, number][] = [];
  const n = data.t.length;
  for (let i = 0; i < n; i++) {
    const c = data.type?.[i] ?? 0;
    if (data.t[i]! >= window.t[0] && rng.next() * fit.intensity[i]! < rate[c]!)
      kept.push([data.t[i]!, data.x[i]!, data.y[i]!, c, 0]);
  }
  const points: [number, number, number, number][] = [];
  for (let c = 0; c < types; c++)
    for (let left = drawPoisson(rng, rate[c]! * dx * dy * dt); left > 0; left--)
      points.push([
        window.t[0] + dt * rng.next(),
        window.x[0] + dx * rng.next(),
        window.y[0] + dy * rng.next(),
        c,
      ]);
  const joined = (values: Float64Array, k: 0 | 1 | 2): Float64Array =>
    Float64Array.from({ length: n + points.length }, (_, i) => (i < n ? values[i]! : points[i - n]![k]));
  const both: HawkesData = {
    t: joined(data.t, 0),
    x: joined(data.x, 1),
    y: joined(data.y, 2),
    // an added point is of a type of its own, that causes nothing
    type: Uint8Array.from({ length: n + points.length }, (_, i) => (i < n ? (data.type?.[i] ?? 0) : types)),
    ...(data.mark
      ? { mark: Float64Array.from({ length: n + points.length }, (_, i) => data.mark![i] ?? 0) }
      : {}),
  };
  const kinds = Uint8Array.from(both.t, (_, i) => (i < n ? (data.type?.[i] ?? 0) : points[i - n]![3]));
  const order = orderOf(both.t);
  const causes = causesOf(both, fit, order, kinds);
  for (const [at, i] of order.entries()) {
    const { count, weight } = causes(at);
    if (i < n) continue;
    const [t, x, y, c] = points[i - n]!;
    let intensity = fit.backgroundAt(x, y, t, c);
    for (let k = 0; k < count; k++) intensity += weight[k]!;
    if (rng.next() * rate[c]! < rate[c]! - intensity) kept.push([t, x, y, c, 1]);
  }
  const column = (k: number): Float64Array => Float64Array.from(kept, (point) => point[k]!);
  const [t, x, y] = [column(0), column(1), column(2)];
  return {
    kind: 'super-thinned',
    t,
    x,
    y,
    type: Uint8Array.from(kept, (point) => point[3]),
    added: Uint8Array.from(kept, (point) => point[4]),
    rate: Float64Array.from(rate),
    even: {
      t: uniformity(t.map((value) => (value - window.t[0]) / dt)),
      x: uniformity(x.map((value) => (value - window.x[0]) / dx)),
      y: uniformity(y.map((value) => (value - window.y[0]) / dy)),
    },
  };
};

const meanRates = (data: HawkesData, { types, window }: HawkesFit): number[] => {
  const counts = new Array<number>(types).fill(0);
  for (let i = 0; i < data.t.length; i++) if (data.t[i]! >= window.t[0]) counts[data.type?.[i] ?? 0]! += 1;
  const volume = [window.x, window.y, window.t].reduce((product, [from, to]) => product * (to - from), 1);
  return counts.map((count) => count / volume);
};
