import type { Breath } from '../long-run.ts';
import { type BackgroundModel, backgroundIntegral, backgroundStep, predictor } from './hawkes-background.ts';
import { compensators } from './hawkes-compensator.ts';
import type { HawkesModelParts } from './hawkes-layout.ts';
import type { PairSums } from './pair-sums.ts';

/** What one pass over pairs and events tells at `theta`. */
export interface Evaluation {
  readonly logLikelihood: number;
  /** of the log likelihood, by each parameter */
  readonly gradient: Float64Array;
  /** the parameters after one EM iteration */
  readonly next: Float64Array;
  /** expected number of effects of type j that events of type i caused, at i · types + j */
  readonly caused: Float64Array;
  /** each event's probability of being background; overwritten by the next evaluation, 0 for events before the window */
  readonly background: Float64Array;
  /** the intensity of each event's own type where and when it happened; overwritten too */
  readonly intensity: Float64Array;
}

/**
 * @param share how much of the whole task is done
 * @param of the events whose intensities to look at, by default all: a sample of every type stands for the others
 */
export type HawkesEvaluate = (theta: Float64Array, share?: number, of?: Int32Array) => Promise<Evaluation>;

const EVENTS_A_TURN = 512;
// below this an excitation is as good as none: it is held, so that logarithms stay finite
export const LEAST_LOG_BRANCHING = -30;

/**
 * Log likelihood, its exact gradient (by Fisher's identity from the sums of the E-step) and the EM iteration, in one
 * streaming pass. O(pairs + events · types).
 */
export const hawkesLikelihood = (
  parts: HawkesModelParts,
  model: BackgroundModel,
  sums: PairSums,
  breath: Breath,
): HawkesEvaluate => {
  const { events, layout, isTarget } = parts;
  const { types, size } = layout;
  const n = events.t.length;
  const segments = n * types;
  const background = new Float64Array(n);
  const intensity = new Float64Array(n);
  const planes = sums.planes;
  const perTheta = layout.delay.size + layout.distance.size;

  const targets = Int32Array.from(isTarget.keys()).filter((j) => isTarget[j] === 1);
  const perType = countByType(targets, events.type, types);

  return async (theta, share = 0, of = targets) => {
    sums.prepare(theta);
    const gradient = new Float64Array(size);
    const pairSum = new Float64Array(types * types * planes);
    const observed = Array.from({ length: types }, () => new Float64Array(model.size));
    const levels = cellLevels(model, theta, layout.types);
    const branching = new Float64Array(types * types);
    for (let k = 0; k < types * types; k++) branching[k] = Math.exp(theta[layout.branchingAt + k]!) / Math.PI;
    const logs = new Float64Array(types);
    const grounds = new Float64Array(types);
    const whole = of === targets;
    for (let from = 0; from < of.length; from += EVENTS_A_TURN) {
      if (breath.due()) await breath.take(share);
      const to = Math.min(of.length, from + EVENTS_A_TURN);
      // events are in order of time and those before the window first, so targets follow one another
      if (whole) sums.run(of[from]! * types, (of[to - 1]! + 1) * types);
      else for (let k = from; k < to; k++) sums.run(of[k]! * types, (of[k]! + 1) * types);
      eventRows(of, from, to, {
        types,
        segments,
        planes,
        type: events.type,
        at: model.at,
        cell: model.cell,
        levels,
        branching,
        out: sums.out,
        background,
        intensity,
        pairSum,
        logs,
        grounds,
      });
    }
    for (let c = 0; c < types; c++) observed[c]![0] = grounds[c]!;
    for (let k = 0; k < of.length && model.size > 1; k++) {
      const j = of[k]!;
      const row = observed[events.type[j]!]!;
      for (let z = 1; z < model.size; z++)
        row[z]! += background[j]! * model.covariates[z - 1]![model.cell[j]!]!;
    }
    let logLikelihood = 0;
    const sampled = whole ? perType : countByType(of, events.type, types);
    for (let c = 0; c < types; c++) {
      const weight = perType[c]! / sampled[c]!;
      logLikelihood += weight * logs[c]!;
      for (let k = 0; k < model.size; k++) observed[c]![k]! *= weight;
      for (let i = 0; i < types; i++)
        for (let p = 0; p < planes; p++) pairSum[(i * types + c) * planes + p]! *= weight;
    }

    const next = theta.slice();
    for (let c = 0; c < types; c++) {
      const at = c * model.size;
      const integral = backgroundIntegral(model, theta, at).gradient;
      logLikelihood -= integral[0]!;
      for (let k = 0; k < model.size; k++) gradient[at + k] = observed[c]![k]! - integral[k]!;
      backgroundStep(model, next, at, observed[c]!);
    }
    const mass = compensators(parts, theta);
    const caused = new Float64Array(types * types);
    // by kernel: the derivatives' sums, and what an M-step sees of them
    const counts = new Float64Array(layout.groups);
    const scores = new Float64Array(layout.groups * perTheta);
    const slopes = layout.edges === 'window' ? 1 : 0;
    let [markScore, markInformation] = [0, 0];
    for (let k = 0; k < types * types; k++) {
      const count = pairSum[k * planes]!;
      const expected = mass.total[k]!;
      const factor = branching[k]! * Math.PI;
      caused[k] = count;
      logLikelihood -= factor * expected;
      gradient[layout.branchingAt + k] = count - factor * expected;
      const profiled = expected > 0 ? count / expected : 0;
      if (expected > 0) next[layout.branchingAt + k] = Math.max(LEAST_LOG_BRANCHING, Math.log(profiled));
      const g = layout.groupOfPair[k]!;
      counts[g]! += count;
      for (let p = 0; p < perTheta; p++) {
        const observedScore = pairSum[k * planes + 1 + p]!;
        const slope = mass.slopes[k * perTheta + p]!;
        gradient[layout.kernelIndex(g, p)]! += observedScore - factor * slope;
        scores[g * perTheta + p]! += observedScore - slopes * profiled * slope;
      }
      if (layout.markAt !== undefined && expected > 0) {
        const observedScore = pairSum[k * planes + planes - 1]!;
        gradient[layout.markAt]! += observedScore - factor * mass.byMark[k]!;
        markScore += observedScore - profiled * mass.byMark[k]!;
        markInformation += count * (mass.byMark2[k]! / expected - (mass.byMark[k]! / expected) ** 2);
      }
    }
    for (let g = 0; g < layout.groups; g++) {
      // fewer than a thousandth of an event tell nothing of delays
      if (!(counts[g]! > 1e-3)) continue;
      const score = g * perTheta;
      layout.delay.step(next, layout.delayAt + g * layout.delay.size, scores, score, counts[g]!);
      const distanceAt = layout.distanceAt + g * layout.distance.size;
      layout.distance.step(next, distanceAt, scores, score + layout.delay.size, counts[g]!);
    }
    if (layout.markAt !== undefined && markInformation > 0)
      next[layout.markAt]! += Math.max(-1, Math.min(1, markScore / markInformation));
    return { logLikelihood, gradient, next, caused, background, intensity };
  };
};

