import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, methodProblems, numberWithin, positive, sameLength, wholeNumber } from '../problems.ts';
import { shuffle } from '../random/choose.ts';
import { seeded } from '../random/seeded.ts';
import { type BinnedTable, binAt, binTable, FEATURES_PER_WORD, MISSING_BIN } from './bins.ts';
import { type GrownTree, type GrowthMemory, growTree } from './grow-tree.ts';
import { fixedPoint, toFixedPoint } from './histograms.ts';
import { type Loss, type LossName, lossOf } from './losses.ts';
import { type BoostedTrees, forest } from './model.ts';
import { plainRowSums, wasmRowSums } from './row-sums.ts';

export interface EarlyStopping {
  /** share of the rows that no tree sees, to judge by; above 0 and below 1 */
  readonly validationShare: number;
  /** trees without a better validation deviance before growing stops; those after the best one are dropped */
  readonly patience: number;
  /** which rows are set aside */
  readonly seed: number | bigint;
}

export interface BoostedTreesOptions extends LongRun {
  /** columns of the table */
  readonly features: number;
  /** Poisson for counts; Tweedie for amounts with many zeros; squared for anything */
  readonly loss?: LossName;
  /** of the Tweedie loss, between 1 (Poisson) and 2 (gamma) */
  readonly tweediePower?: number;
  /** how long or how large each row's chance was, > 0: the mean is exposure · exp(sum of trees). Poisson and Tweedie */
  readonly exposure?: Float64Array | undefined;
  readonly trees?: number;
  readonly learningRate?: number;
  readonly maxLeaves?: number;
  readonly maxDepth?: number;
  readonly minRowsInLeaf?: number;
  /** added to every leaf's second derivative: larger pulls leaves to 0 */
  readonly l2?: number;
  readonly maxBins?: number;
  readonly earlyStopping?: EarlyStopping | undefined;
  /** false: the inner loops in plain TypeScript even where WebAssembly is there; the trees are the same */
  readonly withWasm?: boolean;
}

/**
 * Gradient-boosted regression trees on histograms: each tree is grown on the derivatives of the loss at the sum of those before
 * it, best leaf first. Missing values (NaN) go to the side that gains more. Defaults are scikit-learn's. Deterministic.
 *
 * @param table rows × features, row by row; NaN where a value is missing
 * @param outcome one value per row; ≥ 0 for Poisson and Tweedie
 * @returns a model of plain data, for `predictBoostedTrees`; `Insufficient` for fewer than two leaves' rows, or all outcomes 0
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(rows · features · (log bins + trees · ~3)). Friedman (2001), Annals of Statistics 29(5), algorithms 1 and 5; second-order
 * leaves: Chen & Guestrin (2016), KDD.
 */
export const fitBoostedTrees = async (
  table: Float64Array,
  outcome: Float64Array,
  {
    features,
    loss: lossName = 'poisson',
    tweediePower = 1.5,
    exposure,
    trees = 100,
    learningRate = 0.1,
    maxLeaves = 31,
    maxDepth = 1000,
    minRowsInLeaf = 20,
    l2 = 0,
    maxBins = 255,
    earlyStopping,
    withWasm = true,
    signal,
    onProgress,
  }: BoostedTreesOptions,
): Promise<BoostedTrees | Insufficient> => {
  wholeNumber('features', features, 1, 10_000);
  wholeNumber('trees', trees, 1, 100_000);
  positive('learningRate', learningRate);
  wholeNumber('maxLeaves', maxLeaves, 2, 65_536);
  wholeNumber('maxDepth', maxDepth, 1);
  wholeNumber('minRowsInLeaf', minRowsInLeaf, 1);
  numberWithin('l2', l2, 0);
  wholeNumber('maxBins', maxBins, 2, 255);
  if (lossName === 'tweedie') numberWithin('tweediePower', tweediePower, 1.01, 1.99);
  const rows = outcome.length;
  if (table.length !== rows * features)
    throw new Problem(
      methodProblems.lengths,
      `The table has ${table.length} values; ${rows} outcomes and ${features} features ask for ${rows * features}.`,
    );
  const loss = lossOf(lossName, tweediePower);
  checkOutcome(outcome, exposure, loss);
  const { training, validation } = divide(rows, earlyStopping);
  const least = 2 * minRowsInLeaf;
  if (training.length < least)
    return insufficient({
      reason: 'too-few-rows',
      detail: 'There are too few rows to divide into two leaves.',
      have: training.length,
      need: least,
    });
  const baseline = baselineOf(outcome, exposure, training, loss);
  if (!Number.isFinite(baseline))
    return insufficient({
      reason: 'no-events',
      detail: 'All outcomes to learn from are 0, so their mean has no logarithm.',
      have: 0,
      need: 1,
    });

  const breath = breathing({ signal, onProgress });
  await breath.take(0);
  const binned = binTable(table, features, maxBins);
  const sums = (withWasm ? wasmRowSums(binned, training) : undefined) ?? plainRowSums(binned, training);
  const fixed = fixedPoint(sums.derivatives);
  const first = new Float64Array(rows);
  const second = new Float64Array(rows);
  const mean = startingMeans(rows, exposure, baseline, loss);
  const memory: GrowthMemory = { sums, free: [] };
  const grown: GrownTree[] = [];
  const validationDeviance: number[] = [];
  let best = { deviance: Number.POSITIVE_INFINITY, trees: 0 };
  for (let round = 0; round < trees; round++) {
    if (breath.due()) await breath.take(round / trees);
    loss.derivatives(training, outcome, mean, first, second);
    toFixedPoint(first, second, fixed);
    sums.order.set(training);
    const rules = { maxLeaves, maxDepth, minRowsInLeaf, l2 };
    const tree = await growTree(binned, fixed, memory, rules, breath, round / trees);
    grown.push(tree);
    for (const { node, from, to } of tree.leaves)
      move(mean, sums.order.subarray(from, to), learningRate * tree.value[node]!, loss);
    if (validation.length === 0) {
      // a stump of one leaf will be followed by no other tree
      if (tree.leaves.length === 1) break;
      continue;
    }
    for (const row of validation) {
      const step = learningRate * tree.value[leafOf(binned, tree, row)]!;
      mean[row] = loss.log ? mean[row]! * Math.exp(step) : mean[row]! + step;
    }
    const deviance = meanDeviance(validation, outcome, mean, loss);
    validationDeviance.push(deviance);
    if (deviance < best.deviance) best = { deviance, trees: round + 1 };
    else if (round + 1 - best.trees >= earlyStopping!.patience) break;
  }
  onProgress?.(1);
  const kept = validation.length > 0 ? grown.slice(0, best.trees) : grown;
  return {
    kind: 'boosted-trees',
    loss: lossName,
    features,
    baseline,
    ...forest(kept, binned.edges, learningRate),
    trainingDeviance: meanDeviance(training, outcome, mean, loss),
    validationDeviance: Float64Array.from(validationDeviance),
  };
};

