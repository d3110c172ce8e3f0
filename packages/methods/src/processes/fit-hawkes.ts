import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { minimise } from '../optimise/index.ts';
import { andersonEm } from './anderson.ts';
import { spectralRadius } from './branching.ts';
import type { Reach } from './earlier-events.ts';
import {
  type BackgroundModel,
  backgroundIntegral,
  backgroundModel,
  type HawkesBackground,
  predictor,
} from './hawkes-background.ts';
import { countingParameters, type HawkesEstimate, hawkesEstimates } from './hawkes-estimates.ts';
import {
  type DelayKernel,
  type DistanceKernel,
  decayOf,
  delayKernel,
  distanceKernel,
} from './hawkes-kernels.ts';
import { type HawkesEdges, type HawkesModelParts, hawkesLayout } from './hawkes-layout.ts';
import { type Evaluation, hawkesLikelihood } from './hawkes-likelihood.ts';
import { centredMarks, checkHawkes, startTheta } from './hawkes-start.ts';
import { orderOf } from './order.ts';
import { pairList } from './pair-list.ts';
import { pairSums } from './pair-sums.ts';
import { expectationMaximisation } from './squarem.ts';
import { gaussianWindowMass, type ObservationWindow, powerLawWindowMass } from './window-mass.ts';

/** Events in any order: time, place, type from 0, and a mark (e.g. log deaths) where there is one. */
export interface HawkesData {
  readonly t: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** all 0 where absent */
  readonly type?: Uint8Array;
  readonly mark?: Float64Array;
}

export interface HawkesOptions extends LongRun {
  /** the rectangle and time watched; events before its time are known causes but not explained */
  readonly window: ObservationWindow;
  /** pairs farther apart in time or space are no causes; `beyondReach` of the result says what that leaves out */
  readonly reach: Reach;
  /** number of types; default the largest given + 1 */
  readonly types?: number | undefined;
  /** default `exponential` */
  readonly delay?: DelayKernel['family'] | undefined;
  /** default `gaussian` */
  readonly distance?: DistanceKernel['family'] | undefined;
  /** one kernel for all pairs of types (`shared`, default) or one each */
  readonly kernels?: 'shared' | 'pairs' | undefined;
  /** default: a density estimated from the events */
  readonly background?: HawkesBackground | undefined;
  /** default `window` */
  readonly edges?: HawkesEdges | undefined;
  /** `em` (default) or the likelihood climbed by BFGS; both end in the same place */
  readonly method?: 'em' | 'maximum-likelihood' | undefined;
  /** whether EM leaps ahead along its path; `none` takes one iteration after the other; default `anderson` */
  readonly acceleration?: 'anderson' | 'none' | undefined;
  /** most passes over the pairs between two updates of the background; default 500 */
  readonly iterations?: number | undefined;
  /** ends when an iteration changes no logarithm of a parameter by more; default 1e-5; 0: never, all iterations */
  readonly tolerance?: number | undefined;
  /** default: half of the events background, a branching of 0.2 in all, delays and distances well inside the reach */
  readonly start?: HawkesStart | undefined;
  /** standard errors and intervals; default true */
  readonly intervals?: boolean | undefined;
  /** coverage of the intervals; default 0.95 */
  readonly level?: number | undefined;
  /** up to so many pairs are kept in full precision, 16 bytes each, more are coded in 4; default 500,000 */
  readonly exactPairs?: number | undefined;
}

export interface HawkesStart {
  /** of every pair of types */
  readonly branching?: number;
  readonly delay?: DelayKernel;
  readonly distance?: DistanceKernel;
}

