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
  const district = land.districts[land.districtAt(at.x, at.y)]!;
  const province = land.provinces[district.province]!;
  const precision = placeNames[drawCategory(rng, [10, kmFromTown < 25 ? 1.6 : 0, 0.6 * far, 0.3 * far])]!;
  if (precision === 'near') return { precision, at: town, district, province };
  if (precision === 'district') return { precision, at: district.centre, district, province };
  if (precision === 'province') return { precision, at: province.centre, district, province };
  // a position by telephone or map: within 200 m or so, unless that would put it into the sea
  const shaken = { x: at.x + drawNormal(rng, 0, 0.1), y: at.y + drawNormal(rng, 0, 0.1) };
  return { precision, at: land.contains(shaken.x, shaken.y) ? shaken : at, district, province };
}

/** The span a report can give a day: the day, its week (Monday to Sunday) or its month. */
export interface CalendarDay {
  readonly day: readonly [start: string, end: string];
  readonly week: readonly [start: string, end: string];
  readonly month: readonly [start: string, end: string];
}

/** The spans of every day of the history, made once since millions of incidents share them. None ends after the last. */
export function calendar(firstDay: number, days: number): CalendarDay[] {
  const last = firstDay + (days - 1) * dayMs;
  const span = (start: number, end: number) => [isoDay(start), isoDay(Math.min(end, last))] as const;
  return Array.from({ length: days }, (_, i) => {
    const day = firstDay + i * dayMs;
    const date = new Date(day);
    const monday = day - ((date.getUTCDay() + 6) % 7) * dayMs;
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return {
      day: span(day, day),
      week: span(monday, monday + 6 * dayMs),
      month: span(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 0)),
    };
  });
}

/** How exactly a report knows its time: nine in ten the day, else the week or month. */
export const drawDatePrecision = (rng: Rng): DatePrecisionName => dateNames[drawCategory(rng, [89, 8, 3])]!;

export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
