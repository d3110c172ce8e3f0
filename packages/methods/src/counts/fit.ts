import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import type { Breath } from '../long-run.ts';
import { type Coefficients, coefficientsOf } from './coefficients.ts';
import { type StandardErrors, sandwich } from './covariance.ts';
import { type Information, startKernel } from './kernels.ts';
import { derivatives, type Likelihood, type Part, parameterCount } from './likelihood.ts';
import { LAST_STEP, type Maximum, maximise, type NoMaximum } from './maximise.ts';
import { ownCoefficients } from './scaled-design.ts';
import { tallyOf } from './tally.ts';

/** A likelihood at its maximum, on the design's own scale. */
export interface Fit {
  readonly count: Coefficients;
  readonly zero: Coefficients | undefined;
  readonly theta: number;
  readonly thetaStandardError: number;
  readonly logLikelihood: number;
  readonly iterations: number;
  /** linear predictors, one per row */
  readonly eta: Float64Array;
  readonly zeta: Float64Array;
}

// from so many rows on, a sample of them tells where to start
const SAMPLED_FROM = 60_000;
const LEAST_SAMPLE = 20_000;
// one row in so many where there are millions: then the second step from the sample's maximum is the last
const SAMPLED_EVERY = 20;
const LAST_STEP_OF_SAMPLE = 1e-3;
// with many rows the step after this one is some million times smaller; `described` sees whether it was
const LAST_STEP_OF_MANY = 0.1;
const MOST_POLISHES = 3;
// a last step that moves a row's predictor by so much although the likelihood stands still runs to infinity
const RUNAWAY = 0.1;

/** Searches the maximum, where it was not already, and tells coefficients with their errors, or why there are none. */
export const fit = async (
  likelihood: Likelihood,
  information: Information,
  errors: StandardErrors,
  breath: Breath,
  ended?: Maximum | NoMaximum,
): Promise<Fit | Insufficient> => {
  const found = ended ?? (await search(likelihood, breath));
  const refused = refusal(likelihood, found);
  if (refused !== undefined) return refused;
  return described(likelihood, found as Maximum, information, errors, breath);
};

/** The maximum, from a sample's where there are many rows. */
export const search = async (
  likelihood: Likelihood,
  breath: Breath,
  startOf = plainStart,
): Promise<Maximum | NoMaximum> => {
  if (likelihood.outcome.length >= SAMPLED_FROM) {
    const part = sampled(likelihood);
    const first = await maximise(part, await startOf(part, breath), breath, LAST_STEP_OF_SAMPLE);
    if (first.kind === 'maximum' && runaways(part, first.step).length === 0) {
      const found = await maximise(likelihood, first.parameters, breath, LAST_STEP_OF_MANY);
      if (refusal(likelihood, found) === undefined) return found;
      return maximise(likelihood, found.parameters, breath);
    }
  }
  return maximise(likelihood, await startOf(likelihood, breath), breath);
};

const described = async (
  likelihood: Likelihood,
  maximum: Maximum,
  information: Information,
  errors: StandardErrors,
  breath: Breath,
  polished = 0,
): Promise<Fit | Insufficient> => {
  const { parameters, iterations } = maximum;
  const size = parameterCount(likelihood);
  const { count, zero, shaped, outcome } = likelihood;
  const eta = new Float64Array(outcome.length);
  const zeta = new Float64Array(zero ? outcome.length : 0);
  const predictors = zero ? { eta, zeta } : { eta };
  const there = await derivatives(likelihood, parameters, information, breath, 0.97, predictors);
  const factor = cholesky(there.information, size);
  if (isSingular(factor)) return noConvergence(iterations);
  const step = factor.solve(there.gradient);
  if (polished < MOST_POLISHES && quadratic(there.gradient, step) > LAST_STEP) {
    const closer = { ...maximum, parameters: parameters.map((value, k) => value + step[k]!) };
    return described(likelihood, closer, information, errors, breath, polished + 1);
  }
  const bread = factor.inverse();
  const covariance =
    errors === 'model' ? bread : await sandwich(likelihood, parameters, information, bread, errors, breath);
  if (isInsufficient(covariance)) return covariance;
  const theta = shaped ? Math.exp(parameters[size - 1]!) : Number.POSITIVE_INFINITY;
  const parts = {
    count: coefficientsOf(parameters, covariance, size, 0, count.scaled),
    zero: zero && coefficientsOf(parameters, covariance, size, count.scaled.width, zero.scaled),
  };
  for (const part of [parts.count, parts.zero])
    if (part !== undefined && !part.standardErrors.every((error) => error > 0))
      return insufficient({
        reason: 'no-variance',
        detail: 'The clusters are too few for so many coefficients: some variance is not positive.',
        have: 0,
        need: 1,
      });
  return {
    ...parts,
    theta,
    thetaStandardError: shaped ? theta * Math.sqrt(covariance[size * size - 1]!) : 0,
    logLikelihood: there.value,
    iterations,
    eta,
    zeta,
  };
};

