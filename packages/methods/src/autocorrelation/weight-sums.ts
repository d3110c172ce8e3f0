import type { Weights } from '../weights/weights.ts';

/** The three sums of the weights that the moments of global statistics need, and places without neighbours. */
export interface WeightSums {
  /** S₀ = Σᵢⱼ wᵢⱼ */
  readonly s0: number;
  /** S₁ = ½ Σᵢⱼ (wᵢⱼ + wⱼᵢ)² */
  readonly s1: number;
  /** S₂ = Σᵢ (Σⱼ wᵢⱼ + Σⱼ wⱼᵢ)² */
  readonly s2: number;
}

/**
 * Two passes over the edges: the rows are turned into columns, then each row meets its column. O(edges).
 * @param weights no place in its own row
 * Source: Cliff & Ord (1981), Spatial Processes, 1.5.
 */
export const weightSums = ({ n, offsets, neighbours, values }: Weights): WeightSums => {
  const start = new Uint32Array(n + 1);
  for (let e = 0; e < neighbours.length; e++) start[neighbours[e]! + 1]!++;
  for (let i = 0; i < n; i++) start[i + 1]! += start[i]!;
  const next = start.slice();
  const giver = new Uint32Array(neighbours.length);
  const given = new Float64Array(neighbours.length);
  const ofPlace = new Float64Array(n);
  let s0 = 0;
  let squares = 0;
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const j = neighbours[e]!;
      const weight = values ? values[e]! : 1;
      const at = next[j]!++;
      giver[at] = i;
      given[at] = weight;
      s0 += weight;
      squares += weight * weight;
      ofPlace[i]! += weight;
      ofPlace[j]! += weight;
    }
  const row = new Float64Array(n);
  let mutual = 0;
  for (let i = 0; i < n; i++) {
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) row[neighbours[e]!] = values ? values[e]! : 1;
    for (let at = start[i]!; at < start[i + 1]!; at++) mutual += given[at]! * row[giver[at]!]!;
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) row[neighbours[e]!] = 0;
  }
  let s2 = 0;
  for (let i = 0; i < n; i++) s2 += ofPlace[i]! ** 2;
  return { s0, s1: squares + mutual, s2 };
};
