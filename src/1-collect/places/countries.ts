import { createRequire } from 'node:module';
import { type BBox, type Geometry, geometryBBox, insideArea, insideBBox } from '@bluehelm/kernel';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** A country's outline, from Natural Earth at 1:50 million (public domain) as world-atlas packs it. */
export interface Country {
  /** ISO 3166-1 number of three digits; the name where there is none */
  readonly id: string;
  readonly name: string;
  readonly outline: Geometry;
  /** the box of each part, so that most points are refused by it */
  readonly parts: readonly { readonly area: Geometry; readonly box: BBox }[];
}

let read: readonly Country[] | undefined;

/** Every country; read from disk at first use (some 50 ms). */
export const countries = (): readonly Country[] => {
  read ??= readCountries();
  return read;
};

const readCountries = (): Country[] => {
  const topology = createRequire(import.meta.url)('world-atlas/countries-50m.json') as Topology<{
    countries: GeometryCollection<{ name: string }>;
  }>;
  return feature(topology, topology.objects.countries).features.map(({ id, properties, geometry }) => ({
    id: String(id ?? properties.name),
    name: properties.name,
    outline: geometry,
    parts: partsOf(geometry).map((area) => ({ area, box: geometryBBox(area)! })),
  }));
};

const partsOf = (outline: Geometry): Geometry[] =>
  outline.type === 'MultiPolygon'
    ? outline.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
    : [outline];

const holds = (country: Country, lon: number, lat: number): boolean =>
  country.parts.some(({ area, box }) => insideBBox(box, lon, lat) && insideArea(area, lon, lat));

/** The country a point lies in; undefined at sea. */
export const countryAt = (lon: number, lat: number): Country | undefined =>
  countries().find((country) => holds(country, lon, lat));

export interface Weighted {
  /** degrees */
  readonly lon: number;
  readonly lat: number;
  readonly count: number;
}

/**
 * The countries that points lie in, each with at least `share` of those on land; most points first. What spills
 * over a border, or is coded wrongly, adds no country: of UCDP's events of Myanmar 1.7 % lie in Thailand. O(points).
 */
export const countriesOf = (points: Iterable<Weighted>, share = 0.02): Country[] => {
  const counts = new Map<Country, number>();
  let total = 0;
  let last: Country | undefined;
  for (const { lon, lat, count } of points) {
    // neighbours in a list mostly share their country
    const found: Country | undefined = last && holds(last, lon, lat) ? last : countryAt(lon, lat);
    if (!found) continue;
    last = found;
    total += count;
    counts.set(found, (counts.get(found) ?? 0) + count);
  }
  return [...counts]
    .filter(([, count]) => count >= share * total)
    .sort((a, b) => b[1] - a[1] || (a[0].id < b[0].id ? -1 : 1))
    .map(([country]) => country);
};
