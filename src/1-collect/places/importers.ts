import type { Boundary, GeoName } from '@bluehelm/formats';
import { type Geometry, geometryBBox, type LonLat } from '@bluehelm/kernel';
import type { Importer } from '../../foundation/records/index.ts';
import { type BoundaryBody, boundary, type PlaceBody, place } from './kinds.ts';

const cut = (text: string | undefined, length: number): string | undefined =>
  text === undefined || text === '' ? undefined : text.slice(0, length);

const said = <T extends Record<string, unknown>>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;

const district = /^adm2$|district|county|cercle|commune|department|township|municipality/i;

const levelOf = ({ name, country, type }: Boundary): 0 | 1 | 2 => {
  if (/^adm0$|^country$/i.test(type ?? '') || name === country) return 0;
  return district.test(type ?? '') ? 2 : 1;
};

/** The middle of an area's largest part by its box, in which a map centres on it. */
export const middleOf = (area: Geometry): LonLat => {
  const parts: Geometry[] =
    area.type === 'MultiPolygon'
      ? area.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
      : [area];
  const boxes = parts.flatMap((part) => geometryBBox(part) ?? []);
  const size = (box: (typeof boxes)[number]) => (box.east - box.west) * (box.north - box.south);
  const largest = boxes.reduce((one, other) => (size(other) > size(one) ? other : one));
  return { lon: (largest.west + largest.east) / 2, lat: (largest.south + largest.north) / 2 };
};

/** Areas of a GeoJSON file as boundaries. */
export const fromBoundaries: Importer<Boundary> = {
  format: 'boundaries',
  source: 'boundaries',
  kind: boundary,
  draft: (area) => ({
    sourceId: area.code ?? [area.countryCode ?? area.country, area.type, area.name].filter(Boolean).join('/'),
    when: null,
    where: { ...middleOf(area.geometry), precision: 1, geometry: area.geometry },
    body: said<BoundaryBody>({
      name: area.name.slice(0, 300),
      level: levelOf(area),
      code: cut(area.code, 60),
      country: cut(area.country, 200),
      type: cut(area.type, 100),
    }),
  }),
};

// GeoNames feature codes; what is a settlement is said by the class P
const categoryOf: Readonly<Record<string, string>> = {
  HSP: 'hospital',
  HSPC: 'hospital',
  CLIN: 'hospital',
  SCH: 'school',
  SCHC: 'school',
  UNIV: 'school',
  MKT: 'market',
  WLL: 'water-point',
  WLLS: 'water-point',
  SPNG: 'water-point',
  PP: 'police-post',
};

/** Rows of GeoNames as places. */
export const fromGeonames: Importer<GeoName> = {
  format: 'geonames',
  source: 'geonames',
  kind: place,
  draft: (row) => ({
    sourceId: String(row.geonameId),
    when: null,
    where: { lon: row.longitude, lat: row.latitude, precision: 1 },
    body: said<PlaceBody>({
      name: row.name.slice(0, 300),
      category: row.featureClass === 'P' ? 'settlement' : (categoryOf[row.featureCode] ?? 'other'),
      population: row.population === 0 ? undefined : row.population,
      names:
        row.alternateNames.length === 0
          ? undefined
          : row.alternateNames
              .map((name) => name.slice(0, 300))
              .filter(Boolean)
              .slice(0, 200),
      country: cut(row.countryCode, 200),
    }),
  }),
};