export interface HawkesFit {
  readonly kind: 'hawkes';
  readonly types: number;
  /** expected background events of each type, per unit of time */
  readonly background: Float64Array;
  /** coefficients of the background's covariates, by type */
  readonly coefficients: readonly Float64Array[];
  /** branching[i · types + j]: direct effects of type j of one event of type i (with an average mark) */
  readonly branching: Float64Array;
  /** below 1 unless events grow without end */
  readonly spectralRadius: number;
  /** one, or one for each pair of types */
  readonly delay: readonly DelayKernel[];
  readonly distance: readonly DistanceKernel[];
  /** an event with mark m has exp(markEffect · (m − mean of its type)) times the effects of an average one */
  readonly markEffect?: number;
  readonly markMeans?: Float64Array;
  /** every parameter with its standard error and interval; absent without `intervals` */
  readonly estimates: readonly HawkesEstimate[];
  readonly logLikelihood: number;
  /** expected number of events of type j that those of type i caused, at i · types + j */
  readonly caused: Float64Array;
  /** probability that an event is background, in the order given; NaN before the window */
  readonly backgroundProbability: Float64Array;
  /** intensity of its own type where and when each event happened, per area and time; NaN before the window */
  readonly intensity: Float64Array;
  /** the background's intensity at any place and time */
  readonly backgroundAt: (x: number, y: number, t: number, type: number) => number;
  readonly window: ObservationWindow;
  readonly reach: Reach;
  readonly edges: HawkesEdges;
  readonly pairs: number;
  readonly iterations: number;
  /** updates of an estimated background */
  readonly backgroundRounds: number;
  /** share of a kernel's mass beyond the reach, the largest of all kernels: effects there are counted as background */
  readonly beyondReach: number;
  /** how far the weight of any pair can be off for being coded, relative to itself; 0 when pairs are exact */
  readonly pairError: number;
}

/** Fewer events cannot tell excitation from background. */
export const HAWKES_LEAST_EVENTS = 50;
// a sample of so many events of the rarest type is taken to start near the end
const SAMPLED_PER_TYPE = 2000;
const SAMPLE_TOLERANCE = 1e-5;
const MOST_BACKGROUND_ROUNDS = 200;
// background updates end when parameters change by less: a hundredth of a usual standard error
const BACKGROUND_TOLERANCE = 1e-4;

/**
 * Which events made others more likely, by how much, how soon and how near? Fits
 * λ_j(t, p) = background_j(t, p) + Σ_{i before} branching[type i][j] · exp(α·markᵢ) · delay(t − tᵢ) · distance(|p − pᵢ|).
 *
 * @returns the fit, or `Insufficient`: too few events, no pair within reach, no convergence
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(pairs within reach) a pass, with some 20 passes to converge; 16 bytes a pair up to 500,000 of them, else 4.
 * Sources: Ogata (1998), Ann. Inst. Statist. Math. 50; Veen & Schoenberg (2008), JASA 103 (EM); Zhuang, Ogata &
 * Vere-Jones (2002), JASA 97 (the density); Mohler (2014), Int. J. Forecasting 30 (types and marks); Reinhart (2018), Statistical Science 33.
 */
