import type { InputTable, MethodEntry, Parameter, ParameterValues } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { isInsufficient } from '../insufficient.ts';
import { abramsonBandwidths, nearestBandwidths } from './adaptive-bandwidths.ts';
import { crossValidatedBandwidth } from './bandwidth-cross-validation.ts';
import { diggleBandwidth } from './bandwidth-diggle.ts';
import { plugInBandwidth, scottBandwidth } from './bandwidth-rules.ts';
import { kernelDensityBinned } from './binned-density.ts';
import { greatCircleDensity } from './great-circle-density.ts';
import { kernelDensity } from './kernel-density.ts';
import { kernelDensityAt } from './kernel-density-at.ts';
import type { Extent, Raster } from './raster.ts';

const weight = { name: 'weight', type: 'number', meaning: 'what each event counts', optional: true } as const;
const events: InputTable = {
  name: 'events',
  meaning: 'one row per event',
  columns: [
    { name: 'x', type: 'number', meaning: 'easting' },
    { name: 'y', type: 'number', meaning: 'northing, in the unit of x' },
    weight,
  ],
};
const weightsOf = (table: Table): Float64Array | undefined =>
  table.has('weight') ? table.numbers('weight') : undefined;

const side = (meaning: string): Parameter => ({ type: 'number', meaning });
const windowSides = {
  xMin: side('least x of the window'),
  xMax: side('greatest x of the window'),
  yMin: side('least y of the window'),
  yMax: side('greatest y of the window'),
};
const extentOf = ({ xMin, xMax, yMin, yMax }: ParameterValues): Extent => ({ xMin, xMax, yMin, yMax });
const cells = {
  columns: { type: 'integer', default: 100, least: 1, most: 16_384, meaning: 'cells from west to east' },
  rows: { type: 'integer', default: 100, least: 1, most: 16_384, meaning: 'cells from south to north' },
} as const;
const rasterOf = (parameters: ParameterValues): Raster => ({
  ...extentOf(parameters),
  columns: parameters.columns,
  rows: parameters.rows,
});
const bandwidth: Parameter = {
  type: 'number',
  least: 0,
  meaning: 'standard deviation of the kernel along each axis, in the unit of x',
};
const kernel: Parameter = {
  type: 'word',
  choices: ['gaussian', 'quartic'],
  default: 'gaussian',
  meaning: 'shape of one event’s share; the quartic ends at √8 bandwidths',
};
const edge: Parameter = {
  type: 'word',
  choices: ['none', 'uniform', 'diggle'],
  optional: true,
  meaning:
    'correction for what the window hides; uniform if not given, diggle with a bandwidth for each event',
};

const kernelDensityEntry: MethodEntry = {
  name: 'kernel-density',
  card: 'kernel-density',
  summary: 'where do events lie densest? a surface of events per unit of area on a raster',
  tables: [events],
  parameters: {
    bandwidth,
    ...windowSides,
    ...cells,
    kernel,
    edge,
    evaluation: {
      type: 'word',
      choices: ['exact', 'binned'],
      default: 'exact',
      meaning: 'exact sums, or from counts per cell',
    },
    binning: {
      type: 'word',
      choices: ['nearest', 'linear'],
      default: 'nearest',
      meaning: 'how binned events are put into cells',
    },
    adaptive: {
      type: 'word',
      choices: ['none', 'abramson', 'nearest'],
      default: 'none',
      meaning: 'a bandwidth for each event, exact only: by a pilot surface, or to its k-th neighbour',
    },
    neighbours: {
      type: 'integer',
      default: 10,
      least: 1,
      meaning: 'k of adaptive=nearest; bandwidth is then the least',
    },
  },
  run: async ({ tables, parameters, signal, onProgress }) => {
    const table = tables.events!;
    const [x, y, weights] = [table.numbers('x'), table.numbers('y'), weightsOf(table)];
    const raster = rasterOf(parameters);
    const shared = { raster, kernel: parameters.kernel, edge: parameters.edge, weights };
    if (parameters.adaptive === 'none')
      return parameters.evaluation === 'binned'
        ? kernelDensityBinned(x, y, {
            ...shared,
            bandwidth: parameters.bandwidth,
            binning: parameters.binning,
          })
        : kernelDensity(x, y, { ...shared, bandwidth: parameters.bandwidth, signal, onProgress });
    const each =
      parameters.adaptive === 'abramson'
        ? await abramsonBandwidths(x, y, {
            bandwidth: parameters.bandwidth,
            weights,
            signal,
            onProgress,
          })
        : nearestBandwidths(x, y, { k: parameters.neighbours, least: parameters.bandwidth });
    if (isInsufficient(each)) return each;
    const surface = await kernelDensity(x, y, { ...shared, bandwidth: each.bandwidths, signal, onProgress });
    return isInsufficient(surface) ? surface : { ...surface, bandwidths: each.bandwidths };
  },
};

