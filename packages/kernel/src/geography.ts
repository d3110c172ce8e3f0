import type { Geometry, Position } from 'geojson';
import {
  cellArea,
  cellToBoundary,
  cellToLatLng,
  getResolution,
  isValidCell,
  latLngToCell,
  UNITS,
} from 'h3-js';
import { Problem } from './problem.ts';

export type { Geometry, Position } from 'geojson';

export const geographyProblems = {
  coordinatesOutOfRange: {
    code: 'COORDINATES_OUT_OF_RANGE',
    status: 400,
    title: 'Coordinates lie outside the globe',
  },
  cellMalformed: { code: 'CELL_MALFORMED', status: 400, title: 'A cell is not an H3 index' },
  bboxMalformed: { code: 'BBOX_MALFORMED', status: 400, title: 'A bounding box cannot be read' },
  resolutionOutOfRange: {
    code: 'RESOLUTION_OUT_OF_RANGE',
    status: 400,
    title: 'An H3 resolution is out of range',
  },
} as const;

/**
 * How exactly a place is known, UCDP's `where_prec` (GED codebook): 1 the exact place, 2 within about 25 km of it,
 * 3 the second-order division (district), 4 the first-order division (province), 5 a region or a line such as a
 * border or road, 6 the country, 7 international waters or airspace.
 */
export type PlacePrecision = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export const placePrecisionNames = [
  'unknown',
  'exact',
  'near',
  'district',
  'province',
  'region',
  'country',
  'international',
] as const;

/** A point in degrees, WGS 84. Longitude first, as in GeoJSON. */
export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

/** West, south, east, north in degrees; west > east where the box crosses the antimeridian. */
export interface BBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** @throws Problem COORDINATES_OUT_OF_RANGE, saying so when latitude and longitude look exchanged */
export const lonLat = (lon: number, lat: number): LonLat => {
  if (lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90) return { lon, lat };
  const swapped = Math.abs(lat) <= 180 && Math.abs(lon) <= 90;
  throw new Problem(
    geographyProblems.coordinatesOutOfRange,
    `Longitude ${lon}, latitude ${lat}: longitude runs from -180 to 180, latitude from -90 to 90.`,
    swapped ? { mend: 'Latitude and longitude look exchanged.' } : {},
  );
};

/** Parses `west,south,east,north` (or the six numbers of a box with heights). @throws Problem BBOX_MALFORMED */
export const bbox = (text: string): BBox => {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [west, south, east, north] =
    parts.length === 6 ? [parts[0], parts[1], parts[3], parts[4]] : parts.length === 4 ? parts : [];
  const fits =
    west !== undefined &&
    south !== undefined &&
    east !== undefined &&
    north !== undefined &&
    parts.every(Number.isFinite) &&
    Math.abs(west) <= 180 &&
    Math.abs(east) <= 180 &&
    Math.abs(south) <= 90 &&
    Math.abs(north) <= 90 &&
    south <= north;
  if (fits) return { west, south, east, north };
  throw new Problem(
    geographyProblems.bboxMalformed,
    `"${text.slice(0, 80)}" is not a bounding box; west,south,east,north in degrees was expected, such as -12.3,10.1,4.3,25.0.`,
  );
};

/** The H3 cell (hexadecimal text) that a point falls into. Complexity: constant. Source: Uber H3 4.x. */
export const cellAt = (lon: number, lat: number, resolution: number): string =>
  latLngToCell(lat, lon, resolution);

/** Parses a cell to its one form, in lower case. @throws Problem CELL_MALFORMED */
export const cell = (text: string): string => {
  const lower = text.toLowerCase();
  // h3-js takes capitals and leading zeros too, which compare unequal to the same cell
  if (/^[0-9a-f]{15}$/.test(lower) && isValidCell(lower)) return lower;
  throw new Problem(
    geographyProblems.cellMalformed,
    `"${text.slice(0, 40)}" is not an H3 cell; fifteen hexadecimal digits such as 8558a02ffffffff were expected.`,
  );
};

/** Parses an H3 resolution, 0 (about 1 100 km across) to 12 (about 19 m). @throws Problem RESOLUTION_OUT_OF_RANGE */
export const resolution = (value: number): number => {
  if (Number.isInteger(value) && value >= 0 && value <= 12) return value;
  throw new Problem(
    geographyProblems.resolutionOutOfRange,
    `${value} is not an H3 resolution that can be used here; a whole number from 0 to 12 was expected.`,
  );
};

export const cellResolution = (text: string): number => getResolution(text);

