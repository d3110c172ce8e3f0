import { normalQuantile } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { hessianOf } from '../optimise/index.ts';
import type { BackgroundModel } from './hawkes-background.ts';
import type { HawkesLayout, HawkesModelParts } from './hawkes-layout.ts';
import type { Evaluation } from './hawkes-likelihood.ts';
import { expectationMaximisation } from './squarem.ts';

/** One parameter: `background 0`, `branching 0→1`, `rate`, `sigma 1→0`, … */
export interface HawkesEstimate {
  readonly name: string;
  readonly value: number;
  /** NaN for a branching that is 0: there the likelihood has no peak */
  readonly standardError: number;
  /** from the logarithm of the parameter, so never beyond its range; a small branching's from the profile likelihood */
  readonly lower: number;
  readonly upper: number;
}

// a branching that explains less than this many events is 0
const LEAST_CAUSED = 0.01;
// where the logarithm of a branching is known no better, its likelihood is too far from a parabola
const MOST_LOG_ERROR = 0.35;
const LEAST_LOG = -12;
const MOST_LOG = 3;

/** 1 for the parameters the data speak of: not those of pairs of types without any effect. */
export const countingParameters = (layout: HawkesLayout, caused: Float64Array): Uint8Array => {
  const active = new Uint8Array(layout.size).fill(1);
  const { types, groups } = layout;
  for (let k = 0; k < types * types; k++) {
    if (caused[k]! >= LEAST_CAUSED) continue;
    active[layout.branchingAt + k] = 0;
    if (groups === 1) continue;
    const perTheta = layout.delay.size + layout.distance.size;
    for (let p = 0; p < perTheta; p++) active[layout.kernelIndex(k, p)] = 0;
  }
  return active;
};

export interface EstimateOptions {
  readonly level: number;
  /** of the differences that make the information matrix; undefined: full precision */
  readonly step: number | undefined;
  readonly families: readonly [string, string];
}

/**
 * Standard errors from the observed information: the negative Hessian of the log likelihood by central differences of
 * its exact gradient, two passes a parameter. An estimated background is taken as given.
 */
export const hawkesEstimates = async (
  { layout, window }: HawkesModelParts,
  model: BackgroundModel,
  evaluate: (theta: Float64Array) => Promise<Evaluation>,
  theta: Float64Array,
  { level, step, families }: EstimateOptions,
): Promise<readonly HawkesEstimate[] | Insufficient> => {
  const here = await evaluate(theta);
  const peak = here.logLikelihood;
  const active = countingParameters(layout, here.caused);
  const free = Array.from(theta.keys()).filter((k) => active[k]);
  const full = (part: Float64Array): Float64Array => {
    const all = theta.slice();
    for (const [at, k] of free.entries()) all[k] = part[at]!;
    return all;
  };
  const information = await hessianOf(
    async (part, gradient) => {
      const there = await evaluate(full(part));
      for (const [at, k] of free.entries()) gradient[at] = -there.gradient[k]!;
      return -there.logLikelihood;
    },
    Float64Array.from(free, (k) => theta[k]!),
    step,
  );
  const factors = cholesky(information, free.length);
  if (isSingular(factors) || information.some(Number.isNaN))
    return insufficient({
      reason: 'no-information',
      detail:
        'The likelihood has no peak in every parameter, so there are no standard errors: simplify the kernels, or ask for none.',
      have: isSingular(factors) ? factors.column : 0,
      need: free.length,
    });
  const covariance = factors.inverse();
  const z = normalQuantile(0.5 + level / 2);
  const scales = parameterScales(layout, model, window.t[1] - window.t[0], families);
  const estimates: HawkesEstimate[] = [];
  for (const [k, { name, natural }] of scales.entries()) {
    const at = free.indexOf(k);
    const error = at < 0 ? Number.NaN : Math.sqrt(covariance[at * free.length + at]!);
    const slope = (natural(theta[k]! + 1e-5) - natural(theta[k]! - 1e-5)) / 2e-5;
    const standardError = Math.abs(slope) * error;
    if (k >= layout.branchingAt && k < layout.delayAt && !(error < MOST_LOG_ERROR)) {
      const limit = (end: number): Promise<number> =>
        profileLimit(evaluate, theta, k, end, peak - (z * z) / 2);
      const lower = at < 0 || theta[k]! <= LEAST_LOG ? 0 : await limit(LEAST_LOG);
      estimates.push({
        name,
        value: at < 0 ? 0 : natural(theta[k]!),
        standardError,
        lower: lower <= Math.exp(LEAST_LOG) ? 0 : lower,
        upper: await limit(MOST_LOG),
      });
      continue;
    }
    const ends = [natural(theta[k]! - z * error), natural(theta[k]! + z * error)];
    const value = at < 0 ? Number.NaN : natural(theta[k]!);
    estimates.push({ name, value, standardError, lower: Math.min(...ends), upper: Math.max(...ends) });
  }
  return estimates;
};

