import type { MethodEntry } from '../catalogue/entry.ts';
import { interruptedSeries } from './interrupted-series.ts';

export const panelsCatalogue: readonly MethodEntry[] = [
  {
    name: 'interrupted-series',
    card: 'interrupted-series',
    summary: 'did a series change when something happened, beyond its trend and season?',
    tables: [
      {
        name: 'periods',
        meaning: 'one row per period, in order of time, none missing',
        columns: [
          { name: 'outcome', type: 'number', meaning: 'what was measured or counted' },
          { name: 'exposure', type: 'number', meaning: 'what counts are relative to', optional: true },
        ],
      },
    ],
    parameters: {
      family: {
        type: 'word',
        choices: ['negative-binomial', 'poisson', 'gaussian'],
        default: 'negative-binomial',
        meaning: 'distribution of a period’s outcome',
      },
      interruptions: { type: 'numbers', least: 1, meaning: 'first row of each interruption, counted from 0' },
      change: {
        type: 'word',
        choices: ['level', 'slope', 'level-and-slope'],
        default: 'level-and-slope',
        meaning: 'what interruptions may change',
      },
      season: { type: 'integer', least: 2, optional: true, meaning: 'periods of a season, e.g. 12 months' },
      harmonics: { type: 'integer', least: 1, default: 1, meaning: 'waves of a season' },
      lag: {
        type: 'integer',
        least: 0,
        optional: true,
        meaning: 'periods over which errors may be correlated',
      },
    },
    run: ({ tables: { periods }, parameters: set, signal, onProgress }) =>
      interruptedSeries(
        {
          outcome: periods!.numbers('outcome'),
          exposure: periods!.has('exposure') ? periods!.numbers('exposure') : undefined,
        },
        {
          family: set.family,
          interruptions: set.interruptions,
          change: set.change,
          season: set.season === undefined ? undefined : { period: set.season, harmonics: set.harmonics },
          lag: set.lag,
          signal,
          onProgress,
        },
      ),
  },
];
