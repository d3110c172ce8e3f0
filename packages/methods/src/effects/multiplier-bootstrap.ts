import { normalQuantile } from '../distributions/normal.ts';
import type { LongRun } from '../long-run.ts';
import { seeded } from '../random/seeded.ts';
import { type BlockTask, inBlocks } from '../workers/blocks.ts';

interface Shared {
  /** one row of influences a unit */
  readonly influence: Float64Array;
  readonly columns: number;
  readonly seed: number | bigint;
}

// Mammen's (1993) two points: mean 0, variance and third moment 1
const LOW = (1 - Math.sqrt(5)) / 2;
const HIGH = (1 + Math.sqrt(5)) / 2;
const CHANCE_OF_LOW = (Math.sqrt(5) + 1) / (2 * Math.sqrt(5));

/** Draws of √units · mean(multiplier · influence), one row of columns each. */
export const multiplierDraws: BlockTask<Shared, Float64Array> = {
  name: 'multiplier-draws',
  run: ({ influence, columns, seed }, from, to) => {
    const root = seeded(seed);
    const units = influence.length / columns;
    const draws = new Float64Array((to - from) * columns);
    for (let piece = from; piece < to; piece++) {
      const random = root.fork(piece);
      const row = draws.subarray((piece - from) * columns, (piece - from + 1) * columns);
      for (let i = 0; i < units; i++) {
        const multiplier = random.next() < CHANCE_OF_LOW ? LOW : HIGH;
        for (let k = 0; k < columns; k++) row[k] = row[k]! + multiplier * influence[i * columns + k]!;
      }
      for (let k = 0; k < columns; k++) row[k] = row[k]! / Math.sqrt(units);
    }
    return draws;
  },
};

export interface BootstrapOptions {
  /** 199 to 99 999 */
  readonly draws: number;
  readonly seed: number | bigint;
  /** threads beside this one; the answer does not depend on them */
  readonly workers?: number | undefined;
}

interface MultiplierBootstrap {
  /** by column: interquartile range of the draws over that of the normal, over √units */
  readonly standardErrors: Float64Array;
  /** the draws, one row each */
  readonly draws: Float64Array;
}

/** Callaway & Sant'Anna (2021), algorithm 1. O(draws · units · columns). */
export const multiplierBootstrap = async (
  influences: readonly Float64Array[],
  { draws, seed, workers }: BootstrapOptions,
  longRun: LongRun,
): Promise<MultiplierBootstrap> => {
  const columns = influences.length;
  const units = influences[0]!.length;
  const influence = new Float64Array(units * columns);
  influences.forEach((values, k) => {
    for (let i = 0; i < units; i++) influence[i * columns + k] = values[i]!;
  });
  const blockSize = Math.max(1, Math.ceil(2e7 / influence.length));
  const blocks = await inBlocks(multiplierDraws, { influence, columns, seed }, draws, {
    ...longRun,
    workers,
    blockSize,
  });
  const all = new Float64Array(draws * columns);
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  const range = normalQuantile(0.75) - normalQuantile(0.25);
  const standardErrors = Float64Array.from({ length: columns }, (_, k) => {
    const sorted = columnOf(all, columns, k).sort();
    return (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / range / Math.sqrt(units);
  });
  return { standardErrors, draws: all };
};

/** What |estimate − truth| / standard error of several columns at once stays below with this probability. */
export const simultaneousCriticalValue = (
  { draws, standardErrors }: MultiplierBootstrap,
  columns: readonly number[],
  units: number,
  level = 0.95,
): number => {
  const count = standardErrors.length;
  const rows = draws.length / count;
  const largest = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    for (const k of columns) {
      if (!(standardErrors[k]! > 0)) continue;
      const value = Math.abs(draws[row * count + k]!) / (standardErrors[k]! * Math.sqrt(units));
      if (value > largest[row]!) largest[row] = value;
    }
  largest.sort();
  return largest[Math.min(rows - 1, Math.ceil(level * rows) - 1)]!;
};

const columnOf = (draws: Float64Array, columns: number, k: number): Float64Array =>
  Float64Array.from({ length: draws.length / columns }, (_, row) => draws[row * columns + k]!);

const quantile = (sorted: Float64Array, p: number): number => {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
};