/**
 * Where the profile log likelihood of a branching crosses `floor`, going from its peak towards `end`; all other
 * parameters are fitted anew at each place. The logarithm is found to a hundredth.
 */
const profileLimit = async (
  evaluate: (theta: Float64Array) => Promise<Evaluation>,
  theta: Float64Array,
  k: number,
  end: number,
  floor: number,
): Promise<number> => {
  let others = theta;
  const above = async (log: number): Promise<boolean> => {
    const held = async (at: Float64Array): Promise<Evaluation> => {
      const there = await evaluate(at);
      there.next[k] = log;
      return there;
    };
    const start = others.slice();
    start[k] = log;
    const fit = await expectationMaximisation(held, start, {
      acceleration: 'squarem',
      mostPasses: 6,
      tolerance: 1e-3,
      counts: ({ next }) => new Uint8Array(next.length).fill(1),
    });
    if (!(fit.evaluation.logLikelihood > floor)) return false;
    others = fit.theta;
    return true;
  };
  if (await above(end)) return Math.exp(end);
  let inside = theta[k]!;
  let outside = end;
  while (Math.abs(outside - inside) > 0.01) {
    const middle = (inside + outside) / 2;
    if (await above(middle)) inside = middle;
    else outside = middle;
  }
  return Math.exp(outside);
};

interface Scale {
  readonly name: string;
  /** from the parameter as the fit has it to the one people know */
  readonly natural: (theta: number) => number;
}

const parameterScales = (
  layout: HawkesLayout,
  model: BackgroundModel,
  duration: number,
  [delay, distance]: readonly [string, string],
): Scale[] => {
  const { types, groups } = layout;
  const total = model.size === 1 ? model.measure.reduce((sum, value) => sum + value, 0) / duration : 1;
  const scales: Scale[] = [];
  for (let c = 0; c < types; c++) {
    // without covariates: events per unit of time; with: per unit of baseline where all covariates are 0
    scales.push({ name: `background ${c}`, natural: (theta) => total * Math.exp(theta) });
    for (let k = 1; k < model.size; k++)
      scales.push({ name: `covariate ${k - 1} of background ${c}`, natural: (theta) => theta });
  }
  for (let i = 0; i < types; i++)
    for (let j = 0; j < types; j++) scales.push({ name: `branching ${i}→${j}`, natural: Math.exp });
  const named = (name: string, group: number): string =>
    groups === 1 ? name : `${name} ${Math.floor(group / types)}→${group % types}`;
  const kernelScales = (all: readonly Scale[]): void => {
    for (let g = 0; g < groups; g++)
      for (const { name, natural } of all) scales.push({ name: named(name, g), natural });
  };
  const above1 = (theta: number): number => 1 + Math.exp(theta);
  kernelScales(
    delay === 'exponential'
      ? [{ name: 'rate', natural: Math.exp }]
      : [
          { name: 'c', natural: Math.exp },
          { name: 'p', natural: above1 },
        ],
  );
  kernelScales(
    distance === 'gaussian'
      ? [{ name: 'sigma', natural: (theta) => Math.exp(-theta / 2) / Math.SQRT2 }]
      : [
          { name: 'd', natural: (theta) => Math.exp(theta / 2) },
          { name: 'q', natural: above1 },
        ],
  );
  if (layout.markAt !== undefined) scales.push({ name: 'mark', natural: (theta) => theta });
  return scales;
};
