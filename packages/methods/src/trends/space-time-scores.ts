import { normalTwoSided } from '../distributions/normal.ts';
import { permutedSums } from '../hotspots/shared-draws.ts';
import type { Breath } from '../long-run.ts';
import { seeded } from '../random/seeded.ts';
import type { Weights } from '../weights/weights.ts';

export interface SpaceTimeScores {
  /** place by place, steps in order */
  readonly z: Float64Array;
  readonly p: Float64Array;
}

/**
 * Gi* over bins of place and time: a bin's neighbourhood is its place and that place's neighbours, at its own step and
 * `lag` steps before. Sums over neighbours are made once a step and slid over time: O(edges · steps).
 * @param x values less their mean, place by place
 * @param weights no place in its own row; all neighbours weigh the same
 * @param breath told the first half of all progress
 */
export const spaceTimeScores = async (
  x: Float64Array,
  { n, offsets, neighbours }: Weights,
  {
    steps,
    lag,
    permuted,
  }: {
    readonly steps: number;
    readonly lag: number;
    readonly permuted: { readonly permutations: number; readonly seed: number | bigint } | undefined;
  },
  breath: Breath,
): Promise<SpaceTimeScores> => {
  const bins = n * steps;
  let squares = 0;
  let longest = 0;
  for (let bin = 0; bin < bins; bin++) squares += x[bin]! ** 2;
  for (let i = 0; i < n; i++) longest = Math.max(longest, offsets[i + 1]! - offsets[i]! + 1);
  const variance = squares / bins;
  const rounding = 1e-9 * Math.sqrt(variance);
  const draws =
    permuted &&
    permutedSums(x, 'all-places', longest * (lag + 1), permuted.permutations, seeded(permuted.seed));
  const z = new Float64Array(bins);
  const p = new Float64Array(bins);
  const around = new Float64Array(steps);
  for (let i = 0; i < n; i++) {
    if (breath.due()) await breath.take(i / n / 2);
    for (let t = 0; t < steps; t++) around[t] = x[i * steps + t]!;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const row = neighbours[e]! * steps;
      for (let t = 0; t < steps; t++) around[t]! += x[row + t]!;
    }
    const places = offsets[i + 1]! - offsets[i]! + 1;
    for (let t = 0; t < steps; t++) {
      const first = Math.max(0, t - lag);
      let sum = 0;
      for (let earlier = first; earlier <= t; earlier++) sum += around[earlier]!;
      const size = places * (t - first + 1);
      const bin = i * steps + t;
      z[bin] = sum / Math.sqrt((variance * size * (bins - size)) / (bins - 1));
      const far = Math.abs(sum) - rounding * size;
      p[bin] = permuted
        ? (draws!.equal(bin, size, -far, far) + 1) / (permuted.permutations + 1)
        : normalTwoSided(z[bin]!);
    }
  }
  return { z, p };
};
