import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems, positive, sameLength } from '../problems.ts';
import type { GrownTree } from './grow-tree.ts';
import type { LossName } from './losses.ts';

/** Trees node by node, one tree after the other. A node with `left` −1 is a leaf. */
export interface Forest {
  /** the first node of each tree */
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  /** values up to this go left */
  readonly threshold: Float64Array;
  /** 1 where missing values go left */
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** of leaves: what they add to the score */
  readonly value: Float64Array;
  /** share of each feature in what all splits gained; sums to 1, all 0 without a split */
  readonly importance: Float64Array;
}

/** A fitted model: plain data that can be stored and sent. */
export interface BoostedTrees extends Forest {
  readonly kind: 'boosted-trees';
  readonly loss: LossName;
  readonly features: number;
  /** the score before any tree: log of the mean, or the mean */
  readonly baseline: number;
  /** mean unit deviance over the rows learnt from, all grown trees counted */
  readonly trainingDeviance: number;
  /** mean unit deviance over the rows set aside, after each tree; empty without early stopping */
  readonly validationDeviance: Float64Array;
}

export const forest = (
  trees: readonly GrownTree[],
  edges: readonly Float64Array[],
  learningRate: number,
): Forest => {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const made = {
    roots: new Int32Array(trees.length),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    missingLeft: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
    importance: new Float64Array(edges.length),
  };
  let start = 0;
  trees.forEach((tree, at) => {
    made.roots[at] = start;
    tree.feature.forEach((feature, node) => {
      const to = start + node;
      const leaf = tree.left[node]! < 0;
      made.feature[to] = feature;
      made.threshold[to] = leaf ? 0 : (edges[feature]![tree.bin[node]!] ?? Number.POSITIVE_INFINITY);
      made.missingLeft[to] = tree.missingLeft[node]! ? 1 : 0;
      made.left[to] = leaf ? -1 : start + tree.left[node]!;
      made.right[to] = leaf ? -1 : start + tree.right[node]!;
      made.value[to] = leaf ? learningRate * tree.value[node]! : 0;
      if (!leaf) made.importance[feature]! += tree.gain[node]!;
    });
    start += tree.feature.length;
  });
  const gained = made.importance.reduce((sum, gain) => sum + gain, 0);
  if (gained > 0) for (let f = 0; f < edges.length; f++) made.importance[f]! /= gained;
  return made;
};

/**
 * The mean that a model of boosted trees expects.
 *
 * @param table rows × features as in the fit, row by row; NaN where a value is missing
 * @param exposure one per row when the model was fitted with one; 1 when absent
 * @returns one mean per row
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rows · trees · depth).
 */
export const predictBoostedTrees = (
  model: BoostedTrees,
  table: Float64Array,
  exposure?: Float64Array,
): Float64Array => {
  const { features, roots, feature, threshold, missingLeft, left, right, value, baseline, loss } = model;
  const rows = table.length / features;
  if (!Number.isInteger(rows))
    throw new Problem(
      methodProblems.lengths,
      `The table has ${table.length} values; a multiple of the model's ${features} features was expected.`,
    );
  const mean = new Float64Array(rows);
  if (exposure !== undefined) {
    sameLength({ rows: mean, exposure });
    for (let row = 0; row < rows; row++) positive(`exposure[${row}]`, exposure[row]!);
  }
  for (let row = 0; row < rows; row++) {
    let score = baseline;
    for (let tree = 0; tree < roots.length; tree++) {
      let node = roots[tree]!;
      while (left[node]! >= 0) {
        const x = table[row * features + feature[node]!]!;
        const goesLeft = Number.isNaN(x) ? missingLeft[node] === 1 : x <= threshold[node]!;
        node = goesLeft ? left[node]! : right[node]!;
      }
      score += value[node]!;
    }
    mean[row] = loss === 'squared' ? score : Math.exp(score) * (exposure?.[row] ?? 1);
  }
  return mean;
};
