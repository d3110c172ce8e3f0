import { Problem } from '@bluehelm/kernel/problem';
import type { MethodEntry } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { methodProblems } from '../problems.ts';
import { cornersTable, windowOf } from '../windows/corners-table.ts';
import { endemicEpidemic } from './endemic-epidemic.ts';
import type { Covariates } from './model.ts';

const endemicEpidemicEntry: MethodEntry = {
  name: 'endemic-epidemic',
  card: 'endemic-epidemic',
  summary: 'which events come by themselves, and which are excited by earlier ones nearby?',
  tables: [
    {
      name: 'events',
      meaning: 'one row per event',
      columns: [
        { name: 'x', type: 'number', meaning: 'place, in the unit of the window' },
        { name: 'y', type: 'number', meaning: 'place, in the unit of the window' },
        { name: 'time', type: 'number', meaning: 'in the unit of the grid' },
        { name: 'tile', type: 'word', meaning: 'tile of the grid it happened in' },
        { name: 'type', type: 'word', meaning: 'kind of event', optional: true },
      ],
    },
    {
      name: 'grid',
      meaning: 'one row per tile and stretch of time, all of them',
      columns: [
        { name: 'tile', type: 'word', meaning: 'name of the tile' },
        { name: 'start', type: 'number', meaning: 'start of the stretch; events later than it belong to it' },
        { name: 'stop', type: 'number', meaning: 'end of the stretch, included' },
        { name: 'area', type: 'number', meaning: 'area of the tile' },
        { name: 'offset', type: 'number', meaning: 'log population or another offset', optional: true },
      ],
    },
    cornersTable,
  ],
  parameters: {
    covariates: { type: 'columns', default: [], meaning: 'endemic covariates: numeric columns of the grid' },
    marks: { type: 'columns', default: [], meaning: 'epidemic covariates: numeric columns of the events' },
    reachSpace: { type: 'number', least: 0, meaning: 'how far an event may excite others' },
    reachTime: { type: 'number', least: 0, meaning: 'how long an event may excite others' },
    space: {
      type: 'word',
      choices: ['constant', 'gaussian', 'power-law'],
      default: 'gaussian',
      meaning: 'how excitation falls with distance',
    },
    time: {
      type: 'word',
      choices: ['constant', 'exponential'],
      default: 'constant',
      meaning: 'how excitation falls with time',
    },
    excitesOthers: { type: 'flag', default: false, meaning: 'whether types excite one another too' },
    endemicIntercept: {
      type: 'word',
      choices: ['shared', 'by-type'],
      default: 'shared',
      meaning: 'one endemic level for all types, or one each',
    },
    information: {
      type: 'word',
      choices: ['expected', 'observed'],
      default: 'expected',
      meaning: 'where standard errors come from',
    },
  },
  run: async ({ tables, parameters, signal, onProgress }) => {
    const { events, grid, window } = tables as Readonly<Record<string, Table>>;
    const kinds = events!.has('type') ? events!.words('type') : undefined;
    const typeNames = kinds ? [...new Set(kinds)].sort() : [''];
    const types = typeNames.length;
    const start = grid!.numbers('start');
    const stop = grid!.numbers('stop');
    const result = await endemicEpidemic(
      {
        x: events!.numbers('x'),
        y: events!.numbers('y'),
        time: events!.numbers('time'),
        cell: cellsOf(events!, grid!, start, stop),
        type: kinds?.map((kind) => typeNames.indexOf(kind)),
        marks: covariatesOf(events!, parameters.marks),
      },
      {
        area: grid!.numbers('area'),
        duration: stop.map((value, row) => value - start[row]!),
        offset: grid!.has('offset') ? grid!.numbers('offset') : undefined,
        covariates: covariatesOf(grid!, parameters.covariates),
      },
      {
        window: windowOf(window!),
        period: [
          start.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
          stop.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
        ],
        reach: { space: parameters.reachSpace, time: parameters.reachTime },
        space: parameters.space,
        time: parameters.time,
        types,
        excites: parameters.excitesOthers ? new Float64Array(types * types).fill(1) : undefined,
        endemicIntercept: parameters.endemicIntercept,
        information: parameters.information,
        signal,
        onProgress,
      },
    );
    return { ...result, types: typeNames };
  },
};

const covariatesOf = (table: Table, names: readonly string[]): Covariates => {
  const columns = names.map((name) => table.numbers(name));
  const values = new Float64Array(table.rows * names.length);
  columns.forEach((column, c) => {
    for (let row = 0; row < table.rows; row++) values[row * names.length + c] = column[row]!;
  });
  return { names, values };
};

/** The row of the grid with the event's tile whose stretch (start, stop] holds its time; −1 for none. */
const cellsOf = (events: Table, grid: Table, start: Float64Array, stop: Float64Array): Int32Array => {
  const rowsOf = new Map<string, number[]>();
  grid.words('tile').forEach((tile, row) => {
    const rows = rowsOf.get(tile);
    if (rows) rows.push(row);
    else rowsOf.set(tile, [row]);
  });
  const times = events.numbers('time');
  const first = start.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  return Int32Array.from(events.words('tile'), (tile, i) => {
    const row = rowsOf.get(tile)?.find((at) => start[at]! < times[i]! && times[i]! <= stop[at]!);
    if (row === undefined && times[i]! > first)
      throw new Problem(
        methodProblems.columnInvalid,
        `Row ${i + 1} of events lies in tile ${tile} at time ${times[i]}; the grid has no such row.`,
      );
    return row ?? -1;
  });
};

export const epidemicCatalogue: readonly MethodEntry[] = [endemicEpidemicEntry];
