import { normalQuantile } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { type Cholesky, cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { breathing } from '../long-run.ts';
import { hessianOf, minimise, type Objective } from '../optimise/index.ts';
import { numberWithin, sameLength } from '../problems.ts';
import { type Likelihood, likelihoodAt } from './likelihood.ts';
import {
  checkedEpidemic,
  type EndemicEpidemicOptions,
  type EndemicGrid,
  type Epidemic,
  type EpidemicEvents,
} from './model.ts';
import { type Prepared, prepare } from './prepared.ts';
import { type Reproduction, reproductionOf } from './reproduction.ts';
import { startFor } from './start.ts';

export interface EndemicEpidemicResult {
  readonly kind: 'endemic-epidemic';
  /** endemic intercept(s) and covariates, epidemic intercept and marks, then the interactions' log parameters */
  readonly names: readonly string[];
  readonly estimates: Float64Array;
  readonly standardErrors: Float64Array;
  /** p × p */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  /** −2 · log-likelihood + 2 · parameters */
  readonly aic: number;
  /** events that were explained */
  readonly explained: number;
  /** how many others an event excites: what tells an epidemic that feeds itself from one that is fed */
  readonly reproduction: Reproduction;
  /** share of the explained events expected of the endemic component */
  readonly endemicShare: number;
  /** per event: the probability that it is endemic; NaN for history */
  readonly endemicProbability: Float64Array;
  readonly iterations: number;
  readonly evaluations: number;
}

// parameters are logarithms: a bold step can jump to a spike on two events at one place, where the likelihood has no end
const LONGEST_STEP = 1;
// of the reach
const FINEST = 2 ** 14;

/** Fewer explained events than this, or than five for each parameter, cannot tell the two components apart. */
export const ENDEMIC_EPIDEMIC_LEAST_EVENTS = 30;

/**
 * Which events come on their own, with covariates, season and trend, and which are excited by earlier events nearby?
 * A point process with intensity
 *
 *     λ(t, s, κ) = exp(offset + β·z(cell of t and s)) + Σ_j excites(κⱼ, κ) · exp(γ·marksⱼ) · f(|s − sⱼ|) · g(t − tⱼ)
 *
 * fitted by maximum likelihood with analytic score (BFGS from the events' information).
 *
 * @param grid cells that cover window × period once; coordinates, areas, reaches and durations in the same two units
 * @returns estimates, standard errors, reproduction numbers with intervals; `Insufficient` for fewer than 30 events or
 * 5 a parameter, no event within reach of an earlier one, covariates that cannot be told apart, or no convergence
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * Once O(n · corners of the window + rows of the grid), then O(pairs within reach + n · (180 + p²)) an evaluation.
 * Source: Meyer, Elias & Höhle (2012), Biometrics 68(2), 607–616; R surveillance `twinstim` (Meyer, Held & Höhle 2017,
 * Journal of Statistical Software 77(11)). The integral over discs is the line integral of Meyer & Held (2014).
 */
export const endemicEpidemic = async (
  events: EpidemicEvents,
  grid: EndemicGrid,
  options: EndemicEpidemicOptions,
): Promise<EndemicEpidemicResult | Insufficient> => {
  const epidemic = checkedEpidemic(events, grid, options);
  const confidence = numberWithin('confidence', options.confidence ?? 0.95, 0.5, 0.9999);
  const breath = breathing(options);
  const prepared = await prepare(epidemic, breath);
  const { layout, pairs } = prepared;
  const need = Math.max(ENDEMIC_EPIDEMIC_LEAST_EVENTS, 5 * layout.size);
  if (pairs.explained.length < need)
    return insufficient({
      reason: 'too-few-events',
      detail: 'There are too few events in the period to tell endemic from excited ones.',
      have: pairs.explained.length,
      need,
    });
  if (pairs.source.length === 0)
    return insufficient({
      reason: 'no-pairs',
      detail: 'No event lies within reach of an earlier one that could have excited it.',
      have: 0,
      need: 1,
    });

  if (options.start) sameLength({ parameters: { length: layout.size }, start: options.start });
  const start = options.start ?? (await startFor(prepared, breath));
  // below this scale distances are not resolved; who gets there is on the way to a spike without width
  const leastScale = (2 * prepared.knots.reach) / FINEST;
  const objective: Objective = async (theta, gradient) => {
    if (prepared.space.names.length > 0 && Math.exp(theta[layout.space]!) < leastScale) return Number.NaN;
    const { logLikelihood, score } = await likelihoodAt(prepared, theta, breath);
    for (let k = 0; k < gradient.length; k++) gradient[k] = -score[k]!;
    return -logLikelihood;
  };
  const first = decomposed((await likelihoodAt(prepared, start, breath)).information, layout.size);
  const found = await minimise(objective, start, {
    inverseHessian: first?.inverse(),
    gradientTolerance: 1e-9,
    longestStep: LONGEST_STEP,
    signal: options.signal,
    onProgress: options.onProgress,
  });
  if (!found.converged) return notConverged(prepared, found.iterations);
  const at = await likelihoodAt(prepared, found.x, breath);
  const information =
    options.information === 'observed' ? await hessianOf(objective, found.x) : at.information;
  const covariance = decomposed(information, layout.size)?.inverse();
  if (covariance === undefined)
    return insufficient({
      reason: 'singular-information',
      detail: `The data cannot tell the parameters apart (${layout.names.join(', ')}): covariates that combine into one another, or nothing that is excited.`,
      have: layout.size - 1,
      need: layout.size,
    });
  const z = normalQuantile(0.5 + confidence / 2);
  return {
    kind: 'endemic-epidemic',
    names: layout.names,
    estimates: found.x,
    standardErrors: Float64Array.from(found.x, (_, k) => Math.sqrt(covariance[k * layout.size + k]!)),
    covariance,
    logLikelihood: at.logLikelihood,
    aic: 2 * (layout.size - at.logLikelihood),
    explained: pairs.explained.length,
    reproduction: reproductionOf(prepared, found.x, at, covariance, z),
    endemicShare: 1 - at.offspring.reduce((sum, value) => sum + value, 0) / pairs.explained.length,
    endemicProbability: endemicProbabilities(epidemic, prepared, at),
    iterations: found.iterations,
    evaluations: found.evaluations,
  };
};

const decomposed = (information: Float64Array, size: number): Cholesky | undefined => {
  if (!information.every(Number.isFinite)) return undefined;
  const result = cholesky(information, size);
  return isSingular(result) ? undefined : result;
};

const endemicProbabilities = (
  { n }: Epidemic,
  { pairs }: Prepared,
  { endemic, intensity }: Likelihood,
): Float64Array => {
  const probability = new Float64Array(n).fill(Number.NaN);
  pairs.explained.forEach((i, k) => {
    probability[i] = endemic[k]! / intensity[k]!;
  });
  return probability;
};

const notConverged = ({ pairs }: Prepared, iterations: number): Insufficient => {
  const together = pairs.distance.reduce((count, distance) => count + (distance === 0 ? 1 : 0), 0);
  return insufficient({
    reason: 'no-convergence',
    detail:
      'The likelihood has no clear highest place: too little excitation to measure, or a model too rich for these events.' +
      (together > 0
        ? ` ${together} pairs lie at one place, which a narrow interaction can explain ever better: move them apart by what the places are uncertain.`
        : ' A simpler interaction or a start nearer to the answer may help.'),
    have: iterations,
    need: iterations + 1,
  });
};