/** A cell as the 64-bit number that PostgreSQL's bigint holds. */
export const cellNumber = (text: string): bigint => BigInt(`0x${text}`);
export const cellText = (number: bigint): string => number.toString(16);

export const cellCentre = (text: string): LonLat => {
  const [lat, lon] = cellToLatLng(text);
  return { lon, lat };
};

export const cellAreaKm2 = (text: string): number => cellArea(text, UNITS.km2);

/**
 * A cell's boundary as a closed GeoJSON ring. Where it crosses the antimeridian, longitudes run beyond ±180 so that
 * the ring stays in one piece for drawing.
 */
export const cellRing = (text: string): Position[] => {
  const ring = cellToBoundary(text, true) as Position[];
  const lons = ring.map((point) => point[0]!);
  if (Math.max(...lons) - Math.min(...lons) <= 180) return ring;
  return ring.map(([lon, lat]) => [lon! < 0 ? lon! + 360 : lon!, lat!]);
};

/**
 * The box around a cell: every point of the cell lies in it. Edges are arcs of great circles, which reach nearer to
 * the pole than their ends do; the cell that holds a pole spans all longitudes.
 */
export const cellBBox = (text: string): BBox => {
  const ring = cellRing(text);
  const lons = ring.map((point) => point[0]!);
  const lats = ring.flatMap((point, i) => (i === 0 ? [point[1]!] : arcLatitudes(ring[i - 1]!, point)));
  const [west, east, south, north] = [
    Math.min(...lons),
    Math.max(...lons),
    Math.min(...lats),
    Math.max(...lats),
  ];
  const holds = (pole: number) => latLngToCell(pole, 0, getResolution(text)) === text;
  if (holds(90)) return { west: -180, south, east: 180, north: 90 };
  if (holds(-90)) return { west: -180, south: -90, east: 180, north };
  return { west, south, east: east > 180 ? east - 360 : east, north };
};

/** The latitude an arc ends at and, where it turns on its way, the one nearest to the pole. */
const arcLatitudes = (from: Position, to: Position): number[] => {
  const [p, q] = [unitVector(from), unitVector(to)];
  const normal = cross(p, q);
  const length = Math.hypot(...normal);
  const turn = (Math.acos(Math.min(1, Math.abs(normal[2]) / length)) * 180) / Math.PI;
  // the great circle's northernmost point, as a direction; the southernmost is opposite
  const top: Vector = [-normal[0] * normal[2], -normal[1] * normal[2], normal[0] ** 2 + normal[1] ** 2];
  const between = Math.sign(dot(cross(p, top), normal)) * Math.sign(dot(cross(top, q), normal)) > 0;
  return between ? [to[1]!, dot(p, top) > 0 ? turn : -turn] : [to[1]!];
};

type Vector = readonly [number, number, number];

const unitVector = ([lon, lat]: Position): Vector => {
  const [x, y] = [(lon! * Math.PI) / 180, (lat! * Math.PI) / 180];
  return [Math.cos(y) * Math.cos(x), Math.cos(y) * Math.sin(x), Math.sin(y)];
};
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const insideBBox = (box: BBox, lon: number, lat: number): boolean =>
  lat >= box.south &&
  lat <= box.north &&
  (box.west <= box.east ? lon >= box.west && lon <= box.east : lon >= box.west || lon <= box.east);

/** Every position of a geometry, in order. */
export function* positions(geometry: Geometry): Generator<Position> {
  if (geometry.type === 'GeometryCollection') {
    for (const part of geometry.geometries) yield* positions(part);
    return;
  }
  yield* flat(geometry.coordinates as Nested);
}

type Nested = Position | Nested[];

function* flat(nested: Nested): Generator<Position> {
  if (typeof nested[0] === 'number') yield nested as Position;
  else for (const part of nested as Nested[]) yield* flat(part);
}

/** The box around a geometry, or undefined where it has no positions. */
export const geometryBBox = (geometry: Geometry): BBox | undefined => {
  let box: BBox | undefined;
  for (const [lon, lat] of positions(geometry))
    box = box
      ? {
          west: Math.min(box.west, lon!),
          south: Math.min(box.south, lat!),
          east: Math.max(box.east, lon!),
          north: Math.max(box.north, lat!),
        }
      : { west: lon!, south: lat!, east: lon!, north: lat! };
  return box;
};

/** Great-circle distance in kilometres (haversine; mean radius 6 371.0088 km, IUGG). */
export const distanceKm = (a: LonLat, b: LonLat): number => {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h)));
};
