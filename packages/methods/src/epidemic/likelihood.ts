import type { Breath } from '../long-run.ts';
import { radialPrimitive } from '../windows/radial-knots.ts';
import type { Prepared } from './prepared.ts';

/** The log-likelihood at one set of parameters, and what it is made of. */
export interface Likelihood {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  /** p × p: Σ over explained events of ∇log λ ∇log λᵀ, which estimates the expected information */
  readonly information: Float64Array;
  /** per explained event, in order of time: the endemic part of its intensity, and all of it */
  readonly endemic: Float64Array;
  readonly intensity: Float64Array;
  /** per event: how many others it is expected to excite within window and period, and ∂log of it */
  readonly offspring: Float64Array;
  /** n × (space + time parameters) */
  readonly offspringSlopes: Float64Array;
}

/**
 * Meyer, Elias & Höhle (2012), Biometrics 68(2), equations 4–8: log-likelihood and score; information: their
 * section 4.2, the optional variation of the score process.
 *
 * O(pairs + events · (knots + p²) + different endemic rows · p).
 */
export const likelihoodAt = async (
  prepared: Prepared,
  theta: Float64Array,
  breath: Breath,
): Promise<Likelihood> => {
  const { epidemic, pairs, layout, space, time } = prepared;
  const p = layout.size;
  const score = new Float64Array(p);
  const information = new Float64Array(p * p);
  const explained = pairs.explained.length;
  const endemic = new Float64Array(explained);
  const intensity = new Float64Array(explained);
  const offspring = new Float64Array(epidemic.n);
  const offspringSlopes = new Float64Array(epidemic.n * (p - layout.space));

  let total = -endemicIntegral(prepared, theta, score);
  const eta = excitements(prepared, theta);
  total -= epidemicIntegral(prepared, theta, eta, score, offspring, offspringSlopes);

  const { type, cell, grid, marks } = epidemic;
  const columns = grid.covariates.names.length;
  const markColumns = marks.names.length;
  const slope = new Float64Array(p);
  const f = new Float64Array(1 + space.names.length);
  const g = new Float64Array(1 + time.names.length);
  for (let k = 0; k < explained; k++) {
    if (breath.due()) await breath.take(0);
    const i = pairs.explained[k]!;
    slope.fill(0);
    const intercept = layout.intercepts > 1 ? type[i]! : 0;
    let predictor = grid.offset[cell[i]!]! + theta[intercept]!;
    const row = cell[i]! * columns;
    for (let c = 0; c < columns; c++)
      predictor += theta[layout.endemic + c]! * grid.covariates.values[row + c]!;
    const nu = Math.exp(predictor);
    slope[intercept] = nu;
    for (let c = 0; c < columns; c++) slope[layout.endemic + c] = nu * grid.covariates.values[row + c]!;
    let lambda = nu;
    for (let at = pairs.start[k]!; at < pairs.start[k + 1]!; at++) {
      const j = pairs.source[at]!;
      space.at(pairs.distance[at]!, theta, layout.space, f);
      time.at(pairs.age[at]!, theta, layout.time, g);
      const strength = pairs.strength[at]! * eta[j]!;
      const excited = strength * f[0]! * g[0]!;
      lambda += excited;
      slope[layout.epidemic]! += excited;
      for (let c = 0; c < markColumns; c++)
        slope[layout.epidemic + 1 + c]! += excited * marks.values[j * markColumns + c]!;
      for (let c = 1; c < f.length; c++) slope[layout.space + c - 1]! += strength * f[c]! * g[0]!;
      for (let c = 1; c < g.length; c++) slope[layout.time + c - 1]! += strength * f[0]! * g[c]!;
    }
    endemic[k] = nu;
    intensity[k] = lambda;
    total += Math.log(lambda);
    for (let a = 0; a < p; a++) slope[a]! /= lambda;
    for (let a = 0; a < p; a++) {
      const sa = slope[a]!;
      score[a]! += sa;
      for (let b = 0; b <= a; b++) information[a * p + b]! += sa * slope[b]!;
    }
  }
  for (let a = 0; a < p; a++) for (let b = 0; b < a; b++) information[b * p + a] = information[a * p + b]!;
  return { logLikelihood: total, score, information, endemic, intensity, offspring, offspringSlopes };
};