export const fitHawkes = async (
  data: HawkesData,
  options: HawkesOptions,
): Promise<HawkesFit | Insufficient> => {
  checkHawkes(data, options);
  const n = data.t.length;
  const { window, reach, kernels = 'shared', edges = 'window', method = 'em' } = options;
  const [delayFamily, distanceFamily] = [options.delay ?? 'exponential', options.distance ?? 'gaussian'];
  const [delay, distance] = [decayOf(delayFamily), decayOf(distanceFamily)];
  const breath = breathing(options);
  const order = orderOf(data.t);
  const ordered = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]!);
  const type = Uint8Array.from(order, (i) => data.type?.[i] ?? 0);
  const types = options.types ?? type.reduce((most, kind) => Math.max(most, kind), 0) + 1;
  const events = { t: ordered(data.t), x: ordered(data.x), y: ordered(data.y), type, types };
  const isTarget = Uint8Array.from(events.t, (t) => (t >= window.t[0] ? 1 : 0));
  const perType = new Float64Array(types);
  for (let i = 0; i < n; i++) perType[type[i]!]! += isTarget[i]!;
  const least = Math.min(...perType);
  if (least < HAWKES_LEAST_EVENTS)
    return insufficient({
      reason: 'too-few-events',
      detail: `Type ${perType.indexOf(least)} has too few events in the window to tell excitation from background.`,
      have: least,
      need: HAWKES_LEAST_EVENTS,
    });

  const model = backgroundModel(options.background ?? { kind: 'density' }, events, window, reach.distance);
  const centred = data.mark && centredMarks(ordered(data.mark), type, types);
  if (centred && !centred.marks.some((mark) => mark !== 0))
    return insufficient({
      reason: 'no-variation',
      detail: 'All events of a type have the same mark, so marks explain nothing.',
      have: 1,
      need: 2,
    });
  const layout = hawkesLayout(types, model.size, delay, distance, kernels, centred !== undefined, edges);
  const windowMass = distanceFamily === 'gaussian' ? gaussianWindowMass : powerLawWindowMass;
  const parts: HawkesModelParts = {
    events,
    window,
    reach,
    layout,
    isTarget,
    windowMass,
    ...(centred ? { marks: centred.marks } : {}),
  };
  const list = await pairList(
    events,
    {
      reach,
      groupOf: (cause, effect) => layout.groupOfPair[cause * types + effect]!,
      groups: layout.groups,
      exactUpTo: options.exactPairs ?? 500_000,
      withSource: centred !== undefined,
      exponential: delayFamily === 'exponential' && distanceFamily === 'gaussian',
    },
    breath,
  );
  if (list.pairs === 0)
    return insufficient({
      reason: 'no-pairs',
      detail: 'No event has an earlier one within reach, so none can have been caused.',
      have: 0,
      need: 1,
    });
  const { groups, delayAt, distanceAt } = layout;
  const marks = centred && { centred: centred.marks, at: layout.markAt! };
  const sums = pairSums({ list, delay, distance, groups, delayAt, distanceAt, ...(marks ? { marks } : {}) });
  const evaluate = hawkesLikelihood(parts, model, sums, breath);

  // parameters of pairs of types with no effects at all say nothing of convergence
  const counts = ({ caused }: Evaluation): Uint8Array => countingParameters(layout, caused);
  const plain = options.acceleration === 'none';
  const em = { mostPasses: options.iterations ?? 500, tolerance: options.tolerance ?? 1e-5, counts } as const;
  const leaping = { ...em, climbs: edges === 'window' };
  const climb = async (theta: Float64Array, rounds: number): Promise<[Float64Array, boolean, number]> => {
    if (method === 'em' && !model.learn && !plain) {
      // the optimum of a sample is near, and the way there tells how the whole curves
      const sample = sampleOfTypes(type, isTarget, perType);
      const secants = { steps: [], changes: [] };
      const near =
        sample &&
        (await andersonEm(
          (at, share) => evaluate(at, share / 2, sample),
          theta,
          { ...leaping, tolerance: Math.max(em.tolerance, SAMPLE_TOLERANCE) },
          secants,
        ));
      const end = await andersonEm(evaluate, near?.theta ?? theta, leaping, secants);
      return [end.theta, end.converged, end.passes + (near?.passes ?? 0)];
    }
    if (method === 'em') {
      const end = await expectationMaximisation(
        (at, share) => evaluate(at, model.learn ? rounds / (rounds + 20) : share),
        theta,
        {
          ...em,
          acceleration: plain ? 'none' : 'squarem',
          // while the background is still moving there is no need to arrive
          mostPasses: model.learn ? Math.min(em.mostPasses, 5) : em.mostPasses,
        },
      );
      return [end.theta, end.converged, end.passes];
    }
    const end = await minimise(
      async (at, gradient) => {
        const here = await evaluate(at);
        for (let k = 0; k < at.length; k++) gradient[k] = -here.gradient[k]!;
        return -here.logLikelihood;
      },
      theta,
      { gradientTolerance: list.exact ? 1e-9 : 1e-7, mostIterations: em.mostPasses },
    );
    return [end.x, end.converged, end.evaluations];
  };

  const first = startTheta(options, layout, model.measure, perType);
  // BFGS starts where EM, which forgives any start, has found the way
  const warm =
    method === 'em'
      ? undefined
      : await expectationMaximisation(evaluate, first, {
          ...em,
          acceleration: 'squarem',
          mostPasses: 4,
        });
  let [theta, converged, iterations] = await climb(warm?.theta ?? first, 0);
  let backgroundRounds = 0;
  while (model.learn && backgroundRounds < MOST_BACKGROUND_ROUNDS) {
    model.learn((await evaluate(theta)).background);
    const before = theta;
    const [next, , passes] = await climb(theta, ++backgroundRounds);
    [theta, iterations] = [next, iterations + passes + 1];
    const active = counts(await evaluate(theta));
    converged = theta.every((value, k) => !active[k] || Math.abs(value - before[k]!) < BACKGROUND_TOLERANCE);
    if (converged) break;
  }
  if (!converged && em.tolerance > 0)
    return insufficient({
      reason: 'no-convergence',
      detail: 'The parameters still changed when the iterations ran out: allow more, or simplify the model.',
      have: iterations,
      need: iterations + 1,
    });
  const end = await evaluate(theta);
  if (!Number.isFinite(end.logLikelihood))
    return insufficient({
      reason: 'no-convergence',
      detail: 'The likelihood is no finite number.',
      have: 0,
      need: 1,
    });

  const caused = end.caused.slice();
  const probability = new Float64Array(n).fill(Number.NaN);
  const intensity = new Float64Array(n).fill(Number.NaN);
  for (let i = 0; i < n; i++) {
    if (!isTarget[i]) continue;
    probability[order[i]!] = end.background[i]!;
    intensity[order[i]!] = end.intensity[i]!;
  }
  const duration = window.t[1] - window.t[0];
  const branching = theta.slice(layout.branchingAt, delayAt).map(Math.exp);
  const kernelsOf = Array.from({ length: groups }, (_, g) => g);
  const estimates =
    (options.intervals ?? true)
      ? await hawkesEstimates(parts, model, evaluate, theta, {
          level: options.level ?? 0.95,
          // coded pairs are summed in single precision, which small differences would show
          step: list.exact ? undefined : 1e-3,
          families: [delayFamily, distanceFamily],
        })
      : [];
  if ('kind' in estimates) return estimates;
  options.onProgress?.(1);
  return {
    kind: 'hawkes',
    types,
    background: Float64Array.from({ length: types }, (_, c) => backgroundOf(model, theta, c) / duration),
    coefficients: Array.from({ length: types }, (_, c) =>
      theta.slice(c * model.size + 1, (c + 1) * model.size),
    ),
    branching,
    spectralRadius: spectralRadius(rowsOf(branching, types)),
    delay: kernelsOf.map((g) => delayKernel(delayFamily, theta, delayAt + g * delay.size)),
    distance: kernelsOf.map((g) => distanceKernel(distanceFamily, theta, distanceAt + g * distance.size)),
    ...(centred ? { markEffect: theta[layout.markAt!]!, markMeans: centred.means } : {}),
    estimates,
    logLikelihood: end.logLikelihood,
    caused,
    backgroundProbability: probability,
    intensity,
    backgroundAt: (x, y, t, kind) =>
      model.baseline(x, y, t, kind) *
      Math.exp(predictor(model, theta, kind * model.size, model.cellAt(x, y, t))),
    window,
    reach,
    edges,
    pairs: list.pairs,
    iterations,
    backgroundRounds,
    beyondReach: massBeyond(parts, theta),
    pairError: sums.error(theta),
  };
};

