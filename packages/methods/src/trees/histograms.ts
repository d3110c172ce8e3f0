import { BIN_SLOTS, type BinnedTable, FEATURES_PER_WORD } from './bins.ts';

/**
 * Derivatives in fixed point: whole numbers in doubles, scaled so that no sum over rows can exceed 2⁵³. Sums are exact in
 * any order, a sibling's histogram is exactly its parent's less the other's, and every engine grows the same trees.
 */
export interface FixedPoint {
  /** first derivative · firstScale, rounded */
  readonly first: Float64Array;
  /** `one` + second derivative · secondScale, rounded: counts rows and sums derivatives in one number */
  readonly packed: Float64Array;
  firstScale: number;
  secondScale: number;
  /** worth of one row in `packed` */
  readonly one: number;
}

export const fixedPoint = (rows: number): FixedPoint => ({
  first: new Float64Array(rows),
  packed: new Float64Array(rows),
  firstScale: 1,
  secondScale: 1,
  one: 2 ** (52 - Math.ceil(Math.log2(rows + 1))),
});

/** Rounds derivatives (all second ones ≥ 0) into fixed point. O(rows). */
export const toFixedPoint = (first: Float64Array, second: Float64Array, fixed: FixedPoint): void => {
  let absolute = 0;
  let total = 0;
  for (let row = 0; row < first.length; row++) {
    absolute += Math.abs(first[row]!);
    total += second[row]!;
  }
  // rounding may lift each row by a half
  fixed.firstScale = (2 ** 52 - first.length) / Math.max(absolute, Number.MIN_VALUE * 2 ** 60);
  fixed.secondScale = (fixed.one - first.length) / Math.max(total, Number.MIN_VALUE * 2 ** 60);
  const { firstScale, secondScale, one } = fixed;
  for (let row = 0; row < first.length; row++) {
    fixed.first[row] = Math.round(first[row]! * firstScale);
    fixed.packed[row] = one + Math.round(second[row]! * secondScale);
  }
};

/** Numbers in a histogram of one feature: first derivative and packed, bin by bin. */
export const HISTOGRAM_LENGTH = 2 * BIN_SLOTS;

/**
 * Sums the derivatives of the rows `order[from … to − 1]` by the bins of each feature.
 * @param into features (rounded up to whole words) × 256 bins × 2, overwritten
 *
 * O((to − from) · features).
 */
export const fillHistogram = (
  { words }: BinnedTable,
  { first, packed }: FixedPoint,
  order: Uint32Array,
  from: number,
  to: number,
  into: Float64Array,
): void => {
  into.fill(0);
  words.forEach((word, group) => {
    const start = group * FEATURES_PER_WORD * HISTOGRAM_LENGTH;
    fillFour(
      word,
      first,
      packed,
      order,
      from,
      to,
      into.subarray(start, start + FEATURES_PER_WORD * HISTOGRAM_LENGTH),
    );
  });
};

const fillFour = (
  words: Int32Array,
  first: Float64Array,
  packed: Float64Array,
  order: Uint32Array,
  from: number,
  to: number,
  into: Float64Array,
): void => {
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const word = words[row]!;
    const g = first[row]!;
    const h = packed[row]!;
    // two numbers a bin: a byte of the word, doubled, is the place in its histogram of 512
    const a = (word & 255) << 1;
    const b = HISTOGRAM_LENGTH | ((word >>> 7) & 510);
    const c = (2 * HISTOGRAM_LENGTH) | ((word >>> 15) & 510);
    const d = (3 * HISTOGRAM_LENGTH) | ((word >>> 23) & 510);
    into[a]! += g;
    into[a + 1]! += h;
    into[b]! += g;
    into[b + 1]! += h;
    into[c]! += g;
    into[c + 1]! += h;
    into[d]! += g;
    into[d + 1]! += h;
  }
};

/** The other child's histogram: its parent's less this one's, in the parent's place. */
export const subtractHistogram = (parent: Float64Array, child: Float64Array): void => {
  for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!;
};
