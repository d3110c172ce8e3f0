import { BIN_SLOTS } from './bins.ts';

/**
 * Derivatives in fixed point: whole numbers in doubles, scaled so that no sum over rows can exceed 2⁵³. Sums are exact in
 * any order, a sibling's histogram is exactly its parent's less the other's, and every engine grows the same trees.
 */
export interface FixedPoint {
  /**
   * two numbers a row: first derivative · firstScale, rounded; and `one` + second derivative · secondScale, rounded, which
   * counts rows and sums derivatives in one number
   */
  readonly derivatives: Float64Array;
  firstScale: number;
  secondScale: number;
  /** worth of one row in the second number */
  readonly one: number;
}

export const fixedPoint = (derivatives: Float64Array): FixedPoint => ({
  derivatives,
  firstScale: 1,
  secondScale: 1,
  one: 2 ** (52 - Math.ceil(Math.log2(derivatives.length / 2 + 1))),
});

// 1.5 · 2⁵² + a double below 2⁵¹ is rounded to a whole number, halves to even: many times faster than Math.round
const WHOLE = 1.5 * 2 ** 52;

/** Rounds derivatives (all second ones ≥ 0) into fixed point. O(rows). */
export const toFixedPoint = (first: Float64Array, second: Float64Array, fixed: FixedPoint): void => {
  const rows = first.length;
  let absolute = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    absolute += Math.abs(first[row]!);
    total += second[row]!;
  }
  // rounding may lift each row by a half
  const firstScale = (2 ** 51 - rows) / Math.max(absolute, Number.MIN_VALUE * 2 ** 60);
  const secondScale = (fixed.one - rows) / Math.max(total, Number.MIN_VALUE * 2 ** 60);
  const { one, derivatives } = fixed;
  for (let row = 0; row < rows; row++) {
    derivatives[2 * row] = first[row]! * firstScale + WHOLE - WHOLE;
    derivatives[2 * row + 1] = one + (second[row]! * secondScale + WHOLE - WHOLE);
  }
  fixed.firstScale = firstScale;
  fixed.secondScale = secondScale;
};

/** Numbers in a histogram of one feature: first derivative and packed, bin by bin. */
export const HISTOGRAM_LENGTH = 2 * BIN_SLOTS;

/** The other child's histogram: its parent's less this one's, in the parent's place. */
export const subtractHistogram = (parent: Float64Array, child: Float64Array): void => {
  for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!;
};
