import type { Column, MethodEntry, Parameter } from '../catalogue/entry.ts';
import { allocationCatalogue } from './allocation-catalogue.ts';
import { coverageWithin } from './coverage.ts';
import { maximalCovering } from './maximal-covering.ts';
import { planeDistances, pMedian } from './p-median.ts';
import { ruledCovering } from './ruled-covering.ts';
import { teamOrienteering } from './team-orienteering.ts';

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

const ruledCoveringEntry: MethodEntry = {
  name: 'ruled-covering',
  card: 'ruled-covering',
  summary: 'which sites cover most, when they must lie apart and every group must have its share?',
  tables: [
    {
      ...demand,
      columns: [
        ...demand.columns,
        { name: 'group', type: 'word', meaning: 'community it belongs to', optional: true },
      ],
    },
    sites,
  ],
  parameters: {
    choose,
    radius,
    apart: {
      type: 'number',
      default: 0,
      least: 0,
      meaning: 'chosen sites lie at least so far apart, in the unit of x and y',
    },
    leastShare: {
      type: 'number',
      default: 0,
      least: 0,
      most: 1,
      meaning: "share of every group's weight that must be covered",
    },
  },
  run: async ({ tables, parameters, signal, onProgress }) => {
    const [points, places] = [tables.demand!, tables.sites!];
    const [x, y] = [places.numbers('x'), places.numbers('y')];
    const words = points.has('group')
      ? points.words('group')
      : Array.from({ length: points.rows }, () => 'all');
    const groups = [...new Set(words)];
    const coverage = coverageWithin(points.numbers('x'), points.numbers('y'), x, y, parameters.radius);
    const result = await ruledCovering(coverage, points.numbers('weight'), {
      choose: parameters.choose,
      apart: { x, y, least: parameters.apart },
      fair: {
        group: Int32Array.from(words, (word) => groups.indexOf(word)),
        least: new Float64Array(groups.length).fill(parameters.leastShare),
      },
      signal,
      onProgress,
    });
    return { ...result, groups };
  },
};

const teamOrienteeringEntry: MethodEntry = {
  name: 'team-orienteering',
  card: 'team-orienteering',
  summary: 'which places should patrols visit, in which order, within their shift and the places’ hours?',
  tables: [
    {
      name: 'places',
      meaning: 'the depot first, then one row per place',
      columns: [
        ...place,
        { name: 'reward', type: 'number', meaning: 'what a visit is worth, ≥ 0' },
        { name: 'service', type: 'number', meaning: 'how long a visit takes', optional: true },
        { name: 'open', type: 'number', meaning: 'earliest start of a visit; of the depot: of the shift' },
        { name: 'close', type: 'number', meaning: 'latest start of a visit; of the depot: end of the shift' },
      ],
    },
  ],
  parameters: {
    teams: { type: 'integer', least: 1, most: 1000, meaning: 'teams that leave the depot' },
    speed: { type: 'number', default: 1, least: 1e-9, meaning: 'units of x and y per unit of time' },
    rounds: { type: 'integer', default: 1000, least: 0, meaning: 'rounds of search' },
  },
  random: true,
  run: ({ tables, parameters, seed, signal, onProgress }) => {
    const places = tables.places!;
    const [x, y] = [places.numbers('x'), places.numbers('y')];
    return teamOrienteering(
      {
        travel: planeDistances(x, y, x, y).map((way) => way / parameters.speed),
        rewards: places.numbers('reward'),
        service: places.has('service') ? places.numbers('service') : undefined,
        open: places.numbers('open'),
        close: places.numbers('close'),
      },
      { teams: parameters.teams, rounds: parameters.rounds, seed, signal, onProgress },
    );
  },
};

export const plansCatalogue: readonly MethodEntry[] = [
  maximalCoveringEntry,
  ruledCoveringEntry,
  pMedianEntry,
  ...allocationCatalogue,
  teamOrienteeringEntry,
];
