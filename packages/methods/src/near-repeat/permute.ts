import { fromState, type Rng } from '../random/seeded.ts';

/** The raw state of the generator for one permutation. */
export type PermutationState = readonly [number, number, number, number];

export const permutationState = (root: Rng, permutation: number): PermutationState => {
  const rng = root.fork(permutation);
  return [rng.uint32(), rng.uint32(), rng.uint32(), rng.uint32()];
};

// up to here a 32-bit draw times the range is exact in a double
const MOST = 2 ** 21;

/**
 * Puts items in random order, in place (Fisher and Yates), with one multiplication a draw in place of a division
 * (Lemire 2019, "Fast random integer generation in an interval", ACM TOMACS 29(1)); unbiased. The WebAssembly module
 * does the same.
 */
export const permute = (state: PermutationState, items: Int16Array | Int32Array): void => {
  const rng = fromState(state);
  for (let range = items.length; range > 1; range--) {
    const j = range > MOST ? largeDraw(rng, range) : draw(rng, range);
    const kept = items[range - 1]!;
    items[range - 1] = items[j]!;
    items[j] = kept;
  }
};

const draw = (rng: Rng, range: number): number => {
  let word = rng.uint32();
  let low = Math.imul(word, range) >>> 0;
  if (low < range) {
    const uneven = 4_294_967_296 % range;
    while (low < uneven) {
      word = rng.uint32();
      low = Math.imul(word, range) >>> 0;
    }
  }
  return (word * range - low) / 4_294_967_296;
};

const largeDraw = (rng: Rng, range: number): number => {
  const uneven = 4_294_967_296n % BigInt(range);
  for (;;) {
    const product = BigInt(rng.uint32()) * BigInt(range);
    if (product % 4_294_967_296n >= uneven) return Number(product >> 32n);
  }
};