/** exp(predictor) by type and cell */
const cellLevels = (model: BackgroundModel, theta: Float64Array, types: number): Float64Array[] =>
  Array.from({ length: types }, (_, c) =>
    Float64Array.from(model.measure, (_, cell) => Math.exp(predictor(model, theta, c * model.size, cell))),
  );

interface Rows {
  readonly types: number;
  readonly segments: number;
  readonly planes: number;
  readonly type: Uint8Array;
  readonly at: Float64Array;
  readonly cell: Int32Array;
  readonly levels: readonly Float64Array[];
  readonly branching: Float64Array;
  readonly out: Float64Array;
  readonly background: Float64Array;
  readonly intensity: Float64Array;
  readonly pairSum: Float64Array;
  /** by type: sums of log intensities, and of probabilities of being background */
  readonly logs: Float64Array;
  readonly grounds: Float64Array;
}

const countByType = (of: Int32Array, type: Uint8Array, types: number): Float64Array => {
  const counts = new Float64Array(types);
  for (let k = 0; k < of.length; k++) counts[type[of[k]!]!]! += 1;
  return counts;
};

/** Divides each event among its possible causes, and adds up the log intensities by type. */
const eventRows = (
  of: Int32Array,
  from: number,
  to: number,
  {
    types,
    segments,
    planes,
    type,
    at,
    cell,
    levels,
    branching,
    out,
    background,
    intensity,
    pairSum,
    logs,
    grounds,
  }: Rows,
): void => {
  for (let e = from; e < to; e++) {
    const j = of[e]!;
    const c = type[j]!;
    const ground = at[j]! * levels[c]![cell[j]!]!;
    let total = ground;
    for (let i = 0; i < types; i++) total += branching[i * types + c]! * out[j * types + i]!;
    logs[c]! += Math.log(total);
    background[j] = ground / total;
    grounds[c]! += ground / total;
    intensity[j] = total;
    for (let i = 0; i < types; i++) {
      const k = i * types + c;
      const share = branching[k]! / total;
      const s = j * types + i;
      for (let p = 0; p < planes; p++) pairSum[k * planes + p]! += share * out[p * segments + s]!;
    }
  }
};
