import type { MethodEntry } from '../catalogue/entry.ts';
import { honestEffects } from './honest-effects.ts';

const entry: MethodEntry = {
  name: 'honest-effects',
  card: 'honest-effects',
  summary: 'how far may parallel trends have failed before an event study’s finding falls?',
  tables: [
    {
      name: 'estimates',
      meaning:
        'one row per period of an event study, those before the treatment first, without the reference',
      columns: [{ name: 'estimate', type: 'number', meaning: 'effect in that period' }],
    },
    {
      name: 'covariance',
      meaning: 'of the estimates, one row and one column each, in the same order',
      columns: [],
    },
  ],
  parameters: {
    pre: { type: 'integer', least: 1, meaning: 'estimates that lie before the treatment' },
    kind: {
      type: 'word',
      choices: ['relative-magnitudes', 'smoothness'],
      default: 'relative-magnitudes',
      meaning: 'steps within so many times the largest before, or slopes that change by at most so much',
    },
    bounds: { type: 'numbers', least: 0, default: [0, 0.5, 1, 1.5, 2], meaning: 'one interval each' },
    weights: {
      type: 'numbers',
      optional: true,
      meaning: 'of the periods after the treatment; the first alone when absent',
    },
    test: {
      type: 'word',
      choices: ['hybrid', 'conditional'],
      default: 'hybrid',
      meaning: 'with a least-favourable first stage, or the conditional test alone',
    },
    alpha: {
      type: 'number',
      least: 0.000001,
      most: 0.5,
      default: 0.05,
      meaning: 'chance that an interval misses',
    },
  },
  random: true,
  run: ({ tables, parameters: { pre, weights, ...set }, seed, signal, onProgress }) => {
    const covariance = tables.covariance!;
    const columns = covariance.columns.map((name) => covariance.numbers(name));
    const { kind, bounds, test, alpha } = set as {
      kind: 'relative-magnitudes' | 'smoothness';
      bounds: readonly number[];
      test: 'hybrid' | 'conditional';
      alpha: number;
    };
    return honestEffects(
      {
        estimates: tables.estimates!.numbers('estimate'),
        covariance: Float64Array.from({ length: covariance.rows * columns.length }, (_, at) => {
          return columns[at % columns.length]![Math.floor(at / columns.length)]!;
        }),
        pre,
      },
      { kind, bounds, test, alpha, weights: weights && Float64Array.from(weights), seed, signal, onProgress },
    );
  },
};

export const sensitivityCatalogue: readonly MethodEntry[] = [entry];
