import { type Insufficient, insufficient } from '../insufficient.ts';
import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { type Breath, breathing } from '../long-run.ts';
import { hessianOf, type Minimum, minimise, type Objective } from '../optimise/index.ts';
import { backgroundRate, bandwidths, kernelShares, type Surroundings, surroundingsOf } from './background.ts';
import { type Background, etasLikelihood, nothingTriggered, sourcesAt, triggeredAt } from './likelihood.ts';
import {
  asParameters,
  asVector,
  checkedCatalogue,
  type EtasCatalogue,
  type EtasEvents,
  type EtasOptions,
  type EtasParameters,
} from './model.ts';

export interface EtasResult {
  readonly kind: 'etas';
  readonly parameters: EtasParameters;
  /** from the curvature of the log-likelihood, the background held */
  readonly standardErrors: EtasParameters;
  readonly logLikelihood: number;
  readonly aic: number;
  /** events in window and period */
  readonly explained: number;
  /** mean number of events an event triggers, over the magnitudes seen; 1 and more: the sequence would not end */
  readonly branchingRatio: number;
  /** per event in the order given: the probability that no earlier event triggered it, and the rest */
  readonly backgroundProbability: Float64Array;
  readonly triggeredProbability: Float64Array;
  /** per event: u, the background's share of shape; μ·u is the background rate there */
  readonly backgroundRate: Float64Array;
  readonly bandwidth: Float64Array;
  readonly rounds: readonly { readonly logLikelihood: number; readonly parameters: EtasParameters }[];
  /** whether the rounds came to rest; if not, ask for more of them */
  readonly settled: boolean;
}

/** Fewer explained events than this, five for each parameter, say too little. */
export const ETAS_LEAST_EVENTS = 40;

/**
 * Which events are aftershocks of earlier ones, and which come by themselves? The space–time ETAS model, with a
 * background smoothed from the events themselves as far as they are not aftershocks: parameters and background are
 * fitted in turn until they agree (stochastic declustering).
 *
 * @param events magnitudes from the threshold up, places in a plane; those before the period or outside the window
 * should be given too where known: they trigger as well
 * @returns parameters, standard errors, each event's background probability; `Insufficient` for fewer than 40 events
 * in window and period, no convergence, or parameters that the events cannot tell apart
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(explained · n + 180 n) an evaluation of the likelihood, O(n²) a round. Source: Ogata (1998), Annals of the Institute
 * of Statistical Mathematics 50(2), 379–402; Zhuang, Ogata & Vere-Jones (2002), Journal of the American Statistical
 * Association 97, 369–380; parameters as in R ETAS (Jalilian 2019, Journal of Statistical Software 88, code snippet 1).
 * The integral over the window is a line integral along its border.
 */
export const etas = async (events: EtasEvents, options: EtasOptions): Promise<EtasResult | Insufficient> => {
  const catalogue = checkedCatalogue(events, options);
  const breath = breathing(options);
  if (catalogue.explained.length < ETAS_LEAST_EVENTS)
    return insufficient({
      reason: 'too-few-events',
      detail: 'There are too few events in window and period for eight parameters.',
      have: catalogue.explained.length,
      need: ETAS_LEAST_EVENTS,
    });
  const { neighbours = 5, leastBandwidth = 0.05, mostRounds = 11, tolerance = 1e-3 } = options;
  const bandwidth = await bandwidths(catalogue, neighbours, leastBandwidth, breath);
  const surroundings = await surroundingsOf(catalogue, options.window, breath);
  const shares = kernelShares(surroundings, bandwidth);

  let theta = options.start ? asVector(options.start) : startFor(catalogue, bandwidth);
  let rate = await backgroundRate(catalogue, bandwidth, new Float64Array(catalogue.n).fill(1), breath);
  let probability = await backgroundProbabilities(catalogue, rate, theta, breath);
  const rounds: { logLikelihood: number; parameters: EtasParameters }[] = [];
  let settled = false;
  let last: { background: Background; found: Minimum } | undefined;
  while (!settled && rounds.length < mostRounds) {
    rate = await backgroundRate(catalogue, bandwidth, probability, breath);
    const background = { rate, integral: probability.reduce((sum, share, i) => sum + share * shares[i]!, 0) };
    const found = await fitted(
      catalogue,
      surroundings,
      background,
      theta,
      last?.found.inverseHessian,
      breath,
    );
    if (!found.converged) return notConverged(rounds.length);
    last = { background, found };
    const next = found.x.map((root) => root * root);
    settled = next.every((value, k) => Math.abs(value - theta[k]!) <= tolerance * Math.abs(value));
    theta = next;
    probability = await backgroundProbabilities(catalogue, rate, theta, breath);
    rounds.push({ logLikelihood: -found.value, parameters: asParameters(theta) });
    await breath.take(rounds.length / mostRounds);
  }
  const { background, found } = last!;
  const errors = await standardErrors(rootObjective(catalogue, surroundings, background, breath), found.x);
  if (errors === undefined)
    return insufficient({
      reason: 'singular-information',
      detail: 'The events cannot tell the parameters apart: hardly any aftershocks, or hardly anything else.',
      have: 7,
      need: 8,
    });
  options.onProgress?.(1);
  return {
    kind: 'etas',
    parameters: asParameters(theta),
    standardErrors: asParameters(errors),
    logLikelihood: -found.value,
    aic: 2 * (8 + found.value),
    explained: catalogue.explained.length,
    branchingRatio: branchingRatioOf(catalogue, theta),
    backgroundProbability: inGivenOrder(catalogue, probability),
    triggeredProbability: inGivenOrder(
      catalogue,
      probability.map((share) => 1 - share),
    ),
    backgroundRate: inGivenOrder(catalogue, rate),
    bandwidth: inGivenOrder(catalogue, bandwidth),
    rounds,
    settled,
  };
};

