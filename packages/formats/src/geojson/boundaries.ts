import { Problem } from '@bluehelm/kernel';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { type Format, type Head, type RowFault, shown } from '../format.ts';
import { jsonSplitter } from '../json/splitter.ts';
import { readJsonArray } from '../json-array.ts';
import { limitsOf } from '../open/limits.ts';
import { formatProblems } from '../problems.ts';
import { geojsonFaults } from './validate.ts';

/** An area with a name: a state, a province, a district, a mission's sector. */
export interface Boundary {
  /** the source's own code, where it has one */
  readonly code: string | undefined;
  readonly name: string;
  /** code of the country it belongs to, as the source gives it (of Natural Earth `adm0_a3`) */
  readonly countryCode: string | undefined;
  readonly country: string | undefined;
  /** `Province`, `Region`, … */
  readonly type: string | undefined;
  readonly geometry: Polygon | MultiPolygon;
}

// names of the same thing in Natural Earth, geoBoundaries, GADM and OCHA's common operational datasets, best first
const members = {
  name: [
    'name',
    'name_en',
    'shapename',
    'adm3_en',
    'adm2_en',
    'adm1_en',
    'adm0_en',
    'name_2',
    'name_1',
    'name_0',
    'admin',
  ],
  code: [
    'adm1_code',
    'iso_3166_2',
    'shapeid',
    'adm3_pcode',
    'adm2_pcode',
    'adm1_pcode',
    'adm0_pcode',
    'gid_2',
    'gid_1',
    'gid_0',
    'adm0_a3',
    'id',
    'code',
  ],
  countryCode: ['adm0_a3', 'shapegroup', 'adm0_pcode', 'gid_0', 'iso_a3', 'iso_a2'],
  country: ['admin', 'adm0_en', 'country', 'name_0'],
  type: ['type_en', 'shapetype', 'engtype_2', 'engtype_1', 'type'],
} as const;

const title = 'Boundaries (GeoJSON areas)';

/** Areas as a GeoJSON FeatureCollection of Polygon and MultiPolygon features with names. */
export const boundaries: Format<Boundary> = {
  id: 'boundaries',
  title,
  recognise: (head) => {
    const properties = firstProperties(head);
    if (properties === undefined) return undefined;
    const used = new Map<string, string>();
    for (const field of Object.keys(members) as (keyof typeof members)[]) {
      const found = memberOf(properties, members[field]);
      if (found !== undefined && !used.has(found)) used.set(found, field);
    }
    const named = memberOf(properties, members.name) !== undefined;
    return {
      format: 'boundaries',
      title,
      layout: 'geojson',
      mapping: [
        ...Object.keys(properties).map((column) => ({
          column,
          field: used.get(column),
          note: used.has(column) ? `read as ${used.get(column)}` : 'left out',
        })),
        { column: 'geometry', field: 'geometry', note: 'areas, longitude and latitude in WGS 84' },
      ],
      confidence: named ? 0.9 : 0.4,
      faults: named
        ? []
        : [{ column: 'name', given: 'no such member', reason: 'A property "name" was expected.' }],
      container: head.container,
      encoding: head.encoding,
    };
  },
  read: (input, options = {}) =>
    readJsonArray(input, options, ['features'], readBoundary, (splitter) => {
      const type = splitter.members.get('type');
      if (splitter.found() === 'features' && type === 'FeatureCollection') return;
      throw new Problem(
        formatProblems.notRecognised,
        `A GeoJSON document of type "FeatureCollection" was expected; this one has the type ${shown(type ?? 'none')}.`,
        { mend: 'Put the features into a FeatureCollection.' },
      );
    }),
};

/** Reads one feature. */
export const readBoundary = (element: unknown): Boundary | RowFault[] => {
  const faults = geojsonFaults(element).map((fault) => ({
    column: fault.where || 'row',
    given: shown(at(element, fault.where)),
    reason: fault.reason,
  }));
  if (faults.length > 0) return faults;
  const feature = element as {
    geometry: { type: string } | null;
    properties: Record<string, unknown> | null;
  };
  const { geometry } = feature;
  if (geometry === null || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon'))
    return [
      {
        column: '/geometry/type',
        given: shown(geometry?.type ?? 'null'),
        reason: 'A Polygon or MultiPolygon was expected.',
      },
    ];
  const area = geometry as Polygon | MultiPolygon;
  const outside = rangeFault(area);
  if (outside !== undefined) return [outside];
  const properties = feature.properties ?? {};
  const text = (names: readonly string[]): string | undefined => {
    const member = memberOf(properties, names);
    return member === undefined ? undefined : String(properties[member]).trim();
  };
  const name = text(members.name);
  if (name === undefined)
    return [
      {
        column: '/properties/name',
        given: shown(Object.keys(properties).join(', ')),
        reason: 'A name was expected in a property such as "name".',
      },
    ];
  return {
    code: text(members.code),
    name,
    countryCode: text(members.countryCode),
    country: text(members.country),
    type: text(members.type),
    geometry: area,
  };
};

const memberOf = (properties: Record<string, unknown>, names: readonly string[]): string | undefined => {
  const own = Object.keys(properties);
  for (const name of names) {
    const found = own.find((key) => key.toLowerCase() === name);
    const value = found === undefined ? undefined : properties[found];
    if ((typeof value === 'string' && value.trim() !== '') || typeof value === 'number') return found;
  }
  return undefined;
};

const rangeFault = (area: Polygon | MultiPolygon): RowFault | undefined => {
  const polygons: Position[][][] = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
  if (polygons.length === 0 || polygons.some((rings) => rings.length === 0))
    return {
      column: '/geometry/coordinates',
      given: '[]',
      reason: 'An area with at least one ring was expected.',
    };
  for (const [lon, lat] of polygons.flat(2)) {
    if (lon! >= -180 && lon! <= 180 && lat! >= -90 && lat! <= 90) continue;
    const projected = Math.abs(lon!) > 360 || Math.abs(lat!) > 360;
    return {
      column: '/geometry/coordinates',
      given: `[${lon}, ${lat}]`,
      reason: `Longitude from -180 to 180 and latitude from -90 to 90 were expected (RFC 7946, 4).${
        projected ? ' The file seems to be in a projected system: convert it to WGS 84.' : ''
      }`,
    };
  }
  return undefined;
};

const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);

// a feature may be longer than the first text, so its beginning must do
const firstProperties = (head: Head): Record<string, unknown> | undefined => {
  if (!/^\s*\{/.test(head.text) || !/"(Multi)?Polygon"/.test(head.text)) return undefined;
  try {
    const splitter = jsonSplitter(['features'], limitsOf(undefined));
    const [first] = splitter.push(head.text);
    const whole = first === undefined ? undefined : (JSON.parse(first.raw) as { properties?: unknown });
    const start = head.text.search(/"properties"\s*:\s*\{/);
    const open = head.text.indexOf('{', start);
    const properties =
      whole?.properties ?? JSON.parse(head.text.slice(open, head.text.indexOf('}', open) + 1));
    return typeof properties === 'object' && properties !== null
      ? (properties as Record<string, unknown>)
      : {};
  } catch {
    return undefined;
  }
};
