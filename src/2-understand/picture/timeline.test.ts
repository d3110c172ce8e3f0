import { dayMs, monthOf } from '@bluehelm/kernel';
import { expect, test } from 'vitest';
import { timelineOf } from './timeline.ts';

// 1969 and 1970, so that days before and after zero are met; at half past eleven in the evening
const first = Date.UTC(1969, 11, 10) + 23.5 * 3_600_000;

const over = (days: number) => {
  const start = Float64Array.from({ length: days }, (_, row) => first + row * dayMs);
  const month = Int16Array.from(start, (ms) => monthOf(ms));
  const best = Int32Array.from(start, (_, row) => row % 3);
  const rows = Uint32Array.from({ length: days }, (_, row) => days - 1 - row);
  return timelineOf({ start, month, best }, rows, { from: first, to: first + (days - 1) * dayMs });
};

test('each day of a short span has its bar', () => {
  const { unit, start, counts, best } = over(60);
  expect([unit, start]).toEqual(['day', '1969-12-10']);
  expect(counts).toEqual(new Array(60).fill(1));
  expect(best).toEqual(Array.from({ length: 60 }, (_, i) => i % 3));
});

test('weeks begin on Monday', () => {
  const { unit, start, counts } = over(400);
  expect([unit, start]).toEqual(['week', '1969-12-08']);
  expect(new Date(`${start}T00:00Z`).getUTCDay()).toBe(1);
  // Wednesday to Sunday, then whole weeks
  expect(counts.slice(0, 3)).toEqual([5, 7, 7]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(400);
});

test('months are the unit from three years on', () => {
  const { unit, start, counts } = over(1200);
  expect([unit, start]).toEqual(['month', '1969-12-01']);
  expect(counts.slice(0, 3)).toEqual([22, 31, 28]);
});
