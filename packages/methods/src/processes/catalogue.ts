import { Problem } from '@bluehelm/kernel/problem';
import type { InputTable, MethodCall, MethodEntry, Parameter, ParameterValues } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import { seeded } from '../random/seeded.ts';
import { declusterHawkes } from './decluster-hawkes.ts';
import { fitHawkes, type HawkesData, type HawkesFit } from './fit-hawkes.ts';
import type { HawkesBackground } from './hawkes-background.ts';
import { rescaledTimes, superThinned } from './hawkes-residuals.ts';
import { thinHawkes } from './thin-hawkes.ts';
import type { ObservationWindow } from './window-mass.ts';

const tables: readonly InputTable[] = [
  {
    name: 'events',
    meaning: 'one row per event, in any order',
    columns: [
      { name: 't', type: 'number', meaning: 'time, e.g. days' },
      { name: 'x', type: 'number', meaning: 'place, in a plane, e.g. km' },
      { name: 'y', type: 'number', meaning: 'place, in a plane, e.g. km' },
      { name: 'type', type: 'word', meaning: 'what excites and is excited', optional: true },
      {
        name: 'mark',
        type: 'number',
        meaning: 'what makes an event stronger, e.g. log deaths',
        optional: true,
      },
    ],
  },
  {
    name: 'cells',
    meaning: 'for background=surface: square cells that tile the window',
    columns: [
      { name: 'x', type: 'number', meaning: 'middle of the cell' },
      { name: 'y', type: 'number', meaning: 'middle of the cell' },
      {
        name: 'surface',
        type: 'number',
        meaning: 'known relative intensity, e.g. population',
        optional: true,
      },
    ],
    optional: true,
  },
];

const windowParameter: Parameter = {
  type: 'numbers',
  meaning: 'what was watched: x from, x to, y from, y to, t from, t to',
};

const parameters: MethodEntry['parameters'] = {
  window: windowParameter,
  reachTime: { type: 'number', meaning: 'longest delay between cause and effect, in units of t' },
  reachDistance: { type: 'number', meaning: 'longest distance between them, in units of x and y' },
  delay: {
    type: 'word',
    choices: ['exponential', 'power-law'],
    default: 'exponential',
    meaning: 'how effects die away in time',
  },
  distance: {
    type: 'word',
    choices: ['gaussian', 'power-law'],
    default: 'gaussian',
    meaning: 'how they die away in space',
  },
  kernels: {
    type: 'word',
    choices: ['shared', 'pairs'],
    default: 'shared',
    meaning: 'one kernel for all, or one for each pair of types',
  },
  background: {
    type: 'word',
    choices: ['density', 'homogeneous', 'surface'],
    default: 'density',
    meaning: 'where events come from that none caused',
  },
  neighbours: {
    type: 'integer',
    default: 20,
    least: 2,
    most: 1000,
    meaning: 'background=density: bandwidth is the distance to this neighbour',
  },
  cellSize: { type: 'number', optional: true, least: 0, meaning: 'background=surface: side of a cell' },
  covariates: { type: 'columns', optional: true, meaning: 'background=surface: columns of cells' },
  edges: {
    type: 'word',
    choices: ['window', 'end', 'none'],
    default: 'window',
    meaning: 'what of an influence outside the window is accounted for',
  },
  method: {
    type: 'word',
    choices: ['em', 'maximum-likelihood'],
    default: 'em',
    meaning: 'how the likelihood is climbed',
  },
  level: { type: 'number', default: 0.95, least: 0.5, most: 0.9999, meaning: 'coverage of the intervals' },
};

const windowOf = ([x0, x1, y0, y1, t0, t1]: readonly number[]): ObservationWindow => {
  if (t1 === undefined)
    throw new Problem(methodProblems.parameters, 'window has too few numbers; 6 were expected.');
  return { x: [x0!, x1!], y: [y0!, y1!], t: [t0!, t1] };
};

const surfaceOf = (
  cells: Table | undefined,
  { cellSize, covariates }: ParameterValues,
  { x: [west, east], y: [south, north], t }: ObservationWindow,
): HawkesBackground => {
  if (!cells || !(cellSize > 0))
    throw new Problem(methodProblems.tableMissing, 'background=surface needs the table cells and cellSize.');
  const [x, y] = [cells.numbers('x'), cells.numbers('y')];
  const columns = Math.round((east - west) / cellSize);
  const rows = Math.round((north - south) / cellSize);
  const place = (px: number, py: number): number =>
    Math.min(columns - 1, Math.floor((px - west) / cellSize)) +
    columns * Math.min(rows - 1, Math.floor((py - south) / cellSize));
  const index = new Map<number, number>();
  for (let cell = 0; cell < x.length; cell++) index.set(place(x[cell]!, y[cell]!), cell);
  return {
    kind: 'surface',
    measure: new Float64Array(x.length).fill(cellSize * cellSize * (t[1] - t[0])),
    ...(cells.has('surface') ? { surface: cells.numbers('surface') } : {}),
    covariates: (covariates ?? []).map((name: string) => cells.numbers(name)),
    cellAt: (px, py) => index.get(place(px, py)) ?? -1,
  };
};