// parameters are roots: half a unit is a bold step for each of them
const LONGEST_STEP = 0.5;

/** −log-likelihood by the roots of the parameters, which keeps them positive. */
const rootObjective =
  (catalogue: EtasCatalogue, surroundings: Surroundings, background: Background, breath: Breath): Objective =>
  async (roots, gradient) => {
    const theta = roots.map((root) => root * root);
    const value = await etasLikelihood(catalogue, surroundings, background, theta, gradient, breath);
    for (let k = 0; k < 8; k++) gradient[k] = -2 * roots[k]! * gradient[k]!;
    return -value;
  };

const fitted = async (
  catalogue: EtasCatalogue,
  surroundings: Surroundings,
  background: Background,
  theta: Float64Array,
  known: Float64Array | undefined,
  breath: Breath,
): Promise<Minimum> => {
  const roots = theta.map(Math.sqrt);
  return minimise(rootObjective(catalogue, surroundings, background, breath), roots, {
    inverseHessian: known ?? (await firstInverse(catalogue, surroundings, background, theta, breath)),
    longestStep: LONGEST_STEP,
    // a hundredth of what a round changes
    gradientTolerance: 1e-6,
  });
};

/** The inverse of the events' information by the roots, which a first round starts from. */
const firstInverse = async (
  catalogue: EtasCatalogue,
  surroundings: Surroundings,
  background: Background,
  theta: Float64Array,
  breath: Breath,
): Promise<Float64Array | undefined> => {
  const information = new Float64Array(64);
  await etasLikelihood(catalogue, surroundings, background, theta, new Float64Array(8), breath, information);
  for (let a = 0; a < 8; a++)
    for (let b = 0; b < 8; b++) information[a * 8 + b]! *= 4 * Math.sqrt(theta[a]! * theta[b]!);
  const decomposed = information.every(Number.isFinite) ? cholesky(information, 8) : undefined;
  return decomposed && !isSingular(decomposed) ? decomposed.inverse() : undefined;
};

/** Of the parameters, from the curvature by their roots: ∂θ = 2√θ ∂√θ. */
const standardErrors = async (
  objective: Objective,
  roots: Float64Array,
): Promise<Float64Array | undefined> => {
  const hessian = await hessianOf(objective, roots);
  if (!hessian.every(Number.isFinite)) return undefined;
  const decomposed = cholesky(hessian, 8);
  if (isSingular(decomposed)) return undefined;
  const covariance = decomposed.inverse();
  return roots.map((root, k) => 2 * root * Math.sqrt(covariance[k * 8 + k]!));
};

const backgroundProbabilities = async (
  catalogue: EtasCatalogue,
  rate: Float64Array,
  theta: Float64Array,
  breath: Breath,
): Promise<Float64Array> => {
  const sources = sourcesAt(catalogue, theta);
  const sum = nothingTriggered();
  const probability = new Float64Array(catalogue.n).fill(1);
  if (sources === undefined) return probability;
  for (let i = 0; i < catalogue.n; i++) {
    if (breath.due()) await breath.take(0);
    const own = theta[0]! * rate[i]!;
    probability[i] = own / (own + triggeredAt(catalogue, sources, i, sum).rate);
  }
  return probability;
};

const inGivenOrder = ({ order }: EtasCatalogue, values: Float64Array): Float64Array => {
  const given = new Float64Array(values.length);
  order.forEach((i, at) => {
    given[i] = values[at]!;
  });
  return given;
};

const branchingRatioOf = ({ magnitude, n }: EtasCatalogue, theta: Float64Array): number =>
  (theta[1]! * magnitude.reduce((sum, m) => sum + Math.exp(theta[3]! * m), 0)) / n;

/** Half background; aftershocks within a quarter of the usual bandwidth and a hundredth of the usual gap. */
const startFor = ({ time, n }: EtasCatalogue, bandwidth: Float64Array): Float64Array => {
  const usual = bandwidth.toSorted()[n >> 1]!;
  const gap = (time[n - 1]! - time[0]!) / n;
  return Float64Array.of(0.5, 0.3, gap / 100, 1.5, 1.2, (usual / 4) ** 2, 2, 0.5);
};

const notConverged = (rounds: number): Insufficient =>
  insufficient({
    reason: 'no-convergence',
    detail:
      'The likelihood has no clear highest place: too few aftershocks, or a start too far off. Start from published values, or lower the threshold.',
    have: rounds,
    need: rounds + 1,
  });
