import type { InputTable, MethodEntry } from '../catalogue/entry.ts';
import { cusum } from './cusum.ts';
import { ears } from './ears.ts';
import { farringtonFlexible } from './farrington.ts';

const series: InputTable = {
  name: 'series',
  meaning: 'one row per step of time, oldest first, none left out',
  columns: [{ name: 'count', type: 'number', meaning: 'events of the step' }],
};

export const outbreaksCatalogue: readonly MethodEntry[] = [
  {
    name: 'farrington',
    card: 'outbreaks',
    summary: 'is this week above what the same season of earlier years leads one to expect?',
    tables: [series],
    parameters: {
      frequency: { type: 'integer', default: 52, least: 4, most: 1000, meaning: 'steps in a year' },
      years: { type: 'integer', default: 5, least: 1, most: 100, meaning: 'years looked back upon' },
      halfWindow: { type: 'integer', default: 3, least: 0, meaning: 'steps either side that form a season' },
      seasons: { type: 'integer', default: 10, least: 1, meaning: 'seasons of a year' },
      latestExcluded: {
        type: 'integer',
        default: 26,
        least: 1,
        meaning: 'latest steps left out of the past',
      },
      weightsThreshold: {
        type: 'number',
        default: 2.58,
        least: 0.01,
        meaning: 'residual that past peaks are weighted down from',
      },
      alpha: {
        type: 'number',
        default: 0.01,
        least: 1e-12,
        most: 0.5,
        meaning: 'chance of a false alarm in a step',
      },
    },
    run: ({ tables, parameters }) => farringtonFlexible(tables.series!.numbers('count'), parameters),
  },
  {
    name: 'ears',
    card: 'outbreaks',
    summary: 'is today above what the last week leads one to expect?',
    tables: [series],
    parameters: {
      method: { type: 'word', choices: ['C1', 'C2', 'C3'], default: 'C2', meaning: 'which of the three' },
      baseline: { type: 'integer', default: 7, least: 2, most: 10_000, meaning: 'steps of the past' },
      alpha: {
        type: 'number',
        optional: true,
        least: 1e-12,
        most: 0.5,
        meaning: 'chance of a false alarm; 0.001, of C3 0.025, when not given',
      },
    },
    run: ({ tables, parameters: { method, baseline, alpha } }) =>
      ears(tables.series!.numbers('count'), { method, baseline, ...(alpha === undefined ? {} : { alpha }) }),
  },
  {
    name: 'cusum',
    card: 'outbreaks',
    summary: 'do small excesses over the expected count add up?',
    tables: [
      {
        ...series,
        columns: [
          ...series.columns,
          { name: 'expected', type: 'number', meaning: 'Poisson mean of the step' },
        ],
      },
    ],
    parameters: {
      k: { type: 'number', default: 1.04, least: 0, meaning: 'excess that a step is allowed' },
      h: { type: 'number', default: 2.26, least: 0.01, meaning: 'sum that gives an alarm' },
      transformation: {
        type: 'word',
        choices: ['rossi', 'anscombe', 'standard'],
        default: 'rossi',
        meaning: 'how counts are standardised',
      },
      reset: { type: 'flag', default: true, meaning: 'begin anew after an alarm' },
    },
    run: ({ tables: { series: table }, parameters }) =>
      cusum(table!.numbers('count'), table!.numbers('expected'), parameters),
  },
];
