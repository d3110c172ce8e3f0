import { shuffle } from '../random/choose.ts';
import { seeded } from '../random/seeded.ts';
import type { Weights } from '../weights/weights.ts';
import { type BlockOptions, type BlockTask, inBlocks } from '../workers/blocks.ts';
import type { Permuted } from './checked.ts';

/** What all three global statistics are made of. */
export interface CrossProducts {
  /** Σᵢⱼ wᵢⱼ zᵢ zⱼ: Moran's I, joins of equal colour */
  readonly product: Float64Array;
  /** Σᵢⱼ wᵢⱼ (zᵢ − zⱼ)²: Geary's C, joins of different colour */
  readonly difference: Float64Array;
}

interface Arrangement {
  readonly z: Float64Array;
  readonly weights: Weights;
  /** Σⱼ (wᵢⱼ + wⱼᵢ) */
  readonly ofPlace: Float64Array;
  readonly seed: number | bigint;
}

/** Both sums of one arrangement. O(edges). */
export const crossProducts = (z: Float64Array, weights: Weights): { product: number; difference: number } => {
  const { n, offsets, neighbours, values } = weights;
  let product = 0;
  let difference = 0;
  for (let i = 0; i < n; i++) {
    const own = z[i]!;
    for (let e = offsets[i]!, to = offsets[i + 1]!; e < to; e++) {
      const other = z[neighbours[e]!]!;
      const weight = values ? values[e]! : 1;
      product += weight * own * other;
      difference += weight * (own - other) ** 2;
    }
  }
  return { product, difference };
};

/** Both sums of random arrangements: pairs, one for each. */
export const permutedCrossProducts: BlockTask<Arrangement, Float64Array> = {
  name: 'permuted-cross-products',
  run: ({ z, weights, ofPlace, seed }, from, to) => {
    const root = seeded(seed);
    const { n, offsets, neighbours, values } = weights;
    const pairs = new Float64Array(2 * (to - from));
    const dealt = new Float64Array(n);
    for (let piece = from; piece < to; piece++) {
      dealt.set(z);
      shuffle(root.fork(piece), dealt);
      let product = 0;
      let squares = 0;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        const end = offsets[i + 1]!;
        if (values) for (let e = offsets[i]!; e < end; e++) sum += values[e]! * dealt[neighbours[e]!]!;
        else for (let e = offsets[i]!; e < end; e++) sum += dealt[neighbours[e]!]!;
        const own = dealt[i]!;
        product += own * sum;
        squares += ofPlace[i]! * own * own;
      }
      pairs[2 * (piece - from)] = product;
      // (zᵢ − zⱼ)² multiplied out: no second pass over the edges
      pairs[2 * (piece - from) + 1] = squares - 2 * product;
    }
    return pairs;
  },
};

/** Edges in one block: about a tenth of a second's work. */
const EDGES_IN_BLOCK = 20_000_000;

/** Both sums of m random arrangements of the values, the same for any number of workers. O(m · edges). */
export const permuteCrossProducts = async (
  z: Float64Array,
  weights: Weights,
  { permutations, seed }: Permuted,
  run: Omit<BlockOptions, 'blockSize'>,
): Promise<CrossProducts> => {
  const { n, offsets, neighbours, values } = weights;
  const ofPlace = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const weight = values ? values[e]! : 1;
      ofPlace[i]! += weight;
      ofPlace[neighbours[e]!]! += weight;
    }
  const blocks = await inBlocks(permutedCrossProducts, { z, weights, ofPlace, seed }, permutations, {
    ...run,
    blockSize: Math.max(1, Math.floor(EDGES_IN_BLOCK / (neighbours.length + 8 * n))),
  });
  const product = new Float64Array(permutations);
  const difference = new Float64Array(permutations);
  let k = 0;
  for (const pairs of blocks)
    for (let at = 0; at < pairs.length; at += 2, k++) {
      product[k] = pairs[at]!;
      difference[k] = pairs[at + 1]!;
    }
  return { product, difference };
};

/**
 * Two-sided p: the share of arrangements, the observed one among them, at least as far from the expected value.
 * @param simulated the same statistic of random arrangements
 * @param rounding how far two sums may lie apart and still be a tie
 */
export const farShare = (
  simulated: Float64Array,
  observed: number,
  expected: number,
  rounding: number,
): number => {
  const distance = Math.abs(observed - expected) - rounding;
  let far = 0;
  for (let k = 0; k < simulated.length; k++) if (Math.abs(simulated[k]! - expected) >= distance) far++;
  return (far + 1) / (simulated.length + 1);
};
