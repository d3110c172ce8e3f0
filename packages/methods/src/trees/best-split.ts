import { BIN_SLOTS, type BinnedTable, MISSING_BIN } from './bins.ts';
import { type FixedPoint, HISTOGRAM_LENGTH } from './histograms.ts';

export interface LeafSums {
  /** sums of the derivatives over the leaf's rows, in fixed point */
  readonly first: number;
  readonly second: number;
  readonly count: number;
}

export interface Split {
  readonly gain: number;
  readonly feature: number;
  /** rows in bins up to this one go left */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: LeafSums;
  readonly right: LeafSums;
}

export interface SplitRules {
  readonly minRowsInLeaf: number;
  readonly l2: number;
}

// a leaf needs this much second derivative, else its value is a division by nearly nothing
const LEAST_SECOND = 1e-3;

/** Count and second derivative out of one packed sum. */
export const unpack = (first: number, packed: number, one: number): LeafSums => {
  const count = Math.floor(packed / one);
  return { first, second: packed - count * one, count };
};

/**
 * The split of a leaf that lowers the loss most, or none. Half of the gain is what the loss falls by to second order:
 * Friedman (2001), Annals of Statistics 29(5); Chen & Guestrin (2016), KDD, equation 7. Missing values go to the side where
 * they gain more. Of equal gains the first feature's lowest bin wins.
 *
 * O(features · bins).
 */
export const bestSplit = (
  histogram: Float64Array,
  { features, edges }: BinnedTable,
  fixed: FixedPoint,
  all: LeafSums,
  { minRowsInLeaf, l2 }: SplitRules,
): Split | undefined => {
  const { firstScale, secondScale, one } = fixed;
  // all in fixed point: gains are too large by the same factor
  const pull = l2 * secondScale;
  const before = (all.first * all.first) / (all.second + pull);
  const perOne = 1 / one;
  const leastSecond = LEAST_SECOND * secondScale;
  let bestGain = 0;
  let best = { feature: -1, bin: 0, missingLeft: false, first: 0, packed: 0 };
  for (let feature = 0; feature < features; feature++) {
    const start = feature * HISTOGRAM_LENGTH;
    const missingAt = start + 2 * MISSING_BIN;
    const anyMissing = histogram[missingAt + 1]! > 0;
    const last = Math.min(edges[feature]!.length, BIN_SLOTS - 2);
    for (let side = 0; side <= (anyMissing ? 1 : 0); side++) {
      let first = side === 1 ? histogram[missingAt]! : 0;
      let packed = side === 1 ? histogram[missingAt + 1]! : 0;
      // with missing values on the right, all known ones on the left is a split too
      const end = anyMissing && side === 0 ? last + 1 : last;
      for (let bin = 0; bin < end; bin++) {
        const here = histogram[start + 2 * bin + 1]!;
        if (here === 0) continue;
        first += histogram[start + 2 * bin]!;
        packed += here;
        const count = Math.floor(packed * perOne);
        if (count < minRowsInLeaf) continue;
        if (all.count - count < minRowsInLeaf) break;
        const second = packed - count * one;
        const otherSecond = all.second - second;
        if (second < leastSecond || otherSecond < leastSecond) continue;
        const otherFirst = all.first - first;
        const pulled = second + pull;
        const otherPulled = otherSecond + pull;
        // both sides over one denominator, for a division takes longest
        const gain =
          (first * first * otherPulled + otherFirst * otherFirst * pulled) / (pulled * otherPulled) - before;
        if (gain <= bestGain) continue;
        bestGain = gain;
        best = { feature, bin, missingLeft: side === 1, first, packed };
      }
    }
  }
  if (best.feature < 0) return undefined;
  const { feature, bin, missingLeft } = best;
  const left = unpack(best.first, best.packed, one);
  const right = {
    first: all.first - left.first,
    second: all.second - left.second,
    count: all.count - left.count,
  };
  return {
    gain: (bestGain * secondScale) / (firstScale * firstScale),
    feature,
    bin,
    // where none was missing, later missing values go with the majority
    missingLeft:
      histogram[feature * HISTOGRAM_LENGTH + 2 * MISSING_BIN + 1]! > 0
        ? missingLeft
        : left.count > right.count,
    left,
    right,
  };
};
