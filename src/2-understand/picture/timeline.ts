import { dayMs, isoDay, isoMonth, monthOf } from '@bluehelm/kernel';
import type { Columns } from '../../foundation/columns/index.ts';

export interface Timeline {
  readonly unit: 'day' | 'week' | 'month';
  /** first day of the first period; weeks begin on Monday */
  readonly start: string;
  /** records and their measure by period, by the day on which they start */
  readonly counts: readonly number[];
  readonly best: readonly number[];
}

const days = 120;
const weeks = 3 * 365;

/** The period that gives a span of time a readable number of bars: days, weeks, or months from three years on. */
export const unitFor = (from: number, to: number): Timeline['unit'] => {
  const length = (to - from) / dayMs;
  return length <= days ? 'day' : length <= weeks ? 'week' : 'month';
};

// 1 January 1970 was a Thursday
const week = (day: number) => Math.floor((day + 3) / 7);

/** Counts rows by period over a span in which all of them start, every empty period included. O(rows). */
export const timelineOf = (
  columns: Pick<Columns, 'start' | 'month' | 'best'>,
  rows: Uint32Array,
  span: { from: number; to: number } | undefined,
): Timeline => {
  if (!span) return { unit: 'month', start: isoDay(0), counts: [], best: [] };
  const unit = unitFor(span.from, span.to);
  const period = (ms: number): number =>
    unit === 'month' ? monthOf(ms) : unit === 'week' ? week(Math.floor(ms / dayMs)) : Math.floor(ms / dayMs);
  const first = period(span.from);
  const counts = new Uint32Array(period(span.to) - first + 1);
  const best = new Float64Array(counts.length);
  if (unit === 'month') {
    for (let i = 0; i < rows.length; i++) {
      const at = columns.month[rows[i]!]! - first;
      counts[at]!++;
      best[at]! += columns.best[rows[i]!]!;
    }
  } else {
    // days and weeks are looked up by the day of the span: three years of them at most
    const midnight = Math.floor(span.from / dayMs) * dayMs;
    const days = Math.floor((span.to - midnight) / dayMs) + 1;
    const periods = Uint16Array.from({ length: days }, (_, day) => period(midnight + day * dayMs) - first);
    for (let i = 0; i < rows.length; i++) {
      const at = periods[((columns.start[rows[i]!]! - midnight) / dayMs) | 0]!;
      counts[at]!++;
      best[at]! += columns.best[rows[i]!]!;
    }
  }
  const start =
    unit === 'month' ? `${isoMonth(first)}-01` : isoDay((unit === 'week' ? first * 7 - 3 : first) * dayMs);
  return { unit, start, counts: Array.from(counts), best: Array.from(best) };
};
