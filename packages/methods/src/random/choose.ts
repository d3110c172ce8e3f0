import type { Rng } from './seeded.ts';

/**
 * One index drawn in proportion to the weights, which need not sum to 1. O(n); for many draws from the same
 * weights use `aliasTable`.
 * @throws RangeError when a weight is negative or not finite, or none is above 0
 */
export function drawCategory(rng: Rng, weights: ArrayLike<number>): number {
  let left = rng.next() * sumOfWeights(weights);
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! === 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return last;
}

/** A prepared table for drawing indexes in constant time. */
export interface AliasTable {
  readonly size: number;
  draw(rng: Rng): number;
}

/** Walker's alias method with Vose's linear-time construction (IEEE Trans. Software Eng. 17, 1991). */
export function aliasTable(weights: ArrayLike<number>): AliasTable {
  const { keep, alias } = aliasColumns(weights);
  const size = keep.length;
  return {
    size,
    draw(rng) {
      const i = rng.int(size);
      return rng.next() < keep[i]! ? i : alias[i]!;
    },
  };
}

/** An alias table as plain data, which can be handed to a worker thread: column i gives i, or else its alias. */
export interface AliasColumns {
  /** the chance that column i gives i */
  readonly keep: Float64Array;
  readonly alias: Uint32Array;
}

/** The columns of `aliasTable`. */
export function aliasColumns(weights: ArrayLike<number>): AliasColumns {
  const n = weights.length;
  const scale = n / sumOfWeights(weights);
  const keep = new Float64Array(n);
  const alias = new Uint32Array(n);
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < n; i++) {
    keep[i] = weights[i]! * scale;
    (keep[i]! < 1 ? small : large).push(i);
  }
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.at(-1)!;
    alias[less] = more;
    keep[more] = keep[more]! + keep[less]! - 1;
    if (keep[more]! < 1) small.push(large.pop()!);
  }
  // what is left differs from 1 by rounding only, except a weight of 0 that found no partner
  for (const i of [...small, ...large]) {
    if (weights[i]! > 0) keep[i] = 1;
    else alias[i] = heaviest(weights);
  }
  return { keep, alias };
}

/** Puts the items in random order, in place (Fisher and Yates), and returns them. */
export function shuffle<
  T extends unknown[] | Int32Array | Uint32Array | Float64Array | Float32Array | Uint8Array,
>(rng: Rng, items: T): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    const kept = items[i];
    items[i] = items[j] as never;
    items[j] = kept as never;
  }
  return items;
}

function heaviest(weights: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i]! > weights[best]!) best = i;
  return best;
}

function sumOfWeights(weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity))
      throw new RangeError(`weight ${i} is ${weight}; expected a number ≥ 0`);
    total += weight;
  }
  if (!(total > 0)) throw new RangeError('no weight is above 0; nothing to choose from');
  return total;
}
