import fc from 'fast-check';
import { cellToParent, getRes0Cells } from 'h3-js';
import { expect, test } from 'vitest';
import {
  bbox,
  cell,
  cellAreaKm2,
  cellAt,
  cellBBox,
  cellCentre,
  cellNumber,
  cellResolution,
  cellRing,
  cellText,
  distanceKm,
  geometryBBox,
  insideBBox,
  lonLat,
  positions,
  resolution,
} from './geography.ts';
import type { Problem } from './problem.ts';
import { ratePer100000 } from './units.ts';

const lon = fc.double({ min: -180, max: 180, noNaN: true });
const lat = fc.double({ min: -90, max: 90, noNaN: true });

test('coordinates outside the globe are refused, with a hint where they look exchanged', () => {
  const refused = (x: number, y: number): Problem => {
    try {
      lonLat(x, y);
    } catch (error) {
      return error as Problem;
    }
    throw new Error('taken');
  };
  expect(refused(12, 101).mend).toBe('Latitude and longitude look exchanged.');
  expect(refused(200, 10).mend).toBeUndefined();
  expect(refused(Number.NaN, 10).code).toBe('COORDINATES_OUT_OF_RANGE');
  expect(lonLat(-180, 90)).toEqual({ lon: -180, lat: 90 });
});

test('a bounding box is read with four numbers or six, and may cross the antimeridian', () => {
  expect(bbox('-12.3,10.1,4.3,25')).toEqual({ west: -12.3, south: 10.1, east: 4.3, north: 25 });
  expect(bbox('1,2,-10,3,4,10')).toEqual({ west: 1, south: 2, east: 3, north: 4 });
  const fiji = bbox('177,-20,-178,-12');
  expect([179, -179, 180, -180].every((x) => insideBBox(fiji, x, -15))).toBe(true);
  expect([0, 176, -177].some((x) => insideBBox(fiji, x, -15))).toBe(false);
});

test.each([
  '',
  '1,2,3',
  '1,2,3,4,5',
  'a,b,c,d',
  '1,,3,4',
  '-181,0,1,1',
  '0,5,1,4',
  '0,-91,1,4',
  'NaN,0,1,1',
  'Infinity,0,1,1',
])('the bounding box "%s" is refused', (text) => {
  expect(() => bbox(text)).toThrow(/BBOX_MALFORMED/);
});

test('a cell is kept in one form; what is none is refused', () => {
  expect(cell('8558A02FFFFFFFF')).toBe('8558a02ffffffff');
  for (const text of [
    '',
    '8558a02fffffff',
    '08558a02ffffffff',
    '8558a02ffffffffz',
    'fffffffffffffff',
    'nonsense',
  ])
    expect(() => cell(text)).toThrow(/CELL_MALFORMED/);
});

test('a cell and its 64-bit number are the same', () => {
  fc.assert(
    fc.property(lon, lat, fc.integer({ min: 0, max: 15 }), (x, y, level) => {
      const text = cellAt(x, y, level);
      expect(cellText(cellNumber(text))).toBe(text);
      expect(cellNumber(text)).toBeLessThan(2n ** 63n);
      expect(cellResolution(text)).toBe(level);
    }),
  );
});

test('the box around a cell holds every point of it, at the poles and the antimeridian too', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        lon,
        fc.double({ min: 175, max: 180, noNaN: true }),
        fc.double({ min: -180, max: -175, noNaN: true }),
      ),
      fc.oneof(
        lat,
        fc.double({ min: 85, max: 90, noNaN: true }),
        fc.double({ min: -90, max: -85, noNaN: true }),
      ),
      fc.integer({ min: 0, max: 7 }),
      (x, y, level) => insideBBox(cellBBox(cellAt(x, y, level)), x, y),
    ),
    { numRuns: 20_000 },
  );
});

