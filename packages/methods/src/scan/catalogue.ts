import { Problem } from '@bluehelm/kernel/problem';
import type { Column, MethodEntry, Parameter } from '../catalogue/entry.ts';
import { methodProblems } from '../problems.ts';
import { countColumns, namedResult, placesTable, readScan, scanOptionsOf } from './catalogue-tables.ts';
import { scanBernoulli } from './scan-bernoulli.ts';
import { scanPoisson } from './scan-poisson.ts';
import { scanSpaceTimePermutation } from './scan-space-time-permutation.ts';

const window = (...choices: string[]): Parameter => ({
  type: 'word',
  choices,
  default: 'retrospective',
  meaning: 'circles over all time, with any interval, or with intervals that end with the last day',
});

const shared: Readonly<Record<string, Parameter>> = {
  coordinates: {
    type: 'word',
    choices: ['degrees', 'plane'],
    default: 'degrees',
    meaning: 'what x and y are; radii are in kilometres, or in units of the plane',
  },
  stepDays: {
    type: 'integer',
    least: 1,
    default: 1,
    meaning: 'days in a step of time, counted from the last',
  },
  largestShare: {
    type: 'number',
    least: 0,
    most: 1,
    default: 0.5,
    meaning: "the largest circle's share of the population at risk",
  },
  largestRadius: { type: 'number', least: 0, optional: true, meaning: "the largest circle's radius" },
  longest: {
    type: 'integer',
    least: 1,
    optional: true,
    meaning: 'steps of the longest interval; half of all when not given',
  },
  leastCases: { type: 'integer', least: 1, default: 2, meaning: 'cases that a cluster must hold' },
  secondary: {
    type: 'word',
    choices: ['apart', 'apart-in-space'],
    default: 'apart',
    meaning: 'further clusters share no place at the same time, or no place, with more likely ones',
  },
  mostClusters: { type: 'integer', least: 1, default: 10, meaning: 'the most clusters to list' },
  simulations: {
    type: 'integer',
    least: 1,
    most: 9_999_999,
    default: 999,
    meaning: 'simulations under the null',
  },
  stopAfter: {
    type: 'integer',
    least: 1,
    optional: true,
    meaning: 'stop when so many simulations reach the most likely cluster',
  },
};

const population: Column = {
  name: 'population',
  type: 'number',
  meaning: 'people at risk, the same at all times; needed unless counts have a column expected',
  optional: true,
};
const expected: Column = {
  name: 'expected',
  type: 'number',
  meaning: 'expected cases, or people at risk, of the place and day, in any unit',
  optional: true,
};

const scanPoissonEntry: MethodEntry = {
  name: 'scan-poisson',
  card: 'scan-statistic',
  summary: 'where and when are there more cases than the population at risk lets expect?',
  tables: [
    { ...placesTable, columns: [...placesTable.columns, population] },
    {
      name: 'counts',
      meaning: 'cases by place and day; rows with 0 cases are needed only for their expected',
      columns: [...countColumns, expected],
    },
  ],
  parameters: { window: window('space', 'retrospective', 'prospective'), ...shared },
  random: true,
  run: async (call) => {
    const read = readScan(call);
    const { places, counts } = call.tables;
    const { steps } = read;
    if (places!.has('population') === counts!.has('expected'))
      throw new Problem(
        methodProblems.columnMissing,
        'Either the table places must have a column population, or the table counts a column expected, and not both.',
      );
    const people = counts!.has('expected') ? undefined : places!.numbers('population');
    const result = await scanPoisson(
      {
        ...read,
        cases: read.matrix('cases'),
        expected: people
          ? new Float64Array(people.length * steps).map((_, cell) => people[Math.floor(cell / steps)]!)
          : read.matrix('expected'),
      },
      scanOptionsOf(call),
    );
    return namedResult(result, read);
  },
};

const scanBernoulliEntry: MethodEntry = {
  name: 'scan-bernoulli',
  card: 'scan-statistic',
  summary: 'where and when are cases a larger share of cases and controls than elsewhere?',
  tables: [
    placesTable,
    {
      name: 'counts',
      meaning: 'cases and controls by place and day',
      columns: [...countColumns, { name: 'controls', type: 'number', meaning: 'how many are no cases' }],
    },
  ],
  parameters: { window: window('space', 'retrospective', 'prospective'), ...shared },
  random: true,
  run: async (call) => {
    const read = readScan(call);
    const data = { ...read, cases: read.matrix('cases'), controls: read.matrix('controls') };
    return namedResult(await scanBernoulli(data, scanOptionsOf(call)), read);
  },
};

const scanSpaceTimePermutationEntry: MethodEntry = {
  name: 'scan-space-time-permutation',
  card: 'scan-statistic',
  summary: "where and when do more cases gather than the places' and the days' own totals let expect?",
  tables: [placesTable, { name: 'counts', meaning: 'cases by place and day', columns: countColumns }],
  parameters: { window: window('retrospective', 'prospective'), ...shared },
  random: true,
  run: async (call) => {
    const read = readScan(call);
    const data = { ...read, cases: read.matrix('cases') };
    return namedResult(await scanSpaceTimePermutation(data, scanOptionsOf(call)), read);
  },
};

export const scanCatalogue: readonly MethodEntry[] = [
  scanPoissonEntry,
  scanBernoulliEntry,
  scanSpaceTimePermutationEntry,
];
