import { join } from 'node:path';
import { drawNormal } from '../../../packages/methods/src/random/continuous.ts';
import { drawNegativeBinomial, drawPoisson } from '../../../packages/methods/src/random/counts.ts';
import { seeded } from '../../../packages/methods/src/random/seeded.ts';
import { writeDoubles } from '../doubles.ts';
import { methodLine } from '../method-line.ts';

/** Counts whose mean bends, jumps and interacts in the first of many features. */
const countsWithFeatures = async (folder: string, args: readonly string[]): Promise<void> => {
  const [rows, features] = args.map(Number) as [number, number];
  const rng = seeded('boosted trees benchmark');
  const table = new Float64Array(rows * features).map(() => drawNormal(rng));
  const outcome = new Float64Array(rows).map((_, row) => {
    const [a, b, c, d, e] = table.subarray(row * features);
    return drawPoisson(
      rng,
      Math.exp(0.5 * a! + 0.3 * b! * c! - (d! > 0.5 ? 0.4 : 0) + 0.2 * Math.sin(3 * e!) - 0.3),
    );
  });
  await writeDoubles(join(folder, 'table.f64'), table);
  await writeDoubles(join(folder, 'outcome.f64'), outcome);
};

/** Half of the rows continuous, half counts with many zeros. */
const draws = async (folder: string, args: readonly string[]): Promise<void> => {
  const [rows, each] = args.map(Number) as [number, number];
  const rng = seeded('crps benchmark');
  const draw = (row: number): number =>
    row % 2 === 0 ? drawNormal(rng, row % 7, 1 + (row % 3)) : drawNegativeBinomial(rng, 1 + (row % 20), 0.6);
  await writeDoubles(
    join(folder, 'observed.f64'),
    new Float64Array(rows).map((_, row) => draw(row)),
  );
  await writeDoubles(
    join(folder, 'samples.f64'),
    new Float64Array(rows * each).map((_, i) => draw(Math.floor(i / each))),
  );
};

const number = (text: string | undefined): string => Number(text).toLocaleString('en');

/** Forecasts and their scores. */
export const forecastLines = [
  methodLine({
    name: 'boosted-trees',
    what: 'boosted trees, Poisson loss',
    size: { full: ['200000', '20', '100'], small: ['2000', '8', '10'] },
    label: ([rows, features, trees]) => `${number(rows)} × ${features}, ${trees} trees`,
    prepare: countsWithFeatures,
    ours: 'boosted-trees.ts',
    peer: {
      name: 'scikit-learn HistGradientBoostingRegressor, 1 thread',
      program: 'python3',
      script: 'boosted-trees.py',
      needs: ['sklearn'],
      debian: 'python3-sklearn',
    },
    counted: 'call',
    goal: 1,
    // the deviance after the last tree
    tolerance: 1e-3,
    note: 'aim 0.5',
  }),
  methodLine({
    name: 'crps-sample',
    what: 'CRPS of draws',
    size: { full: ['10000', '1000'], small: ['200', '100'] },
    label: ([rows, each]) => `${number(rows)} forecasts × ${number(each)} draws`,
    prepare: draws,
    ours: 'crps-sample.ts',
    elsewhere: 'R scoringRules crps_sample (1.9 s when first looked at)',
    counted: 'call',
    goal: 0.057,
    note: 'aim 0.019 s',
  }),
];
