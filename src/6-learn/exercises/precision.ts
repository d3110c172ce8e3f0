import { dayMs } from '@bluehelm/kernel';
import { drawCategory, drawNormal, type Rng } from '@bluehelm/methods';
import type { Point } from './projection.ts';
import type { Republic } from './republic.ts';

export type PlacePrecisionName = 'exact' | 'near' | 'district' | 'province';
export type DatePrecisionName = 'day' | 'week' | 'month';

const placeNames: readonly PlacePrecisionName[] = ['exact', 'near', 'district', 'province'];
const dateNames: readonly DatePrecisionName[] = ['day', 'week', 'month'];

/**
 * Where a report puts an event. Three in four know the exact place, others only the nearest settlement, the district or
 * the province: those are located at its centre, as real data are. Far from towns less is known.
 */
export function reportedPlace(at: Point, kmFromTown: number, town: Point, land: Republic, rng: Rng) {
  const far = 1 + kmFromTown / 15;
  const cell = land.mesh.cellAt(at.x, at.y);
  const province = land.provinces[land.provinceOf[cell]!]!;
  const precision = placeNames[drawCategory(rng, [10, kmFromTown < 25 ? 1.6 : 0, 0.6 * far, 0.3 * far])]!;
  if (precision === 'near') return { precision, at: town, province };
  if (precision === 'district')
    return { precision, at: land.districts[land.districtOf[cell]!]!.centre, province };
  if (precision === 'province') return { precision, at: province.centre, province };
  // a position by telephone or map: within 200 m or so, unless that would put it into the sea
  const shaken = { x: at.x + drawNormal(rng, 0, 0.1), y: at.y + drawNormal(rng, 0, 0.1) };
  return { precision, at: land.contains(shaken.x, shaken.y) ? shaken : at, province };
}

/** When a report puts an event: mostly the day, else its week (Monday to Sunday) or month, never after `until`. */
export function reportedDates(dayStart: number, untilStart: number, rng: Rng) {
  const precision = dateNames[drawCategory(rng, [89, 8, 3])]!;
  const [start, end] = spanOf(dayStart, precision);
  return { precision, start: isoDay(start), end: isoDay(Math.min(end, untilStart)) };
}

function spanOf(day: number, precision: DatePrecisionName): [number, number] {
  if (precision === 'day') return [day, day];
  const date = new Date(day);
  if (precision === 'week') {
    const monday = day - ((date.getUTCDay() + 6) % 7) * dayMs;
    return [monday, monday + 6 * dayMs];
  }
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 0)];
}

export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