const quadratic = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, j) => sum + value * b[j]!, 0);

/** The columns of each part along which the last step still runs. */
export const runaways = ({ count, zero }: Likelihood, step: Float64Array): string[] => {
  const names: string[] = [];
  const look = ({ scaled }: Part, from: number, prefix: string): void => {
    const own = ownCoefficients(step.subarray(from, from + scaled.width), scaled);
    for (let j = 0; j < scaled.width; j++) {
      // the constant moves with columns far from 0 on the one scale, with columns that run on the other
      const reach =
        j === scaled.constant ? Math.min(Math.abs(own[j]!), Math.abs(step[from + j]!)) : Math.abs(own[j]!);
      if (reach * scaled.range[j]! > RUNAWAY) names.push(prefix + scaled.design.columns[j]!);
    }
  };
  look(count, 0, '');
  if (zero) look(zero, count.scaled.width, 'zero: ');
  return names;
};

/** Why a search has no answer, or undefined where it has one. */
export const refusal = (likelihood: Likelihood, found: Maximum | NoMaximum): Insufficient | undefined => {
  const { count, zero, shaped } = likelihood;
  const size = parameterCount(likelihood);
  const tau = shaped ? found.parameters[size - 1]! : 0;
  const flatTau = shaped && found.kind === 'none' && found.flat === size - 1;
  if (
    shaped &&
    (found.kind === 'maximum' ? found.step[size - 1]! > RUNAWAY : (flatTau || found.flat < 0) && tau > 14)
  )
    return insufficient({
      reason: 'no-overdispersion',
      detail: 'The counts vary no more than Poisson ones: θ runs to infinity. Use a Poisson model.',
      have: 0,
      need: 1,
    });
  if (shaped && (found.kind === 'maximum' ? found.step[size - 1]! < -RUNAWAY : tau < -12))
    return insufficient({
      reason: 'no-shape',
      detail: 'θ runs to 0: the counts are too scattered for a negative binomial.',
      have: 0,
      need: 1,
    });
  if (found.kind === 'none' && (found.flat < 0 || flatTau)) return noConvergence(found.iterations);
  const names = [
    ...count.scaled.design.columns,
    ...(zero?.scaled.design.columns ?? []).map((name) => `zero: ${name}`),
  ];
  const infinite = found.kind === 'none' ? [names[found.flat]!] : runaways(likelihood, found.step);
  if (infinite.length === 0) return undefined;
  return insufficient({
    reason: 'separation',
    detail: `No finite estimate for ${infinite.join(', ')}: some combination of them tells without fail which rows are 0.`,
    have: names.length - infinite.length,
    need: names.length,
  });
};

const noConvergence = (iterations: number): Insufficient =>
  insufficient({
    reason: 'no-convergence',
    detail: `No maximum of the likelihood was found in ${iterations} steps.`,
    have: iterations,
    need: iterations + 1,
  });

/** The regression of log(y + ⅙), and θ = 1. */
export const plainStart = async (likelihood: Likelihood, breath: Breath): Promise<Float64Array> => {
  const { outcome, weights, count, shaped } = likelihood;
  const start = new Float64Array(parameterCount(likelihood));
  const linear: Likelihood = { outcome, weights, count, kernel: startKernel(shaped), shaped: false };
  const width = count.scaled.width;
  const { gradient, information } = await derivatives(linear, new Float64Array(width), 'observed', breath, 0);
  const found = cholesky(information, width);
  if (!isSingular(found)) start.set(found.solve(gradient));
  return start;
};

/** One row of each of many stretches, anywhere within it, so that no rhythm of the rows is caught. */
const sampled = (likelihood: Likelihood): Likelihood => {
  const { outcome, weights, count, zero, tally } = likelihood;
  const size = Math.max(LEAST_SAMPLE, Math.ceil(outcome.length / SAMPLED_EVERY));
  const rows = new Uint32Array(size);
  for (let k = 0; k < size; k++) {
    const within = (Math.imul(k + 1, 0x9e3779b1) >>> 0) / 4294967296;
    rows[k] = Math.floor(((k + within) * outcome.length) / size);
  }
  const pick = (values: Float64Array): Float64Array => {
    const picked = new Float64Array(size);
    for (let k = 0; k < size; k++) picked[k] = values[rows[k]!]!;
    return picked;
  };
  const part = ({ scaled, offset }: Part): Part => {
    const { width, design } = scaled;
    const values = new Float64Array(size * width);
    for (let k = 0; k < size; k++)
      for (let j = 0; j < width; j++) values[k * width + j] = design.values[rows[k]! * width + j]!;
    return {
      scaled: { ...scaled, design: { ...design, rows: size, values } },
      offset: offset && pick(offset),
    };
  };
  const counts = pick(outcome);
  const counted = weights && pick(weights);
  return {
    ...likelihood,
    outcome: counts,
    weights: counted,
    count: part(count),
    zero: zero && part(zero),
    tally: tally && tallyOf(counts, counted),
  };
};
