import type { Breath } from '../long-run.ts';
import { bestSplit, type LeafSums, type Split, type SplitRules, unpack } from './best-split.ts';
import { type BinnedTable, FEATURES_PER_WORD } from './bins.ts';
import { type FixedPoint, HISTOGRAM_LENGTH, subtractHistogram } from './histograms.ts';
import type { RowSums } from './row-sums.ts';

/** One tree, its root first. A node with `left` −1 is a leaf. */
export interface GrownTree {
  readonly feature: number[];
  readonly bin: number[];
  readonly missingLeft: boolean[];
  readonly left: number[];
  readonly right: number[];
  /** of leaves: the score they add, before any learning rate */
  readonly value: number[];
  /** of inner nodes: by what the split lowered twice the loss */
  readonly gain: number[];
  /** rows of each leaf: order[from … to − 1] */
  readonly leaves: { readonly node: number; readonly from: number; readonly to: number }[];
}

export interface GrowthRules extends SplitRules {
  readonly maxLeaves: number;
  readonly maxDepth: number;
}

interface OpenLeaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly histogram: Float64Array;
  readonly split: Split;
}

/** Working memory that one tree after the other is grown in. */
export interface GrowthMemory {
  readonly sums: RowSums;
  readonly free: Float64Array[];
}

/**
 * Grows a tree best leaf first (Shi 2007; as in LightGBM, Ke et al. 2017, NIPS): of all leaves the one whose split gains most is
 * split next. Only the smaller child's rows are read for histograms.
 */
export const growTree = async (
  table: BinnedTable,
  fixed: FixedPoint,
  memory: GrowthMemory,
  rules: GrowthRules,
  breath: Breath,
  share: number,
): Promise<GrownTree> => {
  const { sums: rows, free } = memory;
  const { order } = rows;
  const tree: GrownTree = {
    feature: [],
    bin: [],
    missingLeft: [],
    left: [],
    right: [],
    value: [],
    gain: [],
    leaves: [],
  };
  const histogramFor = (): Float64Array =>
    free.pop() ?? new Float64Array(table.words.length * FEATURES_PER_WORD * HISTOGRAM_LENGTH);

  const addNode = (sums: LeafSums): number => {
    tree.feature.push(-1);
    tree.bin.push(0);
    tree.missingLeft.push(false);
    tree.left.push(-1);
    tree.right.push(-1);
    tree.gain.push(0);
    const second = sums.second / fixed.secondScale + rules.l2;
    return tree.value.push(second > 0 ? -sums.first / fixed.firstScale / second : 0) - 1;
  };

  const open: OpenLeaf[] = [];
  const consider = (leaf: Omit<OpenLeaf, 'split'>, sums: LeafSums): void => {
    const splittable = leaf.depth < rules.maxDepth && sums.count >= 2 * rules.minRowsInLeaf;
    const split = splittable ? bestSplit(leaf.histogram, table, fixed, sums, rules) : undefined;
    if (split) open.push({ ...leaf, split });
    else {
      tree.leaves.push(leaf);
      free.push(leaf.histogram);
    }
  };

  const histogram = histogramFor();
  rows.fill(0, order.length, histogram);
  const sums = totals(histogram, fixed);
  consider({ node: addNode(sums), from: 0, to: order.length, depth: 0, histogram }, sums);
  while (open.length > 0 && open.length + tree.leaves.length < rules.maxLeaves) {
    if (breath.due()) await breath.take(share);
    const leaf = open.splice(bestOf(open), 1)[0]!;
    const { split, from, to, depth } = leaf;
    const middle = rows.divide(split, from, to);
    const left = addNode(split.left);
    const right = addNode(split.right);
    tree.feature[leaf.node] = split.feature;
    tree.bin[leaf.node] = split.bin;
    tree.missingLeft[leaf.node] = split.missingLeft;
    tree.left[leaf.node] = left;
    tree.right[leaf.node] = right;
    tree.gain[leaf.node] = split.gain;
    const leftSmaller = middle - from <= to - middle;
    const smaller = histogramFor();
    // no histogram is needed of leaves that will not be split
    if (open.length + tree.leaves.length + 2 < rules.maxLeaves && depth + 1 < rules.maxDepth) {
      if (leftSmaller) rows.fill(from, middle, smaller);
      else rows.fill(middle, to, smaller);
      subtractHistogram(leaf.histogram, smaller);
      const children = leftSmaller ? [smaller, leaf.histogram] : [leaf.histogram, smaller];
      consider({ node: left, from, to: middle, depth: depth + 1, histogram: children[0]! }, split.left);
      consider({ node: right, from: middle, to, depth: depth + 1, histogram: children[1]! }, split.right);
    } else {
      tree.leaves.push({ node: left, from, to: middle }, { node: right, from: middle, to });
      free.push(smaller, leaf.histogram);
    }
  }
  for (const leaf of open) {
    tree.leaves.push(leaf);
    free.push(leaf.histogram);
  }
  return tree;
};

const bestOf = (open: readonly OpenLeaf[]): number => {
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i]!.split.gain > open[best]!.split.gain) best = i;
  return best;
};

/** The sums of all rows, from the bins of the first feature. */
const totals = (histogram: Float64Array, { one }: FixedPoint): LeafSums => {
  let first = 0;
  let packed = 0;
  for (let i = 0; i < HISTOGRAM_LENGTH; i += 2) {
    first += histogram[i]!;
    packed += histogram[i + 1]!;
  }
  return unpack(first, packed, one);
};
