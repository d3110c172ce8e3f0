import { Problem } from '@bluehelm/kernel/problem';
import type { InputTable, MethodEntry, Parameter, ParameterValues } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { isInsufficient } from '../insufficient.ts';
import { methodProblems, wholeNumber } from '../problems.ts';
import { sampleQuantiles } from '../scores/sample-quantiles.ts';
import { backtest } from './backtest.ts';
import { type Baseline, baselineForecast } from './baselines.ts';
import type { CountPanel } from './panel.ts';
import { stackByCrps, stackByLogScore } from './stacking.ts';

const countsTable: InputTable = {
  name: 'counts',
  meaning: 'one row per place and step of time; steps without a row count 0',
  columns: [
    { name: 'place', type: 'word', meaning: 'name of the place' },
    { name: 'time', type: 'number', meaning: 'whole number of the step, e.g. months' },
    { name: 'count', type: 'number', meaning: 'events or fatalities' },
  ],
};

const MOST_CELLS = 100_000_000;

const panelOf = (
  table: Table,
): CountPanel & { readonly names: readonly string[]; readonly first: number } => {
  const place = table.words('place');
  const time = table.numbers('time');
  const count = table.numbers('count');
  const names = [...new Set(place)];
  const rowOf = new Map(names.map((name, row) => [name, row]));
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of time) {
    wholeNumber('time', value, -MOST_CELLS, MOST_CELLS);
    first = Math.min(first, value);
    last = Math.max(last, value);
  }
  const times = table.rows === 0 ? 0 : last - first + 1;
  wholeNumber('places · steps of time', names.length * times, 1, MOST_CELLS);
  const counts = new Float64Array(names.length * times);
  for (let row = 0; row < table.rows; row++)
    counts[rowOf.get(place[row]!)! * times + time[row]! - first]! += count[row]!;
  return { counts, places: names.length, times, names, first };
};

const baselineParameters: Readonly<Record<string, Parameter>> = {
  kind: {
    type: 'word',
    choices: ['zero', 'last-value', 'last-window', 'climatology', 'conflictology'],
    default: 'conflictology',
    meaning: 'which simple forecast',
  },
  horizon: { type: 'integer', default: 12, least: 1, most: 1000, meaning: 'steps ahead' },
  window: {
    type: 'integer',
    default: 12,
    least: 1,
    meaning: 'steps that last-window and conflictology look back',
  },
  season: { type: 'integer', default: 12, least: 1, meaning: 'steps of a cycle of climatology' },
  draws: {
    type: 'integer',
    default: 100,
    least: 1,
    most: 100_000,
    meaning: 'draws of last-value and last-window',
  },
};

const baselineOf = ({ kind, window, season, draws }: ParameterValues): Baseline => ({
  kind,
  window,
  season,
  draws,
});

const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

export const forecastsCatalogue: readonly MethodEntry[] = [
  {
    name: 'baseline-forecast',
    card: 'baseline-forecast',
    summary: 'what do the simplest rules forecast, that a model has to beat?',
    tables: [countsTable],
    parameters: baselineParameters,
    run: ({ tables, parameters }) => {
      const panel = panelOf(tables.counts!);
      const { horizon } = parameters;
      const result = baselineForecast(panel, baselineOf(parameters), { horizon });
      if (isInsufficient(result)) return result;
      const rows = panel.places * horizon;
      return {
        ...result,
        place: Array.from({ length: rows }, (_, row) => panel.names[Math.floor(row / horizon)]!),
        time: Array.from({ length: rows }, (_, row) => panel.first + panel.times + (row % horizon)),
        levels: LEVELS,
        quantiles: sampleQuantiles(result.samples, rows, LEVELS),
      };
    },
  },
  {
    name: 'backtest',
    card: 'backtest',
    summary: 'how good would a simple forecast have been, made again and again from what was known?',
    tables: [countsTable],
    parameters: {
      ...baselineParameters,
      firstOrigin: { type: 'integer', least: 1, meaning: 'steps known to the first forecast' },
      stride: { type: 'integer', default: 1, least: 1, meaning: 'steps from one forecast to the next' },
    },
    run: ({ tables, parameters, signal, onProgress }) => {
      const { horizon, firstOrigin, stride } = parameters;
      return backtest(
        panelOf(tables.counts!),
        (known, steps) => baselineForecast(known, baselineOf(parameters), { horizon: steps }),
        { horizon, firstOrigin, stride, signal, onProgress },
      );
    },
  },
  {
    name: 'stack-crps',
    card: 'stacking',
    summary: 'how should forecasts of several models, given as draws, be weighted?',
    tables: [
      {
        name: 'forecasts',
        meaning: 'one row per forecast, one column per draw',
        columns: [{ name: 'observed', type: 'number', meaning: 'what happened' }],
      },
    ],
    parameters: {
      draws: { type: 'columns', meaning: 'the columns that hold the draws, model by model' },
      models: { type: 'integer', least: 1, most: 1000, meaning: 'how many models; each has as many columns' },
    },
    run: ({ tables, parameters: { draws, models } }) => {
      const table = tables.forecasts!;
      const each = draws.length / models;
      if (!Number.isInteger(each))
        throw new Problem(
          methodProblems.parameters,
          `${draws.length} columns of draws were named for ${models} models; as many for each were expected.`,
        );
      const samples = Array.from({ length: models }, () => new Float64Array(table.rows * each));
      draws.forEach((column: string, at: number) => {
        const own = samples[Math.floor(at / each)]!;
        table.numbers(column).forEach((value, row) => {
          own[row * each + (at % each)] = value;
        });
      });
      return stackByCrps(table.numbers('observed'), samples);
    },
  },
  {
    name: 'stack-log-score',
    card: 'stacking',
    summary: 'how should several models be weighted, by the densities they gave to what happened?',
    tables: [{ name: 'densities', meaning: 'one row per forecast, one column per model', columns: [] }],
    parameters: { models: { type: 'columns', meaning: 'columns with the log densities of each model' } },
    run: ({ tables, parameters: { models } }) => {
      const table = tables.densities!;
      const logs = new Float64Array(table.rows * models.length);
      models.forEach((column: string, k: number) => {
        table.numbers(column).forEach((value, row) => {
          logs[row * models.length + k] = value;
        });
      });
      return stackByLogScore(logs, models.length);
    },
  },
];
