import type { Breath } from '../long-run.ts';
import type { Surroundings } from './background.ts';
import type { EtasCatalogue } from './model.ts';

/** The background as one round of the fit holds it: u at every event, and its integral over window and period. */
export interface Background {
  readonly rate: Float64Array;
  readonly integral: number;
}

/** Σ over earlier events of their contributions to λ at an event, and what its derivatives need. */
export interface Triggered {
  rate: number;
  byMagnitude: number;
  byAge: number;
  byLogAge: number;
  byDistance: number;
  byDistanceMagnitude: number;
  byLogDistance: number;
}

/** Constants of each source at one set of parameters: logarithm of its rate at age and distance 0, and 1/σ. */
export interface Sources {
  readonly c: number;
  readonly p: number;
  readonly q: number;
  readonly logPeak: Float64Array;
  readonly precision: Float64Array;
}

export const sourcesAt = ({ magnitude }: EtasCatalogue, theta: Float64Array): Sources | undefined => {
  const [, A, c, alpha, p, D, q, gamma] = theta as unknown as readonly number[];
  if (!(p! > 1 && q! > 1 && c! > 0 && A! > 0 && D! > 0)) return undefined;
  const peak = Math.log((((A! * (p! - 1)) / c!) * (q! - 1)) / (Math.PI * D!));
  return {
    c: c!,
    p: p!,
    q: q!,
    logPeak: magnitude.map((m) => peak + (alpha! - gamma!) * m),
    precision: magnitude.map((m) => Math.exp(-gamma! * m) / D!),
  };
};

/** What the event at position i owes to those before it; O(i). */
export const triggeredAt = (
  { x, y, time, magnitude }: EtasCatalogue,
  { c, p, q, logPeak, precision }: Sources,
  i: number,
  into: Triggered,
): Triggered => {
  let [rate, byMagnitude, byAge, byLogAge] = [0, 0, 0, 0];
  let [byDistance, byDistanceMagnitude, byLogDistance] = [0, 0, 0];
  const [xi, yi, ti, perC] = [x[i]!, y[i]!, time[i]!, 1 / c];
  for (let j = 0; j < i; j++) {
    const age = (ti - time[j]!) * perC;
    if (age <= 0) break;
    const z = ((xi - x[j]!) ** 2 + (yi - y[j]!) ** 2) * precision[j]!;
    const logAge = Math.log(1 + age);
    const logDistance = Math.log(1 + z);
    const part = Math.exp(logPeak[j]! - p * logAge - q * logDistance);
    const m = magnitude[j]!;
    const distant = (part * z) / (1 + z);
    rate += part;
    byMagnitude += part * m;
    byAge += (part * age) / (1 + age);
    byLogAge += part * logAge;
    byDistance += distant;
    byDistanceMagnitude += distant * m;
    byLogDistance += part * logDistance;
  }
  into.rate = rate;
  into.byMagnitude = byMagnitude;
  into.byAge = byAge;
  into.byLogAge = byLogAge;
  into.byDistance = byDistance;
  into.byDistanceMagnitude = byDistanceMagnitude;
  into.byLogDistance = byLogDistance;
  return into;
};

export const nothingTriggered = (): Triggered => ({
  rate: 0,
  byMagnitude: 0,
  byAge: 0,
  byLogAge: 0,
  byDistance: 0,
  byDistanceMagnitude: 0,
  byLogDistance: 0,
});

/**
 * The log-likelihood of the explained events and its gradient by (μ, A, c, α, p, D, q, γ); NaN outside the domain.
 * Ogata (1998), Annals of the Institute of Statistical Mathematics 50(2), equation 3.1; Zhuang et al. (2002).
 *
 * @param information receives Σ ∇log λ ∇log λᵀ, 8 × 8, when given
 *
 * O(explained · n + n · knots).
 */
