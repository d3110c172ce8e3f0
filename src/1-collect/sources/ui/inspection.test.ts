import { expect, test } from 'vitest';
import { extentBox, isMissionName, missionNameFor } from './inspection.ts';

test('any file’s name makes a mission’s name', () => {
  expect(missionNameFor('GEDEvent_v25.1 Mali.csv.gz')).toBe('gedevent-v25-1-mali');
  for (const name of ['Évènements.csv', '....', `${'x'.repeat(200)}.zip`, '数据.json'])
    expect(isMissionName(missionNameFor(name))).toBe(true);
});

test('the extent of a single place is widened so that the map can go there', () => {
  expect(extentBox([2, 3, 2, 3])).toEqual({ west: 1.8, south: 2.8, east: 2.2, north: 3.2 });
});
