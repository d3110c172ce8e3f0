import { Problem } from '@bluehelm/kernel/problem';
import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { methodProblems } from '../problems.ts';
import type { OrderedEvents } from './earlier-events.ts';
import { type VariableDensity, variableDensity } from './variable-density.ts';
import type { ObservationWindow } from './window-mass.ts';

/** Where events come from that no other event caused. */
export type HawkesBackground =
  /** the same everywhere: where places differ, what they share is mistaken for excitation */
  | { readonly kind: 'homogeneous' }
  /** estimated from the events themselves, each weighted by its probability of being background */
  | {
      readonly kind: 'density';
      /** a point's bandwidth is the distance to this neighbour of its type; default 20 */
      readonly neighbours?: number;
      /** no bandwidth is smaller; default a tenth of the reach */
      readonly leastBandwidth?: number;
    }
  /** per type, surface · exp(constant + Σ coefficient · covariate) on given cells of space, or of space and time */
  | {
      readonly kind: 'surface';
      /** area × time of each cell; together they are the window */
      readonly measure: Float64Array;
      /** known relative intensity of each cell, e.g. population; 1 where absent */
      readonly surface?: Float64Array;
      readonly covariates?: readonly Float64Array[];
      /** the cell of a place and time */
      readonly cellAt: (x: number, y: number, t: number) => number;
    };

/** A background as an iteration needs it: baseline · exp(constant + Σ coefficient · covariate), by type. */
export interface BackgroundModel {
  /** 1 + number of covariates */
  readonly size: number;
  /** the baseline at each event, per area and time */
  readonly at: Float64Array;
  /** the cell of each event */
  readonly cell: Int32Array;
  /** the baseline's integral over each cell */
  readonly measure: Float64Array;
  readonly covariates: readonly Float64Array[];
  /** the baseline at any place and time */
  baseline(x: number, y: number, t: number, type: number): number;
  /** the cell of any place and time */
  cellAt(x: number, y: number, t: number): number;
  /** takes the events' probabilities of being background; the largest relative change of a baseline */
  learn?(probability: Float64Array): number;
}

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const backgroundModel = (
  background: HawkesBackground,
  events: OrderedEvents,
  window: ObservationWindow,
  distance: number,
): BackgroundModel => {
  const duration = window.t[1] - window.t[0];
  const volume = (window.x[1] - window.x[0]) * (window.y[1] - window.y[0]) * duration;
  const n = events.t.length;
  const single = {
    size: 1,
    cell: new Int32Array(n),
    measure: Float64Array.of(1),
    covariates: [],
    cellAt: () => 0,
  };
  switch (background.kind) {
    case 'homogeneous':
      return { ...single, at: new Float64Array(n).fill(1 / volume), baseline: () => 1 / volume };
    case 'density':
      return { ...single, ...densityModel(background, events, window, distance) };
    case 'surface':
      return surfaceModel(background, events, window, volume);
  }
};

const densityModel = (
  { neighbours = 20, leastBandwidth }: Extract<HawkesBackground, { kind: 'density' }>,
  { x, y, t, type, types }: OrderedEvents,
  window: ObservationWindow,
  distance: number,
): Pick<BackgroundModel, 'at' | 'baseline' | 'learn'> => {
  const duration = window.t[1] - window.t[0];
  const inside = (i: number): boolean => t[i]! >= window.t[0] && t[i]! <= window.t[1];
  const members = Array.from({ length: types }, (_, kind) =>
    Int32Array.from({ length: t.length }, (_, i) => i).filter((i) => type[i] === kind && inside(i)),
  );
  const densities: VariableDensity[] = members.map((list) =>
    variableDensity(
      Float64Array.from(list, (i) => x[i]!),
      Float64Array.from(list, (i) => y[i]!),
      window,
      neighbours,
      leastBandwidth ?? distance / 10,
    ),
  );
  const weights = members.map((list) => new Float64Array(list.length).fill(0.5));
  const at = new Float64Array(t.length).fill(1);
  const learn = (probability: Float64Array): number => {
    let change = 0;
    for (let kind = 0; kind < types; kind++) {
      const list = members[kind]!;
      for (let k = 0; k < list.length; k++) weights[kind]![k] = probability[list[k]!]!;
      const density = densities[kind]!.leaveOneOut(weights[kind]!);
      for (let k = 0; k < list.length; k++) {
        const next = density[k]! / duration;
        change = Math.max(change, Math.abs(next - at[list[k]!]!) / next);
        at[list[k]!] = next;
      }
    }
    return change;
  };
  learn(new Float64Array(t.length).fill(0.5));
  return { at, learn, baseline: (px, py, _, kind) => densities[kind]!.at(px, py, weights[kind]!) / duration };
};

