import type { Column, MethodEntry, Parameter } from '../catalogue/entry.ts';
import { allocationCatalogue } from './allocation-catalogue.ts';
import { coverageWithin } from './coverage.ts';
import { maximalCovering } from './maximal-covering.ts';
import { planeDistances, pMedian } from './p-median.ts';

const place: readonly Column[] = [
  { name: 'x', type: 'number', meaning: 'easting, in metres or kilometres' },
  { name: 'y', type: 'number', meaning: 'northing, in the same unit' },
];

const demand = {
  name: 'demand',
  meaning: 'one row per point or cell to be served',
  columns: [...place, { name: 'weight', type: 'number', meaning: 'what serving it is worth, ≥ 0' }],
} as const;
const sites = { name: 'sites', meaning: 'one row per place that could be chosen', columns: place } as const;
const choose: Parameter = { type: 'integer', least: 1, meaning: 'how many sites may be chosen' };
const radius: Parameter = {
  type: 'number',
  least: 0,
  meaning: 'a site covers what is at most so far away, in the unit of x and y',
};
const maxGap: Parameter = {
  type: 'number',
  default: 0,
  least: 0,
  most: 0.99,
  meaning: 'so close to the best, as a share of it, is good enough; 0: the proven best',
};

const maximalCoveringEntry: MethodEntry = {
  name: 'maximal-covering',
  card: 'maximal-covering',
  summary: 'which sites cover most of the demand, when only so many can be had?',
  tables: [demand, sites],
  parameters: { choose, radius, maxGap },
  run: ({ tables, parameters, signal, onProgress }) => {
    const [points, places] = [tables.demand!, tables.sites!];
    const coverage = coverageWithin(
      points.numbers('x'),
      points.numbers('y'),
      places.numbers('x'),
      places.numbers('y'),
      parameters.radius,
    );
    return maximalCovering(coverage, points.numbers('weight'), {
      choose: parameters.choose,
      maxGap: parameters.maxGap,
      signal,
      onProgress,
    });
  },
};

const pMedianEntry: MethodEntry = {
  name: 'p-median',
  card: 'p-median',
  summary: 'which sites bring the demand nearest, when everyone goes to the nearest chosen one?',
  tables: [demand, sites],
  parameters: { choose, maxGap },
  run: ({ tables, parameters, signal, onProgress }) => {
    const [points, places] = [tables.demand!, tables.sites!];
    const distances = planeDistances(
      points.numbers('x'),
      points.numbers('y'),
      places.numbers('x'),
      places.numbers('y'),
    );
    return pMedian(distances, points.numbers('weight'), {
      choose: parameters.choose,
      maxGap: parameters.maxGap,
      signal,
      onProgress,
    });
  },
};

export const plansCatalogue: readonly MethodEntry[] = [
  maximalCoveringEntry,
  pMedianEntry,
  ...allocationCatalogue,
];
