import type { Rng } from '@bluehelm/methods';
import { categories } from './categories.ts';

/** Where background events of a type happen: shares of five densities, which sum to 1. */
export interface Background {
  /** share of all background events */
  readonly share: number;
  /** around settlements, in proportion to population^townPower */
  readonly town: number;
  readonly townPower: number;
  /** along roads, 1.5 km to either side */
  readonly road: number;
  /** along the land border, 8 km deep */
  readonly border: number;
  /** in the armed groups' areas of influence */
  readonly influence: number;
  /** anywhere in the country alike */
  readonly rural: number;
}

const background: readonly Background[] = [
  { share: 0.06, town: 0.1, townPower: 0.4, road: 0.25, border: 0.1, influence: 0.55, rural: 0 },
  { share: 0.03, town: 0.15, townPower: 0.3, road: 0, border: 0.2, influence: 0.4, rural: 0.25 },
  { share: 0.05, town: 0.35, townPower: 0.3, road: 0.2, border: 0, influence: 0.35, rural: 0.1 },
  { share: 0.14, town: 0.8, townPower: 0.9, road: 0.1, border: 0, influence: 0, rural: 0.1 },
  { share: 0.05, town: 0.35, townPower: 0.6, road: 0.45, border: 0.2, influence: 0, rural: 0 },
  { share: 0.28, town: 0.75, townPower: 0.9, road: 0.25, border: 0, influence: 0, rural: 0 },
  { share: 0.28, town: 0.96, townPower: 1, road: 0, border: 0, influence: 0, rural: 0.04 },
  { share: 0.11, town: 0, townPower: 1, road: 0.15, border: 0.2, influence: 0, rural: 0.65 },
];

// row: cause, column: effect. Conflict breeds crime (upper right), crime breeds conflict (lower left)
const offspring = [
  [0.35, 0.04, 0.1, 0.04, 0.04, 0.05, 0.02, 0.03],
  [0.05, 0.28, 0.06, 0.04, 0.02, 0.03, 0.01, 0.08],
  [0.1, 0.05, 0.22, 0.05, 0.03, 0.04, 0.02, 0.03],
  [0.01, 0.02, 0.01, 0.18, 0.02, 0.04, 0.02, 0.01],
  [0.03, 0.01, 0.02, 0.02, 0.25, 0.06, 0.02, 0.01],
  [0.004, 0.005, 0.004, 0.03, 0.03, 0.28, 0.06, 0.01],
  [0.001, 0.001, 0.001, 0.005, 0.005, 0.05, 0.38, 0.01],
  [0.01, 0.1, 0.03, 0.03, 0.01, 0.02, 0.01, 0.3],
] as const;

const sameDelayDays = [6, 8, 7, 10, 9, 5, 4, 9];
const sameSpreadKm = [7, 8, 6, 1.5, 4, 0.9, 0.4, 9];

/** Days a cause takes on average: its own kind soon, conflict to crime two weeks, crime to conflict three. */
function delay(cause: number, effect: number): number {
  if (cause === effect) return sameDelayDays[cause]!;
  const [from, to] = [categories[cause]!.conflict, categories[effect]!.conflict];
  return from && to ? 8 : from ? 14 : to ? 21 : 7;
}

function spread(cause: number, effect: number): number {
  if (cause === effect) return sameSpreadKm[cause]!;
  const [from, to] = [categories[cause]!.conflict, categories[effect]!.conflict];
  return from || to ? 6 : 2;
}

const square = (value: (cause: number, effect: number) => number): number[][] =>
  categories.map((_, cause) => categories.map((_, effect) => value(cause, effect)));

/** The true parameters: what an exercise's analysis should find again. */
export const trueParameters = {
  /** type order of every list and matrix */
  categories: categories.map((category) => category.code),
  background,
  /** expected direct children of each type (column) of one event (row); spectral radius 0.50 */
  offspring: offspring as readonly (readonly number[])[],
  /** mean delay of a child, days (exponential) */
  delayDays: square(delay),
  /** standard deviation of a child's displacement along each axis, km (Gaussian) */
  spreadKm: square(spread),
  /** background is multiplied by 1 + amplitude × cos(2π (day of the year − peak) / 365.25): conflict, crime */
  season: { conflict: 0.2, crime: 0.08, peakDayOfYear: 30 },
  /** background factor by weekday, Monday first, mean 1 */
  weekday: { conflict: [1, 1, 1, 1, 1, 1, 1], crime: [0.92, 0.92, 0.94, 0.98, 1.08, 1.14, 1.02] },
  /** presence p in 0…1 multiplies the whole intensity of a type by exp(−dampening × p) */
  dampening: [0.35, 0.5, 0.6, 0.4, 0.5, 0.7, 0.5, 0.3],
  /** a true event is reported with probability logistic(intercept + perKm × km + presence × p + perLogDeaths × ln(1 + deaths)) */
  reporting: {
    intercept: [1.6, 1.1, 1.4, 1.3, 1.0, 0.6, 0.4, 0.5],
    perKmFromTown: -0.06,
    presence: 1.5,
    perLogDeaths: 0.4,
  },
  /** share of events with no death, then 1 + a Pareto tail of this index, at most `most` */
  deaths: [
    { none: 0, tail: 1.35, most: 300 },
    { none: 0, tail: 1.6, most: 120 },
    { none: 0, tail: 1.5, most: 200 },
    { none: 0, tail: 4, most: 8 },
    { none: 0.93, tail: 3, most: 8 },
    { none: 0.95, tail: 3.5, most: 6 },
    { none: 0.995, tail: 4, most: 3 },
    { none: 0.85, tail: 2, most: 30 },
  ],
} as const;

export type TrueParameters = typeof trueParameters & {
  /** background events per day by type at this exercise's size */
  readonly backgroundPerDay: readonly number[];
  /** a further share of reports lost at random, alike everywhere, so that the number asked for is met exactly */
  readonly lostShare: number;
};

/** True deaths of one event: heavy tailed where the type's tail index is small. */
export function drawDeaths(type: number, rng: Rng): number {
  const { none, tail, most } = trueParameters.deaths[type]!;
  if (rng.next() < none) return 0;
  return Math.min(most, Math.floor((1 - rng.next()) ** (-1 / tail)));
}
