/**
 * Checks a JSON value against RFC 7946, section by section. Structure only: winding order and self-crossing are not
 * errors there. Bounded by the document's own depth, which is limited before it is parsed.
 */

export interface GeoFault {
  /** JSON pointer into the document */
  readonly where: string;
  readonly reason: string;
}

const geometryTypes = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
] as const;

/** All that is wrong with a GeoJSON document (geometry, Feature or FeatureCollection); empty where nothing is. */
export const geojsonFaults = (value: unknown, where = ''): GeoFault[] => {
  if (!isObject(value)) return [{ where, reason: 'A GeoJSON object was expected (RFC 7946, 3).' }];
  if (typeof value.type !== 'string')
    return [{ where: `${where}/type`, reason: 'The member "type" must be a string (RFC 7946, 3).' }];
  if (value.type === 'Feature') return featureFaults(value, where);
  if (value.type !== 'FeatureCollection') return geometryFaults(value, where);
  if (!Array.isArray(value.features))
    return [
      { where: `${where}/features`, reason: 'A FeatureCollection has an array "features" (RFC 7946, 3.3).' },
    ];
  return [
    ...bboxFaults(value, where),
    ...foreign(value, ['coordinates', 'geometries', 'geometry', 'properties'], where),
    ...value.features.flatMap((feature, at) => featureFaults(feature, `${where}/features/${at}`)),
  ];
};

const featureFaults = (value: unknown, where: string): GeoFault[] => {
  if (!isObject(value) || value.type !== 'Feature')
    return [{ where, reason: 'An object with the type "Feature" was expected (RFC 7946, 3.2).' }];
  const faults = [
    ...bboxFaults(value, where),
    ...foreign(value, ['coordinates', 'geometries', 'features'], where),
  ];
  if (value.id !== undefined && typeof value.id !== 'string' && typeof value.id !== 'number')
    faults.push({ where: `${where}/id`, reason: 'An id must be a string or a number (RFC 7946, 3.2).' });
  if (value.properties !== null && !isObject(value.properties))
    faults.push({
      where: `${where}/properties`,
      reason: '"properties" must be an object or null (RFC 7946, 3.2).',
    });
  if (value.geometry === undefined)
    faults.push({ where: `${where}/geometry`, reason: '"geometry" must be there, or null (RFC 7946, 3.2).' });
  else if (value.geometry !== null) faults.push(...geometryFaults(value.geometry, `${where}/geometry`));
  return faults;
};

/** All that is wrong with a geometry. */
export const geometryFaults = (value: unknown, where = ''): GeoFault[] => {
  if (!isObject(value)) return [{ where, reason: 'A geometry object was expected (RFC 7946, 3.1).' }];
  const faults = [
    ...bboxFaults(value, where),
    ...foreign(value, ['geometry', 'properties', 'features'], where),
  ];
  if (value.type === 'GeometryCollection') {
    if (!Array.isArray(value.geometries))
      return [
        ...faults,
        {
          where: `${where}/geometries`,
          reason: 'A GeometryCollection has an array "geometries" (RFC 7946, 3.1.8).',
        },
      ];
    return [
      ...faults,
      ...value.geometries.flatMap((part, at) => geometryFaults(part, `${where}/geometries/${at}`)),
    ];
  }
  const type = geometryTypes.find((known) => known === value.type);
  if (type === undefined)
    return [
      ...faults,
      {
        where: `${where}/type`,
        reason: `"${String(value.type).slice(0, 40)}" is no type of geometry (RFC 7946, 1.4).`,
      },
    ];
  const fault = shapes[type](value.coordinates, `${where}/coordinates`);
  return fault === undefined ? faults : [...faults, fault];
};

type Check = (value: unknown, where: string) => GeoFault | undefined;

const position: Check = (value, where) => {
  if (!Array.isArray(value))
    return { where, reason: 'A position must be an array of numbers (RFC 7946, 3.1.1).' };
  if (value.length < 2) return { where, reason: 'A position has two numbers or more (RFC 7946, 3.1.1).' };
  return value.every((part) => typeof part === 'number' && Number.isFinite(part))
    ? undefined
    : { where, reason: 'Every part of a position must be a number (RFC 7946, 3.1.1).' };
};

const list =
  (check: Check, least: number, what: string): Check =>
  (value, where) => {
    if (!Array.isArray(value)) return { where, reason: `${what} must be an array.` };
    for (let at = 0; at < value.length; at++) {
      const fault = check(value[at], `${where}/${at}`);
      if (fault !== undefined) return fault;
    }
    return value.length < least
      ? { where, reason: `${what} needs ${least} or more, and has ${value.length}.` }
      : undefined;
  };

const line = list(position, 2, 'A line of positions (RFC 7946, 3.1.4)');

const ring: Check = (value, where) => {
  const fault = list(position, 4, 'A ring of positions (RFC 7946, 3.1.6)')(value, where);
  if (fault !== undefined || !Array.isArray(value)) return fault;
  const first = value[0] as number[];
  const last = value.at(-1) as number[];
  return first.length === last.length && first.every((part, at) => part === last[at])
    ? undefined
    : { where, reason: 'A ring must end where it begins (RFC 7946, 3.1.6).' };
};

const polygon = list(ring, 0, 'A polygon');

const shapes: Record<(typeof geometryTypes)[number], Check> = {
  Point: position,
  MultiPoint: list(position, 0, 'A list of positions'),
  LineString: line,
  MultiLineString: list(line, 0, 'A list of lines'),
  Polygon: polygon,
  MultiPolygon: list(polygon, 0, 'A list of polygons'),
};

const bboxFaults = (value: Record<string, unknown>, where: string): GeoFault[] => {
  if (value.bbox === undefined) return [];
  const fits =
    Array.isArray(value.bbox) &&
    value.bbox.length >= 4 &&
    value.bbox.length % 2 === 0 &&
    value.bbox.every((part) => typeof part === 'number');
  return fits
    ? []
    : [
        {
          where: `${where}/bbox`,
          reason: 'A bbox has four numbers, or two for every dimension (RFC 7946, 5).',
        },
      ];
};

const foreign = (value: Record<string, unknown>, names: readonly string[], where: string): GeoFault[] =>
  names
    .filter((name) => name in value)
    .map((name) => ({
      where: `${where}/${name}`,
      reason: `A ${String(value.type)} may not have a member "${name}" (RFC 7946, 7.1).`,
    }));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