test('the box around a cell is not much larger than the cell', () => {
  for (const level of [2, 5, 9]) {
    const text = cellAt(12.5, 7.5, level);
    const { west, south, east, north } = cellBBox(text);
    const boxKm2 =
      distanceKm({ lon: west, lat: south }, { lon: east, lat: south }) *
      distanceKm({ lon: west, lat: south }, { lon: west, lat: north });
    expect(boxKm2 / cellAreaKm2(text)).toBeLessThan(1.8);
  }
});

test('a cell’s ring is closed and in one piece, also across the antimeridian', () => {
  for (const text of [...getRes0Cells(), cellAt(179.99, 1, 4), cellAt(-179.99, -40, 6)]) {
    const ring = cellRing(text);
    expect(ring[0]).toEqual(ring.at(-1));
    const { lat: y } = cellCentre(text);
    const lons = ring.map((point) => point[0]!);
    if (Math.abs(y) < 60) expect(Math.max(...lons) - Math.min(...lons)).toBeLessThan(90);
  }
});

test('a point’s coarser cell is usually its cell’s parent, and a cell holds its own centre', () => {
  const fine = cellAt(12.5, 7.5, 9);
  const { lon: x, lat: y } = cellCentre(fine);
  expect(cellAt(x, y, 9)).toBe(fine);
  expect(cellAt(x, y, 5)).toBe(cellToParent(fine, 5));
});

test('a resolution is a whole number from 0 to 12', () => {
  expect([0, 12].map(resolution)).toEqual([0, 12]);
  for (const value of [-1, 13, 4.5, Number.NaN])
    expect(() => resolution(value)).toThrow(/RESOLUTION_OUT_OF_RANGE/);
});

test('positions are found at every depth, and a geometry without any has no box', () => {
  const collection = {
    type: 'GeometryCollection' as const,
    geometries: [
      { type: 'Point' as const, coordinates: [5, 6] },
      {
        type: 'MultiPolygon' as const,
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 2],
              [0, 0],
            ],
          ],
        ],
      },
    ],
  };
  expect([...positions(collection)]).toHaveLength(5);
  expect(geometryBBox(collection)).toEqual({ west: 0, south: 0, east: 5, north: 6 });
  expect(geometryBBox({ type: 'MultiPoint', coordinates: [] })).toBeUndefined();
});

// great-circle distances from GeographicLib's sphere of radius 6371.0088 km would be these arcs exactly
test('distances are arcs of the mean sphere', () => {
  const quarter = (Math.PI / 2) * 6371.0088;
  expect(distanceKm({ lon: 0, lat: 0 }, { lon: 90, lat: 0 })).toBeCloseTo(quarter, 6);
  expect(distanceKm({ lon: 10, lat: 90 }, { lon: -70, lat: 0 })).toBeCloseTo(quarter, 6);
  expect(distanceKm({ lon: 0, lat: 0 }, { lon: 180, lat: 0 })).toBeCloseTo(2 * quarter, 6);
  fc.assert(
    fc.property(lon, lat, lon, lat, lon, lat, (ax, ay, bx, by, cx, cy) => {
      const [a, b, c] = [
        { lon: ax, lat: ay },
        { lon: bx, lat: by },
        { lon: cx, lat: cy },
      ];
      expect(distanceKm(a, a)).toBe(0);
      expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6);
      expect(distanceKm(a, c)).toBeLessThanOrEqual(distanceKm(a, b) + distanceKm(b, c) + 1e-6);
    }),
  );
});

test('a rate is per 100 000 inhabitants and year, and none where nobody lives', () => {
  expect(ratePer100000(5, 50_000, 365.25)).toBe(10);
  expect(ratePer100000(0, 50_000, 30)).toBe(0);
  expect(ratePer100000(5, 50_000, 36.525)).toBeCloseTo(100, 9);
  expect([ratePer100000(5, 0, 365), ratePer100000(5, 10, 0)]).toEqual([undefined, undefined]);
});
