import type { LongRun } from '../long-run.ts';
import { inBlocks } from '../workers/blocks.ts';
import type { NullModel } from './null-models.ts';
import { type SimulatedMaxima, simulatedMaxima } from './simulated-maxima.ts';

interface MonteCarloOptions extends LongRun {
  readonly simulations: number;
  /** the statistic of the most likely cluster, and how many simulations reaching it are enough */
  readonly observed: number;
  readonly stopAfter: number | undefined;
  readonly workers: number | undefined;
}

const FIRST_ROUND = 32;
const BLOCK_MILLISECONDS = 40;

/** Simulates in rounds, and cuts the maxima where the sequential rule stops: after a simulation, not after a round. */
export const simulateMaxima = async (
  shared: Omit<SimulatedMaxima, 'first' | 'floor'>,
  { simulations, observed, stopAfter, workers, signal, onProgress }: MonteCarloOptions,
): Promise<Float64Array> => {
  const maxima = new Float64Array(simulations);
  const blockSize = simulationsInABlock(shared);
  let done = 0;
  let reached = 0;
  while (done < simulations) {
    const first = done;
    const floor = first === 0 ? 0 : maxima.slice(0, first).sort()[Math.floor(0.05 * first)]!;
    const wished = first === 0 ? FIRST_ROUND : stopAfter === undefined ? simulations : first;
    const count = Math.min(wished, simulations - first);
    const blocks = await inBlocks(simulatedMaxima, { ...shared, first, floor }, count, {
      workers,
      blockSize,
      signal,
      onProgress: onProgress && ((share) => onProgress((first + share * count) / simulations)),
    });
    for (const block of blocks)
      for (const maximum of block) {
        maxima[done++] = maximum;
        if (reaches(maximum, observed) && ++reached === stopAfter) return maxima.slice(0, done);
      }
  }
  return maxima;
};

/** Ties count against significance; so do differences that rounding may have made. */
const reaches = (maximum: number, observed: number): boolean => maximum >= observed - 1e-9 * (1 + observed);

/**
 * p of a cluster from the maxima of simulations: (r + 1) / (m + 1), or h / l where the h-th maximum as large came at
 * simulation l. Besag & Clifford (1991), Biometrika 78(2), 301–304.
 */
export const sequentialP = (
  maxima: Float64Array,
  observed: number,
  stopAfter: number | undefined,
): number => {
  let reached = 0;
  for (let k = 0; k < maxima.length; k++)
    if (reaches(maxima[k]!, observed) && ++reached === stopAfter) return reached / (k + 1);
  return (reached + 1) / (maxima.length + 1);
};

const EULER = 0.5772156649015329;
const LEAST_MAXIMA = 99;

/**
 * p by a Gumbel distribution with the maxima's mean and variance: also for p far below 1 / m. Abrams, Kulldorff &
 * Kleinman (2010), International Journal of Health Geographics 9:61.
 */
export const gumbelP = (maxima: Float64Array, observed: number): number | undefined => {
  const m = maxima.length;
  if (m < LEAST_MAXIMA) return undefined;
  const mean = maxima.reduce((sum, one) => sum + one, 0) / m;
  const variance = maxima.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (m - 1);
  if (!(variance > 0)) return undefined;
  const scale = Math.sqrt(6 * variance) / Math.PI;
  const mode = mean - EULER * scale;
  return -Math.expm1(-Math.exp(-(observed - mode) / scale));
};

/** A guess at how many simulations take a moment; a multiple of the most that are done side by side. */
const simulationsInABlock = ({ plan, nullModel }: Omit<SimulatedMaxima, 'first' | 'floor'>): number => {
  const runs = plan.runZones.length - 1;
  const intervals =
    plan.ends === 'last' ? plan.longest : plan.longest * (plan.width - (plan.longest - 1) / 2);
  const nanoseconds =
    0.15 * (runs * intervals + plan.members.length * plan.width) + nanosecondsToDraw(nullModel);
  return 8 * Math.min(64, Math.max(1, Math.round((BLOCK_MILLISECONDS * 1e6) / nanoseconds / 8)));
};

const nanosecondsToDraw = (model: NullModel): number => {
  switch (model.kind) {
    case 'poisson':
      return 15 * model.cases;
    case 'permutation':
      return 15 * model.perSlot.reduce((sum, one) => sum + one, 0) + model.homes.length;
    case 'labels':
      return 15 * Math.min(model.cases, model.people.length - model.cases) + 2 * model.people.length;
  }
};
