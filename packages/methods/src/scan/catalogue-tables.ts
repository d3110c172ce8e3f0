import { Problem } from '@bluehelm/kernel/problem';
import type { InputTable, MethodCall } from '../catalogue/entry.ts';
import type { Table } from '../catalogue/table.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { methodProblems } from '../problems.ts';
import type { ScanOptions, ScanResult } from './options.ts';

export const placesTable: InputTable = {
  name: 'places',
  meaning: 'one row per place',
  columns: [
    { name: 'place', type: 'word', meaning: 'its name' },
    { name: 'x', type: 'number', meaning: 'longitude in degrees, or a coordinate in the plane' },
    { name: 'y', type: 'number', meaning: 'latitude in degrees, or the other coordinate' },
  ],
};

/** The columns of the table of counts that all models read. */
export const countColumns: InputTable['columns'] = [
  { name: 'place', type: 'word', meaning: 'as in places' },
  {
    name: 'date',
    type: 'date',
    meaning: 'day of the count; without it only space is scanned',
    optional: true,
  },
  { name: 'cases', type: 'number', meaning: 'how many; rows of the same place and day are added' },
];

/** Places and counts as the scan wants them. */
interface ReadScan {
  readonly places: readonly string[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly steps: number;
  /** a column of counts, added up by place and step */
  matrix(column: string): Float64Array;
  /** first and last day of a step, ISO; undefined without dates */
  daysOf(step: number): readonly [string, string] | undefined;
}

/** The last step ends with the last day given; with steps of several days the first may begin before the first day. */
export const readScan = ({ tables, parameters }: MethodCall): ReadScan => {
  const placeTable = tables.places!;
  const counts = tables.counts!;
  const places = placeTable.words('place');
  const byName = new Map(places.map((name, i) => [name, i]));
  const rows = counts.words('place').map((name) => {
    const place = byName.get(name);
    if (place === undefined)
      throw new Problem(
        methodProblems.columnInvalid,
        `Column place of counts holds ${JSON.stringify(name)}, which is no place of the table places.`,
      );
    return place;
  });
  const days = parameters.window !== 'space' ? daysOf(counts) : undefined;
  const stepDays: number = parameters.stepDays;
  const last = days?.reduce((most, day) => Math.max(most, day), Number.NEGATIVE_INFINITY) ?? 0;
  const first = days?.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY) ?? 0;
  const steps = days && rows.length > 0 ? Math.floor((last - first) / stepDays) + 1 : 1;
  return {
    places,
    x: placeTable.numbers('x'),
    y: placeTable.numbers('y'),
    steps,
    matrix(column) {
      const sums = new Float64Array(places.length * steps);
      for (const [row, value] of counts.numbers(column).entries()) {
        const step = days ? steps - 1 - Math.floor((last - days[row]!) / stepDays) : 0;
        sums[rows[row]! * steps + step]! += value;
      }
      return sums;
    },
    daysOf(step) {
      if (!days) return undefined;
      const end = last - (steps - 1 - step) * stepDays;
      return [isoDay(end - stepDays + 1), isoDay(end)];
    },
  };
};

const daysOf = (counts: Table): Int32Array => {
  if (counts.has('date')) return counts.days('date');
  throw new Problem(
    methodProblems.columnMissing,
    'The table counts has no column date, which every window but space needs.',
    {
      mend: 'Add the dates, or set window=space.',
    },
  );
};

const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The parameters that all models share, as options. */
export const scanOptionsOf = ({ parameters, seed, signal, onProgress }: MethodCall): ScanOptions => ({
  coordinates: parameters.coordinates,
  window: parameters.window,
  largestShare: parameters.largestShare,
  largestRadius: parameters.largestRadius,
  longest: parameters.longest,
  leastCases: parameters.leastCases,
  secondary: parameters.secondary,
  mostClusters: parameters.mostClusters,
  simulations: parameters.simulations,
  stopAfter: parameters.stopAfter,
  seed,
  signal,
  onProgress,
});

/** The result with names of places and days in place of numbers. */
export const namedResult = (result: ScanResult | Insufficient, { places, daysOf }: ReadScan): object =>
  isInsufficient(result)
    ? result
    : {
        ...result,
        clusters: result.clusters.map(({ from, to, ...cluster }) => {
          const days = { from: daysOf(from)?.[0], to: daysOf(to)?.[1] };
          return {
            ...cluster,
            centre: places[cluster.centre],
            places: Array.from(cluster.places, (place) => places[place]),
            ...(days.from === undefined ? {} : days),
          };
        }),
      };
