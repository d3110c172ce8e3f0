import { expect, test } from 'vitest';
import { isChosen, lastDays, periodStarts, strokeDays } from './periods.ts';

const at = (iso: string) => Date.parse(`${iso}T00:00:00Z`) / 1000;

test('months begin on their first day, whatever their length', () => {
  const starts = periodStarts({ unit: 'month', start: '2024-01-01', counts: [1, 2, 3] });
  expect(starts).toEqual(['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01'].map(at));
});

test('a stroke chooses the whole periods it touches', () => {
  const starts = periodStarts({ unit: 'week', start: '2024-01-01', counts: [1, 1, 1, 1] });
  expect(strokeDays(starts, at('2024-01-09'), at('2024-01-16'))).toEqual({
    from: '2024-01-08',
    to: '2024-01-21',
  });
  expect(strokeDays(starts, at('2020-01-01'), at('2030-01-01'))).toEqual({
    from: '2024-01-01',
    to: '2024-01-28',
  });
});

test('a period is chosen where it meets the days, and all are where none are said', () => {
  expect(isChosen(at('2024-01-08'), at('2024-01-15'), '2024-01-14', '2024-02-01')).toBe(true);
  expect(isChosen(at('2024-01-08'), at('2024-01-15'), '2024-01-15', undefined)).toBe(false);
  expect(isChosen(at('2024-01-08'), at('2024-01-15'), undefined, '2024-01-08')).toBe(true);
  expect(isChosen(at('2024-01-08'), at('2024-01-15'), undefined, undefined)).toBe(true);
});

test('the last days end with the last day there is', () => {
  expect(lastDays('2024-03-01', 30)).toEqual({ from: '2024-02-01', to: '2024-03-01' });
});
