import { type Geometry, Problem } from '@bluehelm/kernel';
import { recordProblems } from './problems.ts';

/** More positions than any boundary on record has; beyond it a geometry is refused. */
const mostPositions = 200_000;

/** How deep the numbers lie and how many positions the innermost list needs. */
const shapes: Readonly<Record<string, { depth: number; least: number; ring?: boolean }>> = {
  Point: { depth: 0, least: 1 },
  MultiPoint: { depth: 1, least: 0 },
  LineString: { depth: 1, least: 2 },
  MultiLineString: { depth: 2, least: 2 },
  Polygon: { depth: 2, least: 4, ring: true },
  MultiPolygon: { depth: 3, least: 4, ring: true },
};

/**
 * Parses a GeoJSON geometry (RFC 7946, section 3.1). Collections hold no collections.
 * @throws Problem GEOMETRY_MALFORMED naming the place of the fault
 */
export const geometry = (given: unknown): Geometry => {
  let count = 0;

  const position = (value: unknown, where: string): void => {
    if (++count > mostPositions) throw refused(where, `at most ${mostPositions} positions`);
    const fits =
      Array.isArray(value) &&
      value.length >= 2 &&
      value.length <= 4 &&
      value.every((one) => Number.isFinite(one));
    if (!fits) throw refused(where, 'a position such as [12.5, 41.9]');
  };

  const line = (value: unknown, where: string, least: number, ring: boolean): void => {
    const list = listOf(value, where);
    for (const [i, one] of list.entries()) position(one, `${where}/${i}`);
    if (list.length < least) throw refused(where, `at least ${least} positions`);
    const [first, last] = [list[0], list.at(-1)] as [number[] | undefined, number[] | undefined];
    if (ring && (first![0] !== last![0] || first![1] !== last![1]))
      throw refused(where, 'a ring that ends where it starts');
  };

  const nested = (value: unknown, where: string, depth: number, least: number, ring: boolean): void => {
    if (depth === 0) position(value, where);
    else if (depth === 1) line(value, where, least, ring);
    else parts(value, where, depth, least, ring);
  };

  const parts: typeof nested = (value, where, depth, least, ring) => {
    const list = listOf(value, where);
    if (list.length === 0) throw refused(where, 'at least one part');
    for (const [i, one] of list.entries()) nested(one, `${where}/${i}`, depth - 1, least, ring);
  };

  const one = (value: unknown, where: string, inside: boolean): void => {
    const { type, coordinates, geometries } = (value ?? {}) as Record<string, unknown>;
    const shape = typeof type === 'string' && Object.hasOwn(shapes, type) ? shapes[type] : undefined;
    if (shape) nested(coordinates, `${where}/coordinates`, shape.depth, shape.least, shape.ring ?? false);
    else if (type === 'GeometryCollection' && !inside)
      for (const [i, part] of listOf(geometries, `${where}/geometries`).entries())
        one(part, `${where}/geometries/${i}`, true);
    else throw refused(where, `a geometry of type ${Object.keys(shapes).join(', ')}`);
  };

  one(given, '/geometry', false);
  return given as Geometry;
};

const listOf = (value: unknown, where: string): unknown[] => {
  if (Array.isArray(value)) return value;
  throw refused(where, 'a list');
};

const refused = (where: string, expected: string): Problem =>
  new Problem(recordProblems.geometryMalformed, `${where}: ${expected} was expected (GeoJSON, RFC 7946).`, {
    faults: [{ where, expected }],
  });
