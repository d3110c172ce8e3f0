import pg from 'pg';
import { expect, test } from 'vitest';
import { utcTime } from './utc-time.ts';

const general = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (text: string) => Date;

test('times are read as pg reads them, whatever their zone and age', () => {
  for (const text of [
    '2024-05-31 06:00:00+00',
    '2024-02-29 23:59:59.999+00',
    '1969-12-31 23:59:59.5+00',
    '2024-05-31 06:00:00.123456+00',
    '2024-05-31 06:00:00.001+00',
    '2024-05-31 06:00:00.29+00',
    '2024-05-31 08:00:00+02',
    '2024-05-31 08:00:00-03:30',
    '0044-03-15 00:00:00+00',
    '0044-03-15 00:00:00+00 BC',
    '12024-01-01 00:00:00+00',
  ])
    expect(utcTime(text).toISOString(), text).toBe(general(text).toISOString());
  for (let ms = 0; ms < 1_000; ms++) {
    const text = `2024-05-31 06:00:00.${String(ms).padStart(3, '0')}+00`;
    expect(utcTime(text).getUTCMilliseconds()).toBe(ms);
  }
  expect(utcTime('infinity')).toEqual(general('infinity'));
});
