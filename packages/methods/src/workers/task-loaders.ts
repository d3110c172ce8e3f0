import type { BlockTask } from './blocks.ts';

/** Every task a worker thread can do, loaded when it is asked for. A method with blocks adds its line. */
export const taskLoaders: Readonly<Record<string, () => Promise<BlockTask<never, unknown>>>> = {
  'arranged-statistics': async () =>
    (await import('../experiments/arranged-statistics.ts')).arrangedStatistics,
  'multiplier-draws': async () => (await import('../effects/multiplier-bootstrap.ts')).multiplierDraws,
  'near-repeat-close-counts': async () => (await import('../near-repeat/close-counts.ts')).closeCountsTask(),
  'permuted-cross-products': async () =>
    (await import('../autocorrelation/cross-products.ts')).permutedCrossProducts,
  'scan-simulated-maxima': async () => (await import('../scan/simulated-maxima.ts')).simulatedMaxima,
  'ripley-simulations': async () =>
    (await import('../point-patterns/ripley-simulations.ts')).ripleySimulations,
  'synthetic-control-placebos': async () => (await import('../synthetic-control/placebos.ts')).placeboGaps,
  'simulated-trials': async () => (await import('../experiments/simulated-power.ts')).simulatedTrials,
  'space-time-k-permutations': async () =>
    (await import('../near-repeat/weighted-pairs.ts')).permutedPairSums,
};
