import { describe, expect, test } from 'vitest';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawNegativeBinomial, drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { type BoostedTreesOptions, fitBoostedTrees } from './boosted-trees.ts';
import { type BoostedTrees, predictBoostedTrees } from './model.ts';

const FEATURES = 4;
/** Counts whose mean depends on two features and their product; the third is noise, the fourth whole and partly missing. */
const simulated = (rows: number, seed = 5) => {
  const rng = seeded(seed);
  const table = new Float64Array(rows * FEATURES);
  const outcome = new Float64Array(rows);
  const mean = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [a, b, noise] = [drawNormal(rng), drawNormal(rng), drawNormal(rng)];
    const kind = rng.int(5);
    table.set([a, b, noise, rng.next() < 0.2 ? Number.NaN : kind], row * FEATURES);
    mean[row] = Math.exp(0.5 * a + (b > 0 ? 0.8 : 0) + 0.3 * a * b + 0.2 * kind - 0.5);
    outcome[row] = drawPoisson(rng, mean[row]!);
  }
  return { table, outcome, mean };
};

const fitted = (result: BoostedTrees | Insufficient): BoostedTrees => {
  if (isInsufficient(result)) throw new Error(result.reason);
  return result;
};
const fit = async (
  { table, outcome }: { table: Float64Array; outcome: Float64Array },
  options: Partial<BoostedTreesOptions> = {},
) => fitted(await fitBoostedTrees(table, outcome, { features: FEATURES, ...options }));

const deviance = (y: Float64Array, mean: Float64Array): number =>
  y.reduce((sum, v, i) => sum + 2 * ((v > 0 ? v * Math.log(v / mean[i]!) : 0) - v + mean[i]!), 0) / y.length;

describe('reference values of scikit-learn 1.2.1, HistGradientBoostingRegressor without early stopping', () => {
  const data = simulated(3000);

  test.each([
    ['poisson', { deviance: 0.842992455, first: [2.75353178, 4.7065799, 3.38224231, 0.68079847] }],
    ['squared', { deviance: 1.767361778, first: [3.10585648, 4.66202566, 3.10811778, 0.74716602] }],
  ] as const)('%s: training loss after 50 trees, and the first predictions', async (loss, expected) => {
    const model = await fit(data, { loss, trees: 50 });
    expect(model.trainingDeviance).toBeCloseTo(expected.deviance, 6);
    const mean = predictBoostedTrees(model, data.table);
    expected.first.forEach((value, row) => void expect(mean[row]).toBeCloseTo(value, 6));
  });
});

test('the model of the fit and its prediction agree, and new rows are predicted nearly as well as by the truth', async () => {
  const data = simulated(20_000);
  const model = await fit(data, { trees: 80 });
  expect(deviance(data.outcome, predictBoostedTrees(model, data.table))).toBeCloseTo(
    model.trainingDeviance,
    10,
  );
  const fresh = simulated(5000, 6);
  const best = deviance(fresh.outcome, fresh.mean);
  const reached = deviance(fresh.outcome, predictBoostedTrees(model, fresh.table));
  const flat = deviance(
    fresh.outcome,
    new Float64Array(5000).fill(fresh.outcome.reduce((a, b) => a + b) / 5000),
  );
  expect(reached - best).toBeLessThan(0.08 * (flat - best));
  // the features that matter are known from those that do not
  const [a, b, noise, kind] = model.importance;
  expect(Math.min(a!, b!, kind!)).toBeGreaterThan(2 * noise!);
  expect(model.importance.reduce((sum, one) => sum + one)).toBeCloseTo(1, 12);
});

test('early stopping keeps the trees that predicted rows set aside best', async () => {
  const data = simulated(3000);
  const earlyStopping = { validationShare: 0.25, patience: 5, seed: 3 };
  const model = await fit(data, { trees: 500, earlyStopping });
  const tried = model.validationDeviance.length;
  expect(tried).toBeLessThan(200);
  expect(model.roots.length).toBe(tried - 5);
  expect(Math.min(...model.validationDeviance)).toBe(model.validationDeviance[model.roots.length - 1]);
  const again = await fit(data, { trees: 500, earlyStopping });
  expect(again).toEqual(model);
});

test('trees grown by WebAssembly and by plain TypeScript are the same to the bit', async () => {
  const data = simulated(2500);
  expect(await fit(data, { trees: 30, withWasm: false })).toEqual(await fit(data, { trees: 30 }));
});