const surfaceModel = (
  { measure, surface, covariates = [], cellAt }: Extract<HawkesBackground, { kind: 'surface' }>,
  { x, y, t }: OrderedEvents,
  window: ObservationWindow,
  volume: number,
): BackgroundModel => {
  const cells = measure.length;
  for (const [
    name,
    values,
  ] of [['surface', surface ?? measure], ...covariates.map((z, k) => [`covariates[${k}]`, z])] as [string, Float64Array][]) // biome-ignore format: one line
    if (values.length !== cells)
      throw new Problem(
        methodProblems.lengths,
        `${name} has ${values.length} values for ${cells} cells; one each was expected.`,
      );
  const total = measure.reduce((sum, value) => sum + value, 0);
  if (!(Math.abs(total / volume - 1) < 0.01) || !measure.every((value) => value >= 0))
    throw new Problem(
      methodProblems.value,
      `measure sums to ${total}; the area times the duration of the window, ${volume}, was expected, in parts of at least 0.`,
      { mend: 'Give each cell its area inside the window times its duration.' },
    );
  if (surface && !surface.every((value) => value >= 0 && value < Number.POSITIVE_INFINITY))
    throw new Problem(methodProblems.value, 'surface holds values that are negative or not finite.');
  const found = (px: number, py: number, time: number): number => {
    const cell = cellAt(px, py, time);
    if (!(Number.isInteger(cell) && cell >= 0 && cell < cells && (surface?.[cell] ?? 1) > 0))
      throw new Problem(
        methodProblems.value,
        `The event at (${px}, ${py}, ${time}) lies in cell ${cell}; one of ${cells} cells with a surface above 0 was expected.`,
      );
    return cell;
  };
  // events before the window need no background
  const cell = Int32Array.from(x, (px, i) => (t[i]! < window.t[0] ? 0 : found(px, y[i]!, t[i]!)));
  return {
    size: 1 + covariates.length,
    cell,
    at: Float64Array.from(cell, (c) => surface?.[c] ?? 1),
    measure: measure.map((value, c) => value * (surface?.[c] ?? 1)),
    covariates,
    cellAt,
    baseline: (px, py, time) => surface?.[cellAt(px, py, time)] ?? 1,
  };
};

/** constant + Σ coefficient · covariate in a cell */
export const predictor = (model: BackgroundModel, theta: Float64Array, at: number, cell: number): number => {
  let sum = theta[at]!;
  for (let k = 1; k < model.size; k++) sum += theta[at + k]! * model.covariates[k - 1]![cell]!;
  return sum;
};

/**
 * What one type's background integrates to, the derivatives of that by its coefficients, and the second ones.
 */
export const backgroundIntegral = (
  model: BackgroundModel,
  theta: Float64Array,
  at: number,
): { gradient: Float64Array; hessian: Float64Array } => {
  const { size, measure, covariates } = model;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  for (let cell = 0; cell < measure.length; cell++) {
    const expected = measure[cell]! * Math.exp(predictor(model, theta, at, cell));
    for (let k = 0; k < size; k++) {
      const zk = k === 0 ? expected : expected * covariates[k - 1]![cell]!;
      gradient[k]! += zk;
      for (let l = 0; l <= k; l++) hessian[k * size + l]! += l === 0 ? zk : zk * covariates[l - 1]![cell]!;
    }
  }
  return { gradient, hessian };
};

/** The coefficients after an M-step: `observed[k]` sums covariate k over the events, each by its background probability. */
export const backgroundStep = (
  model: BackgroundModel,
  theta: Float64Array,
  at: number,
  observed: Float64Array,
): void => {
  for (let round = 0; round < (model.size === 1 ? 1 : 3); round++) {
    const { gradient, hessian } = backgroundIntegral(model, theta, at);
    // the constant has a closed form, which also keeps Newton's steps near
    const shift = Math.log(Math.max(1e-12, observed[0]!) / gradient[0]!);
    theta[at]! += shift;
    if (model.size === 1) return;
    const scale = Math.exp(shift);
    const factors = cholesky(
      hessian.map((value) => value * scale),
      model.size,
    );
    if (isSingular(factors)) return;
    const step = factors.solve(gradient.map((value, k) => observed[k]! - value * scale));
    for (let k = 0; k < model.size; k++) theta[at + k]! += Math.max(-2, Math.min(2, step[k]!));
  }
};