const kernelDensityAtEntry: MethodEntry = {
  name: 'kernel-density-at',
  card: 'kernel-density',
  summary: 'how dense are events at given places, or at the events themselves?',
  tables: [
    events,
    {
      name: 'places',
      meaning: 'the places asked for; without it the events',
      columns: [
        { name: 'x', type: 'number', meaning: 'easting' },
        { name: 'y', type: 'number', meaning: 'northing' },
      ],
      optional: true,
    },
  ],
  parameters: {
    bandwidth,
    ...windowSides,
    kernel,
    edge,
    leaveOneOut: {
      type: 'flag',
      default: false,
      meaning: 'an event does not count at its own place; only without places',
    },
  },
  run: ({ tables, parameters, signal, onProgress }) => {
    const table = tables.events!;
    const { places } = tables;
    return kernelDensityAt(table.numbers('x'), table.numbers('y'), {
      bandwidth: parameters.bandwidth,
      kernel: parameters.kernel,
      edge: parameters.edge,
      leaveOneOut: parameters.leaveOneOut,
      weights: weightsOf(table),
      window: extentOf(parameters),
      at: places && { x: places.numbers('x'), y: places.numbers('y') },
      signal,
      onProgress,
    });
  },
};

const greatCircleEntry: MethodEntry = {
  name: 'great-circle-density',
  card: 'kernel-density',
  summary: 'where do events lie densest on the globe? events per km² by great-circle distances',
  tables: [
    {
      name: 'events',
      meaning: 'one row per event',
      columns: [
        { name: 'longitude', type: 'number', meaning: 'degrees east' },
        { name: 'latitude', type: 'number', meaning: 'degrees north' },
        weight,
      ],
    },
  ],
  parameters: {
    bandwidthKm: { type: 'number', least: 0, meaning: 'standard deviation of the kernel, km' },
    west: { type: 'number', least: -180, most: 180, meaning: 'west side of the raster, degrees' },
    east: { type: 'number', least: -180, most: 180, meaning: 'east side; less than west crosses 180°' },
    south: { type: 'number', least: -90, most: 90, meaning: 'south side, degrees' },
    north: { type: 'number', least: -90, most: 90, meaning: 'north side, degrees' },
    ...cells,
    kernel,
  },
  run: ({ tables, parameters, signal, onProgress }) => {
    const table = tables.events!;
    const { west, east, south, north, columns, rows } = parameters;
    return greatCircleDensity(table.numbers('longitude'), table.numbers('latitude'), {
      raster: { west, east, south, north, columns, rows },
      bandwidthKm: parameters.bandwidthKm,
      kernel: parameters.kernel,
      weights: weightsOf(table),
      signal,
      onProgress,
    });
  },
};

const bandwidthEntry: MethodEntry = {
  name: 'kernel-bandwidth',
  card: 'kernel-bandwidth',
  summary: 'how wide should the kernel of a density be?',
  tables: [{ ...events, columns: events.columns.slice(0, 2) }],
  parameters: {
    criterion: {
      type: 'word',
      choices: ['plug-in', 'least-squares', 'likelihood', 'cronie-van-lieshout', 'diggle', 'scott'],
      default: 'plug-in',
      meaning: 'what the bandwidth is chosen by',
    },
    ...windowSides,
    refine: {
      type: 'flag',
      default: false,
      meaning: 'search between the 16 candidates of a cross-validation',
    },
  },
  run: ({ tables, parameters, signal, onProgress }) => {
    const table = tables.events!;
    const [x, y] = [table.numbers('x'), table.numbers('y')];
    const window = extentOf(parameters);
    switch (parameters.criterion) {
      case 'plug-in':
        return plugInBandwidth(x, y);
      case 'scott':
        return scottBandwidth(x, y);
      case 'diggle':
        return diggleBandwidth(x, y, { window });
      default:
        return crossValidatedBandwidth(x, y, {
          criterion: parameters.criterion,
          window,
          refine: parameters.refine,
          signal,
          onProgress,
        });
    }
  },
};

export const surfacesCatalogue: readonly MethodEntry[] = [
  kernelDensityEntry,
  kernelDensityAtEntry,
  greatCircleEntry,
  bandwidthEntry,
];
