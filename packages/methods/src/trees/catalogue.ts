import type { MethodEntry } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { isInsufficient } from '../insufficient.ts';
import { fitBoostedTrees } from './boosted-trees.ts';
import { predictBoostedTrees } from './model.ts';

const rowsOf = (table: Table, columns: readonly string[]): Float64Array => {
  const rows = new Float64Array(table.rows * columns.length);
  columns.forEach((column, feature) => {
    table.numbers(column).forEach((value, row) => {
      rows[row * columns.length + feature] = value;
    });
  });
  return rows;
};

const boostedTrees: MethodEntry = {
  name: 'boosted-trees',
  card: 'boosted-trees',
  summary: 'what count is to be expected, by trees that learn curves and interactions from many features?',
  tables: [
    { name: 'rows', meaning: 'what the trees learn from', columns: [] },
    { name: 'new', meaning: 'rows to be predicted, with the same features', columns: [], optional: true },
  ],
  parameters: {
    outcome: { type: 'column', meaning: 'the column to be predicted' },
    features: { type: 'columns', meaning: 'the columns to predict by' },
    exposure: {
      type: 'column',
      optional: true,
      meaning: 'column of exposures that means are in proportion to',
    },
    loss: {
      type: 'word',
      choices: ['poisson', 'tweedie', 'squared'],
      default: 'poisson',
      meaning: 'what is made small',
    },
    tweediePower: {
      type: 'number',
      default: 1.5,
      least: 1.01,
      most: 1.99,
      meaning: 'power of the Tweedie loss',
    },
    trees: { type: 'integer', default: 100, least: 1, most: 100_000, meaning: 'most trees' },
    learningRate: {
      type: 'number',
      default: 0.1,
      least: 1e-6,
      most: 10,
      meaning: 'share of each tree that counts',
    },
    maxLeaves: { type: 'integer', default: 31, least: 2, most: 65_536, meaning: 'leaves of a tree' },
    minRowsInLeaf: { type: 'integer', default: 20, least: 1, meaning: 'least rows of a leaf' },
    l2: { type: 'number', default: 0, least: 0, meaning: 'pull of leaves towards 0' },
    validationShare: {
      type: 'number',
      optional: true,
      least: 1e-6,
      most: 1 - 1e-6,
      meaning: 'share of rows set aside to stop early by; none when not given',
    },
    patience: { type: 'integer', default: 10, least: 1, meaning: 'trees without gain before stopping' },
  },
  random: true,
  run: async ({ tables, parameters, seed, signal, onProgress }) => {
    const rows = tables.rows!;
    const { outcome, features, exposure, validationShare, patience, loss, tweediePower } = parameters;
    const { trees, learningRate, maxLeaves, minRowsInLeaf, l2 } = parameters;
    const table = rowsOf(rows, features);
    const model = await fitBoostedTrees(table, rows.numbers(outcome), {
      features: features.length,
      exposure: exposure === undefined ? undefined : rows.numbers(exposure),
      ...{ loss, tweediePower, trees, learningRate, maxLeaves, minRowsInLeaf, l2, signal, onProgress },
      earlyStopping: validationShare === undefined ? undefined : { validationShare, patience, seed },
    });
    if (isInsufficient(model)) return model;
    const exposed = (of: Table) => (exposure === undefined ? undefined : of.numbers(exposure));
    return {
      kind: model.kind,
      trees: model.roots.length,
      trainingDeviance: model.trainingDeviance,
      validationDeviance: model.validationDeviance,
      importance: model.importance,
      fitted: predictBoostedTrees(model, table, exposed(rows)),
      ...(tables.new
        ? { predicted: predictBoostedTrees(model, rowsOf(tables.new, features), exposed(tables.new)) }
        : {}),
    };
  },
};

export const treesCatalogue: readonly MethodEntry[] = [boostedTrees];