test('twice the exposure is twice the mean', async () => {
  const data = simulated(4000);
  const rng = seeded(9);
  const exposure = data.mean.map(() => 0.5 + 4 * rng.next());
  const outcome = data.mean.map((mean, row) => drawPoisson(rng, mean * exposure[row]!));
  const model = await fit({ table: data.table, outcome }, { exposure });
  const rate = predictBoostedTrees(model, data.table);
  const doubled = predictBoostedTrees(model, data.table, new Float64Array(4000).fill(2));
  doubled.forEach((value, row) => void expect(value).toBeCloseTo(2 * rate[row]!, 12));
  const error = (of: Float64Array) =>
    of.reduce((sum, r, i) => sum + Math.abs(Math.log(r / data.mean[i]!)), 0) / 4000;
  expect(error(rate)).toBeLessThan(0.2);
});

test('the order of rows changes nothing, and no feature’s monotone transform does', async () => {
  const data = simulated(1500);
  const order = Array.from({ length: 1500 }, (_, i) => (i * 7) % 1500);
  const turned = {
    table: Float64Array.from(order.flatMap((row) => [...data.table.subarray(row * 4, row * 4 + 4)])),
    outcome: Float64Array.from(order, (row) => data.outcome[row]!),
  };
  const model = await fit(data, { trees: 20 });
  const other = await fit(turned, { trees: 20 });
  expect(other.threshold).toEqual(model.threshold);
  expect(other.feature).toEqual(model.feature);
  const bent = await fit({ ...data, table: data.table.map((x) => Math.exp(x)) }, { trees: 20 });
  expect(bent.feature).toEqual(model.feature);
  bent.value.forEach((value, node) => void expect(value).toBeCloseTo(model.value[node]!, 9));
});

test('values never seen missing go with the majority, and all-missing or constant features are never split', async () => {
  const data = simulated(1000);
  const table = data.table.map((x, i) => (i % 4 === 2 ? Number.NaN : i % 4 === 3 ? 7 : x));
  const model = await fit({ ...data, table }, { trees: 10 });
  expect([...model.feature].every((feature) => feature < 2)).toBe(true);
  expect(predictBoostedTrees(model, new Float64Array(4).fill(Number.NaN))[0]).toBeGreaterThan(0);
});

test('the Tweedie loss recovers means of amounts with many zeros', async () => {
  const rng = seeded(4);
  const { table, mean } = simulated(6000);
  const outcome = mean.map((mu) => 3 * drawNegativeBinomial(rng, mu, 0.5));
  const model = await fit({ table, outcome }, { loss: 'tweedie', trees: 40, maxLeaves: 8 });
  const predicted = predictBoostedTrees(model, table);
  const log = predicted.reduce((sum, r, i) => sum + Math.abs(Math.log(r / 3 / mean[i]!)), 0) / 6000;
  expect(log).toBeLessThan(0.25);
  // of a constant, only the mean can be told: it is the mean
  const flat = await fit({ table: new Float64Array(24_000), outcome }, { loss: 'tweedie' });
  expect(flat.feature.length).toBe(1);
  expect(predictBoostedTrees(flat, new Float64Array(4))[0]).toBeCloseTo(
    outcome.reduce((a, b) => a + b) / 6000,
    9,
  );
});

test('what cannot be learned is refused', async () => {
  const { table, outcome } = simulated(100);
  const run = (y: Float64Array, options: Partial<BoostedTreesOptions> = {}) =>
    fitBoostedTrees(table.subarray(0, y.length * 4), y, { features: 4, ...options });
  expect(await run(outcome.subarray(0, 39))).toMatchObject({ reason: 'too-few-rows', have: 39, need: 40 });
  expect(await run(new Float64Array(100))).toMatchObject({ reason: 'no-events' });
  await expect(run(outcome, { features: 3 })).rejects.toThrow(
    '400 values; 100 outcomes and 3 features ask for 300',
  );
  await expect(run(outcome.map((y) => -1 - y))).rejects.toThrow('outcome[0] is -');
  await expect(run(outcome, { loss: 'squared', exposure: new Float64Array(100).fill(1) })).rejects.toThrow(
    'no use',
  );
  const ended = AbortSignal.abort(new Error('enough'));
  await expect(run(outcome, { signal: ended })).rejects.toThrow('enough');
});
