import type { InputTable, MethodEntry, Parameter } from '../catalogue/entry.ts';
import { eventTimeColumns, eventTimes } from '../catalogue/event-times.ts';
import { rectangleWindow } from '../windows/window.ts';
import { knox } from './knox.ts';
import { nearRepeat } from './near-repeat.ts';
import { spaceTimeK } from './space-time-k.ts';

const events: InputTable = {
  name: 'events',
  meaning: 'one row per event',
  columns: [
    { name: 'x', type: 'number', meaning: 'easting, in metres or kilometres' },
    { name: 'y', type: 'number', meaning: 'northing, in the same unit' },
    ...eventTimeColumns,
  ],
};

const metric = (chosen: 'euclidean' | 'manhattan'): Parameter => ({
  type: 'word',
  choices: ['euclidean', 'manhattan'],
  default: chosen,
  meaning: 'the straight line, or |Δx| + |Δy|',
});

const permutations: Parameter = {
  type: 'integer',
  default: 999,
  least: 19,
  most: 999_999,
  meaning: 'random orders of the times',
};

const knoxEntry: MethodEntry = {
  name: 'knox',
  card: 'knox',
  summary: 'do events that are close in space tend to be close in time?',
  tables: [events],
  parameters: {
    space: {
      type: 'number',
      least: 0,
      meaning: 'close in space: at most so far apart, in the unit of x and y',
    },
    time: { type: 'number', least: 0, meaning: 'close in time: at most so long apart; days for dates' },
    metric: metric('euclidean'),
    inference: {
      type: 'word',
      choices: ['permutation', 'poisson'],
      default: 'permutation',
      meaning: 'where p comes from',
    },
    permutations,
  },
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) => {
    const table = tables.events!;
    return knox(table.numbers('x'), table.numbers('y'), eventTimes(table), {
      space: parameters.space,
      time: parameters.time,
      metric: parameters.metric,
      inference:
        parameters.inference === 'poisson' ? 'poisson' : { permutations: parameters.permutations, seed },
      signal,
      onProgress,
    });
  },
};

const nearRepeatEntry: MethodEntry = {
  name: 'near-repeat',
  card: 'near-repeat',
  summary: 'how much more often than by chance does an event follow another so near and so soon?',
  tables: [events],
  parameters: {
    spaceBreaks: {
      type: 'numbers',
      least: 0,
      meaning:
        'ascending distances, in the unit of x and y; each band is from one up to but without the next',
    },
    timeBreaks: {
      type: 'numbers',
      least: 0,
      meaning: 'ascending times apart, days for dates; bands likewise',
    },
    metric: metric('manhattan'),
    permutations,
  },
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) => {
    const table = tables.events!;
    return nearRepeat(table.numbers('x'), table.numbers('y'), eventTimes(table), {
      spaceBreaks: parameters.spaceBreaks,
      timeBreaks: parameters.timeBreaks,
      metric: parameters.metric,
      permutations: parameters.permutations,
      seed,
      signal,
      onProgress,
    });
  },
};

const spaceTimeKEntry: MethodEntry = {
  name: 'space-time-k',
  card: 'space-time-k',
  summary: 'at which distances and delays do events bring further events?',
  tables: [events],
  parameters: {
    xMin: { type: 'number', meaning: 'least x of the window' },
    xMax: { type: 'number', meaning: 'greatest x of the window' },
    yMin: { type: 'number', meaning: 'least y of the window' },
    yMax: { type: 'number', meaning: 'greatest y of the window' },
    period: {
      type: 'numbers',
      meaning: 'first and last moment observed; for dates days since 1970-01-01',
    },
    distances: { type: 'numbers', least: 0, meaning: 'ascending distances, in the unit of x and y' },
    timesApart: { type: 'numbers', least: 0, meaning: 'ascending times apart; days for dates' },
    permutations,
  },
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) => {
    const table = tables.events!;
    const { xMin, xMax, yMin, yMax, period } = parameters;
    return spaceTimeK(table.numbers('x'), table.numbers('y'), eventTimes(table), {
      window: rectangleWindow(xMin, yMin, xMax, yMax),
      period: [period[0], period[1]],
      distances: Float64Array.from(parameters.distances),
      timesApart: Float64Array.from(parameters.timesApart),
      permutations: parameters.permutations,
      seed,
      signal,
      onProgress,
    });
  },
};

export const nearRepeatCatalogue: readonly MethodEntry[] = [knoxEntry, nearRepeatEntry, spaceTimeKEntry];
