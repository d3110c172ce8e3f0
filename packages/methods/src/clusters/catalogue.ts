import type { Column, MethodEntry, Parameter } from '../catalogue/entry.ts';
import { eventTimeColumns, eventTimes } from '../catalogue/event-times.ts';
import { dbscan } from './dbscan.ts';
import { stDbscan } from './st-dbscan.ts';

const places: readonly Column[] = [
  { name: 'x', type: 'number', meaning: 'easting, in metres or kilometres' },
  { name: 'y', type: 'number', meaning: 'northing, in the same unit' },
];

const eps: Parameter = {
  type: 'number',
  least: 0,
  meaning: 'neighbours are at most so far apart, in the unit of x and y',
};
const minPts: Parameter = {
  type: 'integer',
  least: 1,
  meaning: 'neighbours, the point itself among them, that make a core point',
};

const dbscanEntry: MethodEntry = {
  name: 'dbscan',
  card: 'dbscan',
  summary: 'which points lie together in dense groups of any shape, and which alone?',
  tables: [{ name: 'points', meaning: 'one row per point', columns: places }],
  parameters: { eps, minPts },
  run: ({ tables, parameters, signal, onProgress }) => {
    const table = tables.points!;
    const { eps: reach, minPts: least } = parameters;
    return dbscan(table.numbers('x'), table.numbers('y'), { eps: reach, minPts: least, signal, onProgress });
  },
};

const stDbscanEntry: MethodEntry = {
  name: 'st-dbscan',
  card: 'dbscan',
  summary: 'which events lie together in dense groups in space and time, and which alone?',
  tables: [{ name: 'events', meaning: 'one row per event', columns: [...places, ...eventTimeColumns] }],
  parameters: {
    eps,
    epsTime: { type: 'number', least: 0, meaning: 'and at most so long apart; days for dates' },
    minPts,
  },
  run: ({ tables, parameters, signal, onProgress }) => {
    const table = tables.events!;
    return stDbscan(table.numbers('x'), table.numbers('y'), eventTimes(table), {
      eps: parameters.eps,
      epsTime: parameters.epsTime,
      minPts: parameters.minPts,
      signal,
      onProgress,
    });
  },
};

export const clustersCatalogue: readonly MethodEntry[] = [dbscanEntry, stDbscanEntry];
