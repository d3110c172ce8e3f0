import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dayMs,
  instant,
  instantOrUndefined,
  isoDay,
  isoMonth,
  isoWhen,
  monthOf,
  utcDay,
  when,
} from './time.ts';

test('a day that exists is read and written alike, in every year of four digits', () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date('0001-01-01T00:00:00Z'),
        max: new Date('9999-12-31T23:59:59.999Z'),
        noInvalidDate: true,
      }),
      (date) => {
        const text = date.toISOString();
        expect(instant(text)).toBe(date.getTime());
        expect(isoDay(instant(text.slice(0, 10)))).toBe(text.slice(0, 10));
      },
    ),
    { numRuns: 1_000 },
  );
});

test.each([
  '2023-02-29',
  '1900-02-29',
  '2024-02-30',
  '2024-04-31',
  '2024-13-01',
  '2024-00-10',
  '2024-01-00',
  '0000-01-01',
])('the day %s does not exist', (text) => {
  expect(() => instant(text)).toThrow(/DATE_IMPOSSIBLE/);
});

test.each(['2024-02-29', '2000-02-29'])('the leap day %s exists', (text) => {
  expect(isoDay(instant(text))).toBe(text);
});

test('the years before 100 are not taken for the twentieth century', () => {
  expect(new Date(instant('0024-05-31')).getUTCFullYear()).toBe(24);
  expect(utcDay(24, 5, 31)).toBe(instant('0024-05-31'));
});

test.each([
  '',
  'yesterday',
  '31/05/2024',
  '2024-5-31',
  '2024-05-31T',
  '2024-05-31T24:00:00Z',
  '2024-05-31T06:60Z',
  '2024-05-31T06:00:61Z',
  '2024-05-31T06:00:00+24:00',
  '2024-05-31T06:00:00+02:60',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  ' 2024-05-31',
])('"%s" is no time', (text) => {
  expect(instantOrUndefined(text)).toBeUndefined();
});

test('zones are taken off, a missing zone is UTC', () => {
  const noon = Date.UTC(2024, 4, 31, 12);
  for (const text of [
    '2024-05-31T12:00Z',
    '2024-05-31 12:00',
    '2024-05-31T14:00+02:00',
    '2024-05-31T06:30:00-0530',
  ])
    expect(instant(text)).toBe(noon);
});

test('fractions of a second are cut to milliseconds exactly', () => {
  for (let ms = 0; ms < 1000; ms++)
    expect(instant(`1970-01-01T00:00:00.${String(ms).padStart(3, '0')}999Z`)).toBe(ms);
  expect(instant('1970-01-01T00:00:00.5Z')).toBe(500);
});

test('an interval that ends before it starts is refused', () => {
  expect(() => when(dayMs, 0)).toThrow(/INTERVAL_REVERSED.*1970-01-01.*1970-01-02/);
  expect(when(dayMs)).toEqual({ start: dayMs, end: dayMs, precision: 1 });
});

test('a time is written as exactly as it is known', () => {
  const at = instant('2024-05-31T06:07:08.009Z');
  expect(isoWhen(at, 0)).toBe('2024-05-31T06:07:08.009Z');
  expect(isoWhen(at, 4)).toBe('2024-05-31');
});

test('months are counted from January 1970, before it too', () => {
  expect([monthOf(0), monthOf(-1), monthOf(instant('2024-05-31'))]).toEqual([0, -1, 652]);
  fc.assert(
    fc.property(fc.integer({ min: -60 * 12, max: 200 * 12 }), (month) => {
      expect(monthOf(instant(`${isoMonth(month)}-15`))).toBe(month);
    }),
  );
});