/** Every so many-th event of each type, where that leaves enough of each; undefined where it does not. */
const sampleOfTypes = (
  type: Uint8Array,
  isTarget: Uint8Array,
  perType: Float64Array,
): Int32Array | undefined => {
  const every = Math.floor(Math.min(...perType) / SAMPLED_PER_TYPE);
  if (every < 4) return undefined;
  const seen = new Uint32Array(perType.length);
  return Int32Array.from(type.keys()).filter((j) => isTarget[j] === 1 && seen[type[j]!]!++ % every === 0);
};

/** Expected background events of a type in the window. */
const backgroundOf = (model: BackgroundModel, theta: Float64Array, type: number): number =>
  backgroundIntegral(model, theta, type * model.size).gradient[0]!;

const rowsOf = (matrix: Float64Array, types: number): number[][] =>
  Array.from({ length: types }, (_, i) => [...matrix.subarray(i * types, (i + 1) * types)]);

/** The largest share of a kernel's mass that lies beyond the reach in time or in space. */
const massBeyond = ({ layout, reach }: HawkesModelParts, theta: Float64Array): number => {
  const { delay, distance, groups } = layout;
  const [inTime, inSpace] = [new Float64Array(3), new Float64Array(3)];
  let most = 0;
  for (let g = 0; g < groups; g++) {
    delay.mass(reach.time, theta, layout.delayAt + g * delay.size, inTime);
    distance.mass(reach.distance ** 2, theta, layout.distanceAt + g * distance.size, inSpace);
    most = Math.max(most, 1 - inTime[0]! * inSpace[0]!);
  }
  return most;
};
