import { Problem } from '@bluehelm/kernel/problem';
import type { InputTable, MethodEntry } from '../catalogue/entry.ts';
import { isInsufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import { neighbourParameters, pairsTable, placeColumns, weightsFrom } from '../weights/from-tables.ts';
import { emergingHotSpots } from './emerging-hot-spots.ts';
import { kendallTau } from './kendall-tau.ts';
import { mannKendall } from './mann-kendall.ts';
import { theilSen } from './theil-sen.ts';

const series: InputTable = {
  name: 'series',
  meaning: 'one row per step of time, in order',
  columns: [{ name: 'value', type: 'number', meaning: 'incidents, or a rate' }],
};

const mannKendallEntry: MethodEntry = {
  name: 'mann-kendall',
  card: 'mann-kendall',
  summary: 'does a series rise or fall, by whatever shape?',
  tables: [series],
  parameters: {
    inference: {
      type: 'word',
      choices: ['normal', 'exact'],
      default: 'normal',
      meaning: 'where p comes from; exact for up to 60 values',
    },
  },
  run: ({ tables, parameters }) =>
    mannKendall(tables.series!.numbers('value'), { inference: parameters.inference }),
};

const theilSenEntry: MethodEntry = {
  name: 'theil-sen',
  card: 'mann-kendall',
  summary: 'how fast does a series rise or fall, unmoved by a few wild values?',
  tables: [
    {
      ...series,
      columns: [
        ...series.columns,
        { name: 'time', type: 'number', meaning: 'when; 0, 1, 2 … without it', optional: true },
      ],
    },
  ],
  parameters: {
    level: { type: 'number', default: 0.95, least: 0.5, most: 0.9999, meaning: 'of the interval' },
  },
  run: ({ tables, parameters }) => {
    const table = tables.series!;
    return theilSen(table.numbers('value'), {
      level: parameters.level,
      times: table.has('time') ? table.numbers('time') : undefined,
    });
  },
};

const kendallEntry: MethodEntry = {
  name: 'kendall-tau',
  card: 'mann-kendall',
  summary: 'do two columns rise together?',
  tables: [
    {
      name: 'rows',
      meaning: 'one row per pair of numbers',
      columns: [
        { name: 'x', type: 'number', meaning: 'the one' },
        { name: 'y', type: 'number', meaning: 'the other' },
      ],
    },
  ],
  parameters: {},
  run: ({ tables }) => kendallTau(tables.rows!.numbers('x'), tables.rows!.numbers('y')),
};

const emergingEntry: MethodEntry = {
  name: 'emerging-hot-spots',
  card: 'emerging-hot-spots',
  summary: 'which places are becoming hot or cold spots, staying so, or ceasing to be?',
  tables: [
    {
      name: 'places',
      meaning: 'one row per place; the columns named by steps hold its values over time',
      columns: placeColumns,
    },
    pairsTable,
  ],
  parameters: {
    ...neighbourParameters,
    steps: { type: 'columns', meaning: 'the columns of the steps of time, in order, ten or more' },
    lag: { type: 'integer', default: 1, least: 0, most: 1000, meaning: 'earlier steps in a neighbourhood' },
    inference: {
      type: 'word',
      choices: ['permutation', 'analytic'],
      default: 'permutation',
      meaning: 'where p of a bin comes from',
    },
    permutations: {
      type: 'integer',
      default: 9999,
      least: 99,
      most: 999_999,
      meaning: 'random rearrangements of all bins',
    },
    level: { type: 'number', default: 0.1, least: 0, most: 1, meaning: 'largest q of a hot or cold bin' },
    trendLevel: { type: 'number', default: 0.1, least: 0, most: 1, meaning: 'largest p of a trend' },
  },
  random: true,
  run: async ({ tables, parameters, seed, signal, onProgress }) => {
    const places = tables.places!;
    const names: readonly string[] = parameters.steps;
    if (new Set(names).size !== names.length)
      throw new Problem(methodProblems.parameters, `steps names a column twice: ${names.join(', ')}.`);
    const values = new Float64Array(places.rows * names.length);
    names.forEach((name, step) => {
      places.numbers(name).forEach((value, place) => {
        values[place * names.length + step] = value;
      });
    });
    const { lag, level, trendLevel, permutations } = parameters;
    const result = await emergingHotSpots(values, weightsFrom(places, tables.pairs, parameters), {
      steps: names.length,
      lag,
      inference: parameters.inference === 'analytic' ? 'analytic' : { permutations, seed },
      level,
      trendLevel,
      signal,
      onProgress,
    });
    return isInsufficient(result) || !places.has('cell') ? result : { ...result, cell: places.words('cell') };
  },
};

export const trendsCatalogue: readonly MethodEntry[] = [
  mannKendallEntry,
  theilSenEntry,
  kendallEntry,
  emergingEntry,
];