export const etasLikelihood = async (
  catalogue: EtasCatalogue,
  surroundings: Surroundings,
  background: Background,
  theta: Float64Array,
  gradient: Float64Array,
  breath: Breath,
  information?: Float64Array,
): Promise<number> => {
  const sources = sourcesAt(catalogue, theta);
  const mu = theta[0]!;
  if (sources === undefined || !(mu > 0)) return Number.NaN;
  gradient.fill(0);
  gradient[0] = -background.integral;
  let total = -mu * background.integral - triggeredIntegral(catalogue, surroundings, theta, gradient);
  const [, A, c, , p, D, q] = theta as unknown as readonly number[];
  const sum = nothingTriggered();
  const slope = new Float64Array(8);
  for (const i of catalogue.explained) {
    if (breath.due()) await breath.take(0);
    triggeredAt(catalogue, sources, i, sum);
    const lambda = mu * background.rate[i]! + sum.rate;
    total += Math.log(lambda);
    slope[0] = background.rate[i]! / lambda;
    slope[1] = sum.rate / (A! * lambda);
    slope[2] = (p! * sum.byAge - sum.rate) / (c! * lambda);
    slope[3] = sum.byMagnitude / lambda;
    slope[4] = (sum.rate / (p! - 1) - sum.byLogAge) / lambda;
    slope[5] = (q! * sum.byDistance - sum.rate) / (D! * lambda);
    slope[6] = (sum.rate / (q! - 1) - sum.byLogDistance) / lambda;
    slope[7] = (q! * sum.byDistanceMagnitude - sum.byMagnitude) / lambda;
    for (let a = 0; a < 8; a++) {
      gradient[a]! += slope[a]!;
      if (information) for (let b = 0; b < 8; b++) information[a * 8 + b]! += slope[a]! * slope[b]!;
    }
  }
  return total;
};

/** Σ A·e^{αm} · ∫ time · ∫ window; takes its gradient away. */
const triggeredIntegral = (
  { n, time, magnitude, start, end }: EtasCatalogue,
  { knots, squares, weights, nearest }: Surroundings,
  theta: Float64Array,
  gradient: Float64Array,
): number => {
  const [, A, c, alpha, p, D, q, gamma] = theta as unknown as readonly number[];
  const count = knots.radii.length;
  let total = 0;
  for (let j = 0; j < n; j++) {
    const m = magnitude[j]!;
    let [within, bySigma, byQ] = [0, 0, 0];
    const precision = Math.exp(-gamma! * m) / D!;
    for (let k = nearest[j]!, at = j * count; k < count; k++) {
      // ∫₀ʳ f ρ dρ = (1 − (1 + r²/σ)^{1−q}) / 2π
      const z = squares[k]! * precision;
      const log = Math.log(1 + z);
      const tail = weights[at + k]! * Math.exp((1 - q!) * log);
      within += weights[at + k]! - tail;
      bySigma += ((1 - q!) * tail * z) / (1 + z);
      byQ += tail * log;
    }
    within /= 2 * Math.PI;
    bySigma /= 2 * Math.PI;
    byQ /= 2 * Math.PI;
    const from = 1 + Math.max(0, start - time[j]!) / c!;
    const to = 1 + (end - time[j]!) / c!;
    const [logFrom, logTo] = [Math.log(from), Math.log(to)];
    const [before, after] = [Math.exp((1 - p!) * logFrom), Math.exp((1 - p!) * logTo)];
    const during = before - after;
    const productivity = A! * Math.exp(alpha! * m);
    const expected = productivity * during * within;
    total += expected;
    gradient[1]! -= expected / A!;
    gradient[2]! -=
      (productivity * within * (p! - 1) * ((before * (from - 1)) / from - (after * (to - 1)) / to)) / c!;
    gradient[3]! -= expected * m;
    gradient[4]! -= productivity * within * (after * logTo - before * logFrom);
    gradient[5]! -= (productivity * during * bySigma) / D!;
    gradient[6]! -= productivity * during * byQ;
    gradient[7]! -= productivity * during * bySigma * m;
  }
  return total;
};