interface Called {
  readonly data: HawkesData;
  readonly fit: HawkesFit;
  readonly typeNames: readonly string[];
}

const fitOf = async (
  { tables: given, parameters: values, signal, onProgress }: MethodCall,
  intervals: boolean,
): Promise<Called | Insufficient> => {
  const events = given.events!;
  const words = events.has('type') ? events.words('type') : [];
  const typeNames = events.has('type') ? [...new Set(words)].sort() : ['all'];
  const numbers = new Map(typeNames.map((name, number) => [name, number]));
  const data: HawkesData = {
    t: events.numbers('t'),
    x: events.numbers('x'),
    y: events.numbers('y'),
    type: Uint8Array.from({ length: events.rows }, (_, i) => numbers.get(words[i] ?? 'all') ?? 0),
    ...(events.has('mark') ? { mark: events.numbers('mark') } : {}),
  };
  const window = windowOf(values.window);
  const fit = await fitHawkes(data, {
    window,
    reach: { time: values.reachTime, distance: values.reachDistance },
    types: typeNames.length,
    delay: values.delay,
    distance: values.distance,
    kernels: values.kernels,
    background:
      values.background === 'density'
        ? { kind: 'density', neighbours: values.neighbours }
        : values.background === 'surface'
          ? surfaceOf(given.cells, values, window)
          : { kind: 'homogeneous' },
    edges: values.edges,
    method: values.method,
    level: values.level,
    intervals,
    signal,
    onProgress,
  });
  return isInsufficient(fit) ? fit : { data, fit, typeNames };
};

const hawkes: MethodEntry = {
  name: 'hawkes',
  card: 'hawkes',
  summary: 'which events made others more likely, by how much, how soon and how near?',
  tables,
  parameters,
  run: async (call) => {
    const called = await fitOf(call, true);
    if (isInsufficient(called)) return called;
    const { backgroundAt: _, ...numbers } = called.fit;
    return { ...numbers, typeNames: called.typeNames };
  },
};

const families: MethodEntry = {
  name: 'hawkes-families',
  card: 'hawkes',
  summary: 'which events were background, and which one caused each of the others? one plausible history',
  tables,
  parameters,
  random: true,
  run: async (call) => {
    const called = await fitOf(call, false);
    return isInsufficient(called) ? called : declusterHawkes(called.data, called.fit, seeded(call.seed));
  },
};

const residuals: MethodEntry = {
  name: 'hawkes-residuals',
  card: 'hawkes',
  summary: 'does a self-exciting model say when and where events come? time rescaling and super-thinning',
  tables,
  parameters,
  random: true,
  run: async (call) => {
    const called = await fitOf(call, false);
    if (isInsufficient(called)) return called;
    return {
      kind: 'hawkes-residuals',
      rescaled: rescaledTimes(called.data, called.fit),
      superThinned: superThinned(called.data, called.fit, seeded(call.seed)),
    };
  },
};

const simulation: MethodEntry = {
  name: 'simulate-hawkes',
  card: 'hawkes',
  summary: 'events of a self-exciting process with an even background, by thinning',
  tables: [],
  parameters: {
    window: windowParameter,
    background: { type: 'numbers', least: 0, meaning: 'background events of each type per unit of time' },
    branching: {
      type: 'numbers',
      least: 0,
      meaning: 'direct effects of type j of one event of type i, row by row',
    },
    rate: { type: 'number', optional: true, least: 0, meaning: 'exponential delays: their rate' },
    c: { type: 'number', optional: true, least: 0, meaning: 'delays by a power law: its scale' },
    p: { type: 'number', default: 2, least: 1, meaning: 'delays by a power law: its exponent' },
    sigma: { type: 'number', optional: true, least: 0, meaning: 'Gaussian distances: their spread' },
    d: { type: 'number', optional: true, least: 0, meaning: 'distances by a power law: its scale' },
    q: { type: 'number', default: 2, least: 1, meaning: 'distances by a power law: its exponent' },
  },
  random: true,
  run: ({ parameters: values, seed }) => {
    const { background, branching, rate, c, p, sigma, d, q } = values;
    const m = background.length;
    if (
      branching.length !== m * m ||
      (rate === undefined) === (c === undefined) ||
      (sigma === undefined) === (d === undefined)
    )
      // biome-ignore format: one line
      throw new Problem(
        methodProblems.parameters,
        `${m} background rates want ${m * m} numbers of branching, ${branching.length} were given; either rate or c and either sigma or d were expected.`,
      );
    const window = windowOf(values.window);
    const area = (window.x[1] - window.x[0]) * (window.y[1] - window.y[0]);
    const density: number[] = background.map((perTime: number) => perTime / area);
    return thinHawkes(
      {
        window,
        background: (_x, _y, _t, type) => density[type]!,
        backgroundMost: density,
        branching: Array.from({ length: m }, (_, i) => branching.slice(i * m, (i + 1) * m)),
        delay: [c === undefined ? { family: 'exponential', rate } : { family: 'power-law', c, p }],
        distance: [d === undefined ? { family: 'gaussian', sigma } : { family: 'power-law', d, q }],
      },
      seeded(seed),
    );
  },
};

export const processesCatalogue: readonly MethodEntry[] = [hawkes, families, residuals, simulation];