/** ∫ endemic intensity over window, period and types; takes its gradient from the score. */
const endemicIntegral = (
  { rows, layout, epidemic }: Prepared,
  theta: Float64Array,
  score: Float64Array,
): number => {
  const columns = epidemic.grid.covariates.names.length;
  const slopes = new Float64Array(columns);
  let sum = 0;
  for (let row = 0; row < rows.count; row++) {
    let predictor = 0;
    for (let c = 0; c < columns; c++)
      predictor += theta[layout.endemic + c]! * rows.values[row * columns + c]!;
    const expected = rows.weight[row]! * Math.exp(predictor);
    sum += expected;
    for (let c = 0; c < columns; c++) slopes[c]! += expected * rows.values[row * columns + c]!;
  }
  const byType = layout.intercepts > 1;
  let factor = 0;
  for (let k = 0; k < layout.intercepts; k++) {
    const share = Math.exp(theta[k]!) * (byType ? 1 : epidemic.types);
    score[k]! -= share * sum;
    factor += share;
  }
  for (let c = 0; c < columns; c++) score[layout.endemic + c]! -= factor * slopes[c]!;
  return factor * sum;
};

/** η: exp(intercept + marks · γ) of every event. */
const excitements = ({ epidemic: { n, marks }, layout }: Prepared, theta: Float64Array): Float64Array => {
  const columns = marks.names.length;
  const eta = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let predictor = theta[layout.epidemic]!;
    for (let c = 0; c < columns; c++)
      predictor += theta[layout.epidemic + 1 + c]! * marks.values[j * columns + c]!;
    eta[j] = Math.exp(predictor);
  }
  return eta;
};

/** Σ over events of η · excited types · ∫ f · ∫ g; takes its gradient from the score. */
const epidemicIntegral = (
  prepared: Prepared,
  theta: Float64Array,
  eta: Float64Array,
  score: Float64Array,
  offspring: Float64Array,
  slopes: Float64Array,
): number => {
  const { epidemic, layout, reachable, excited, ageFrom, ageTo, time } = prepared;
  const { n, marks } = epidemic;
  const primitives = spacePrimitives(prepared, theta);
  const knots = prepared.knots.radii.length;
  const columns = marks.names.length;
  const width = layout.size - layout.space;
  const f = new Float64Array(primitives.length);
  const g = new Float64Array(1 + time.names.length);
  let sum = 0;
  for (let j = 0; j < n; j++) {
    time.integral(ageFrom[j]!, ageTo[j]!, theta, layout.time, g);
    for (let c = 0; c < primitives.length; c++) {
      const primitive = primitives[c]!;
      let product = 0;
      for (let k = 0, at = j * knots; k < knots; k++) product += reachable[at + k]! * primitive[k]!;
      f[c] = product;
    }
    const strength = excited[j]! * eta[j]!;
    const expected = strength * f[0]! * g[0]!;
    offspring[j] = expected;
    sum += expected;
    score[layout.epidemic]! -= expected;
    for (let c = 0; c < columns; c++)
      score[layout.epidemic + 1 + c]! -= expected * marks.values[j * columns + c]!;
    for (let c = 1; c < f.length; c++) slopes[j * width + c - 1] = strength * f[c]! * g[0]!;
    for (let c = 1; c < g.length; c++) slopes[j * width + f.length + c - 2] = strength * f[0]! * g[c]!;
    for (let c = 0; c < width; c++) score[layout.space + c]! -= slopes[j * width + c]!;
  }
  return sum;
};

/** ∫₀ʳ f ρ dρ at the knots, and of f's derivatives. */
export const spacePrimitives = ({ knots, space, layout }: Prepared, theta: Float64Array): Float64Array[] => {
  const atNodes = Array.from({ length: 1 + space.names.length }, () => new Float64Array(knots.nodes.length));
  const f = new Float64Array(atNodes.length);
  for (let g = 0; g < knots.nodes.length; g++) {
    space.at(knots.nodes[g]!, theta, layout.space, f);
    for (let c = 0; c < f.length; c++) atNodes[c]![g] = f[c]!;
  }
  return atNodes.map((values) => radialPrimitive(knots, values));
};
