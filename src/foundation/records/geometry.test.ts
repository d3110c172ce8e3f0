import { expect, test } from 'vitest';
import { geometry } from './geometry.ts';

const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

test.each([
  { type: 'Point', coordinates: [1, 2] },
  { type: 'Point', coordinates: [1, 2, 300] },
  { type: 'MultiPoint', coordinates: [] },
  {
    type: 'LineString',
    coordinates: [
      [0, 0],
      [1, 1],
    ],
  },
  {
    type: 'MultiLineString',
    coordinates: [
      [
        [0, 0],
        [1, 1],
      ],
    ],
  },
  { type: 'Polygon', coordinates: [ring, ring] },
  { type: 'MultiPolygon', coordinates: [[ring], [ring]] },
  { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }] },
])('a $type is taken', (given) => {
  expect(geometry(given)).toBe(given);
});

test.each([
  ['nothing', null, '/geometry'],
  ['a text', 'POINT (1 2)', '/geometry'],
  ['an unknown type', { type: 'Circle', coordinates: [1, 2] }, '/geometry'],
  ['a type from the prototype', { type: 'constructor', coordinates: [1, 2] }, '/geometry'],
  ['no coordinates', { type: 'Point' }, '/geometry/coordinates'],
  ['one number', { type: 'Point', coordinates: [1] }, '/geometry/coordinates'],
  ['texts for numbers', { type: 'Point', coordinates: ['1', '2'] }, '/geometry/coordinates'],
  ['a number that is none', { type: 'Point', coordinates: [1, Number.NaN] }, '/geometry/coordinates'],
  ['a line of one position', { type: 'LineString', coordinates: [[0, 0]] }, '/geometry/coordinates'],
  ['a polygon without rings', { type: 'Polygon', coordinates: [] }, '/geometry/coordinates'],
  ['an empty ring', { type: 'Polygon', coordinates: [[]] }, '/geometry/coordinates/0'],
  [
    'an open ring',
    {
      type: 'Polygon',
      coordinates: [
        ring,
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
      ],
    },
    '/geometry/coordinates/1',
  ],
  [
    'a fault deep inside',
    {
      type: 'MultiPolygon',
      coordinates: [
        [ring],
        [
          [
            [0, 0],
            [1, 'x'],
            [1, 1],
            [0, 0],
          ],
        ],
      ],
    },
    '/geometry/coordinates/1/0/1',
  ],
  ['too flat a list', { type: 'MultiPolygon', coordinates: [ring] }, '/geometry/coordinates/0/0/0'],
  [
    'a collection in a collection',
    { type: 'GeometryCollection', geometries: [{ type: 'GeometryCollection', geometries: [] }] },
    '/geometry/geometries/0',
  ],
])('%s is refused with the place of the fault', (_, given, where) => {
  expect(() => geometry(given)).toThrow(
    expect.objectContaining({ code: 'GEOMETRY_MALFORMED', faults: [expect.objectContaining({ where })] }),
  );
});

test('more positions than any boundary has are refused', () => {
  const coordinates = Array.from({ length: 200_001 }, () => [0, 0]);
  expect(() => geometry({ type: 'MultiPoint', coordinates })).toThrow(/at most 200000 positions/);
});
