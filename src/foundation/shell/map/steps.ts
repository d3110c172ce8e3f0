/** Classes of a count for a map: the least value of each class, rising from 1. */
export type Steps = readonly number[];

const nice = [
  1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 1e4, 2e4, 3e4, 5e4, 1e5, 1e6,
];

/**
 * At most `most` classes for positive counts, begun at round numbers that follow the data's own quantiles, so that a
 * few great cells do not make all others look empty. Complexity: n log n.
 */
export const stepsFor = (counts: readonly number[], most = 6): Steps => {
  const sorted = counts.filter((count) => count > 0).sort((a, b) => a - b);
  if (sorted.length === 0) return [1];
  const steps = [1];
  // shares chosen so that the uppermost classes are the rare ones
  for (const share of [0.35, 0.6, 0.78, 0.9, 0.97].slice(0, most - 1)) {
    const at = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
    const round = nice.findLast((one) => one <= at) ?? 1;
    if (round > steps.at(-1)!) steps.push(round);
    else {
      const next = nice.find((one) => one > steps.at(-1)!);
      if (next !== undefined && next <= sorted.at(-1)!) steps.push(next);
    }
  }
  return steps;
};

/** The class a count belongs to, or -1 below the first. */
export const stepOf = (steps: Steps, count: number): number => steps.findLastIndex((least) => count >= least);

/** `1`, `2–4`, `5 and more` for the legend, as numbers: the last class has no end. */
export const stepRange = (steps: Steps, index: number): { from: number; to: number | undefined } => {
  const next = steps[index + 1];
  return { from: steps[index]!, to: next === undefined ? undefined : next - 1 };
};

/** Spreads fewer classes over the whole of a ramp. */
export const stepColour = (ramp: readonly string[], steps: Steps, index: number): string =>
  ramp[steps.length === 1 ? 2 : Math.round((index / (steps.length - 1)) * (ramp.length - 1))]!;
