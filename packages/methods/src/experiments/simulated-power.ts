import { studentTTwoSided } from '../distributions/student-t.ts';
import type { Insufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { numberWithin, positive, wholeNumber } from '../problems.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { type Rng, seeded } from '../random/seeded.ts';
import { type BlockTask, inBlocks } from '../workers/blocks.ts';
import { checkDesign, precisionOf, type TrialDesign } from './two-groups.ts';

interface Shared {
  readonly design: TrialDesign;
  readonly effect: number;
  readonly seed: number | bigint;
}

/** How many of the trials find the effect in its own direction, and in the other. */
export const simulatedTrials: BlockTask<Shared, { readonly found: number; readonly opposite: number }> = {
  name: 'simulated-trials',
  run: ({ design, effect, seed }, from, to) => {
    const root = seeded(seed);
    const rate = design.outcome.kind === 'rate';
    const neutral = rate ? 1 : 0;
    const sign = effect >= neutral ? 1 : -1;
    let found = 0;
    let opposite = 0;
    for (let piece = from; piece < to; piece++) {
      const rng = root.fork(piece);
      const treated = drawGroup(design, design.treated, effect, rng);
      const controls = drawGroup(design, design.controls, neutral, rng);
      const { t, degrees } = rate ? logRatio(treated, controls) : difference(treated, controls);
      if (!(degrees > 0) || studentTTwoSided(t, degrees) > (design.alpha ?? 0.05)) continue;
      if (t * sign > 0) found++;
      else opposite++;
    }
    return { found, opposite };
  },
};

/** Means of units, or of clusters of equal size whose variance is that of the design. */
const drawGroup = ({ outcome, clusters }: TrialDesign, n: number, effect: number, rng: Rng): Float64Array => {
  const size = clusters?.size ?? 1;
  // the variance of a cluster's sum is that of independent units times the design effect
  const { designEffect } = precisionOf({ outcome, treated: n, controls: n, clusters }, 1);
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (outcome.kind === 'mean') {
      values[i] = drawNormal(rng, effect, outcome.deviation * Math.sqrt(designEffect / size));
      continue;
    }
    const mean = outcome.rate * effect;
    const variance =
      (mean + (outcome.theta === undefined ? 0 : mean ** 2 / outcome.theta)) * designEffect * size;
    const sum = mean * size;
    const extra = variance - sum;
    values[i] =
      (extra > 1e-9 * sum ? drawNegativeBinomial(rng, sum, sum ** 2 / extra) : drawPoisson(rng, sum)) / size;
  }
  return values;
};

const moments = (values: Float64Array): { mean: number; variance: number } => {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, variance: squares / (values.length - 1) };
};

/** Welch's test. */
const difference = (a: Float64Array, b: Float64Array) => {
  const [first, second] = [moments(a), moments(b)];
  return welch(
    first.mean - second.mean,
    first.variance / a.length,
    a.length,
    second.variance / b.length,
    b.length,
  );
};

/** The same for the logarithm of the ratio of means, by the delta method. */
const logRatio = (a: Float64Array, b: Float64Array) => {
  const [first, second] = [moments(a), moments(b)];
  if (first.mean === 0 || second.mean === 0) return { t: 0, degrees: 0 };
  return welch(
    Math.log(first.mean / second.mean),
    first.variance / a.length / first.mean ** 2,
    a.length,
    second.variance / b.length / second.mean ** 2,
    b.length,
  );
};

const welch = (estimate: number, one: number, n: number, other: number, m: number) => ({
  t: estimate / Math.sqrt(one + other),
  degrees: (one + other) ** 2 / (one ** 2 / (n - 1) + other ** 2 / (m - 1)),
});

export interface SimulatedPowerOptions extends LongRun {
  /** trials, 2000 when absent */
  readonly trials?: number | undefined;
  readonly seed?: number | bigint | undefined;
  /** threads beside this one; the answer does not depend on them */
  readonly workers?: number | undefined;
}

export interface SimulatedPower {
  readonly kind: 'simulated-power';
  /** share of trials that found the effect in its direction; without an effect, of either direction: the test's true size */
  readonly power: number;
  /** of that share */
  readonly standardError: number;
  readonly trials: number;
}

/**
 * Power by drawing trials and testing each: what the formula says, without its approximations. Means are normal and compared by
 * Welch's test; counts are Poisson or negative binomial, their log rate ratio judged by its own standard error and t.
 *
 * @param effect a difference of means, or a rate ratio
 * @returns power, or `Insufficient`: `too-few-units` below 2 a group
 * @throws Problem METHOD_VALUE_INVALID; the signal's reason
 * O(trials · units), or clusters.
 */
export const simulatedPower = async (
  design: TrialDesign,
  effect: number,
  { trials = 2000, seed = 1, workers, signal, onProgress }: SimulatedPowerOptions = {},
): Promise<SimulatedPower | Insufficient> => {
  const refusal = checkDesign(design);
  if (refusal) return refusal;
  if (design.outcome.kind === 'rate') positive('effect', effect);
  else numberWithin('effect', effect, -Number.MAX_VALUE);
  wholeNumber('trials', trials, 100, 10_000_000);
  const units = design.treated + design.controls;
  const blocks = await inBlocks(simulatedTrials, { design, effect, seed }, trials, {
    workers,
    blockSize: Math.max(1, Math.ceil(2e5 / units)),
    signal,
    onProgress,
  });
  const none = effect === (design.outcome.kind === 'rate' ? 1 : 0);
  let found = 0;
  for (const block of blocks) found += block.found + (none ? block.opposite : 0);
  const share = found / trials;
  return {
    kind: 'simulated-power',
    power: share,
    standardError: Math.sqrt((share * (1 - share)) / trials),
    trials,
  };
};