const checkOutcome = (outcome: Float64Array, exposure: Float64Array | undefined, loss: Loss): void => {
  allFinite('outcome', outcome);
  if (loss.log)
    for (let row = 0; row < outcome.length; row++) numberWithin(`outcome[${row}]`, outcome[row]!, 0);
  if (exposure === undefined) return;
  if (!loss.log)
    throw new Problem(methodProblems.value, 'An exposure was given; the squared loss has no use for one.');
  sameLength({ outcome, exposure });
  for (let row = 0; row < exposure.length; row++) positive(`exposure[${row}]`, exposure[row]!);
};

const divide = (
  rows: number,
  stopping: EarlyStopping | undefined,
): { training: Uint32Array; validation: Uint32Array } => {
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  if (stopping === undefined) return { training: all, validation: new Uint32Array(0) };
  wholeNumber('patience', stopping.patience, 1);
  numberWithin('validationShare', stopping.validationShare, 1e-6, 1 - 1e-6);
  const aside = Math.max(1, Math.round(rows * stopping.validationShare));
  shuffle(seeded(stopping.seed), all);
  return { validation: all.slice(0, aside).sort(), training: all.slice(aside).sort() };
};

const baselineOf = (
  outcome: Float64Array,
  exposure: Float64Array | undefined,
  training: Uint32Array,
  loss: Loss,
): number => {
  let total = 0;
  let chance = 0;
  for (const row of training) {
    total += outcome[row]!;
    chance += exposure?.[row] ?? 1;
  }
  return loss.log ? Math.log(total / chance) : total / chance;
};

const startingMeans = (
  rows: number,
  exposure: Float64Array | undefined,
  baseline: number,
  loss: Loss,
): Float64Array => {
  const mean = new Float64Array(rows).fill(loss.log ? Math.exp(baseline) : baseline);
  if (exposure !== undefined) for (let row = 0; row < rows; row++) mean[row]! *= exposure[row]!;
  return mean;
};

/** Adds a leaf's score to its rows: with a logarithm, one exponential for all of them. */
const move = (mean: Float64Array, rows: Uint32Array, step: number, { log }: Loss): void => {
  const factor = Math.exp(step);
  if (log) for (let i = 0; i < rows.length; i++) mean[rows[i]!]! *= factor;
  else for (let i = 0; i < rows.length; i++) mean[rows[i]!]! += step;
};

const meanDeviance = (rows: Uint32Array, outcome: Float64Array, mean: Float64Array, loss: Loss): number => {
  let sum = 0;
  for (const row of rows) sum += loss.deviance(outcome[row]!, mean[row]!);
  return sum / rows.length;
};

const leafOf = ({ words }: BinnedTable, tree: GrownTree, row: number): number => {
  let node = 0;
  while (tree.left[node]! >= 0) {
    const feature = tree.feature[node]!;
    const bin = binAt(words[Math.floor(feature / FEATURES_PER_WORD)]!, row, feature % FEATURES_PER_WORD);
    const goesLeft = bin === MISSING_BIN ? tree.missingLeft[node]! : bin <= tree.bin[node]!;
    node = goesLeft ? tree.left[node]! : tree.right[node]!;
  }
  return node;
};
