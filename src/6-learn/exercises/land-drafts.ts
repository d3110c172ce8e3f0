import type { SourceDraft } from '../../foundation/records/index.ts';
import type { Geography } from './geography.ts';

/** A line or area needs no exactness of its own. */
const exact = 1 as const;

const middle = (positions: readonly (readonly number[])[]) => {
  const lons = positions.map((position) => position[0]!);
  const lats = positions.map((position) => position[1]!);
  return {
    lon: (Math.min(...lons) + Math.max(...lons)) / 2,
    lat: (Math.min(...lats) + Math.max(...lats)) / 2,
  };
};

type Shape = NonNullable<NonNullable<SourceDraft['where']>['geometry']>;

const area = (
  sourceId: string,
  geometry: { readonly coordinates: readonly (readonly (readonly number[])[])[] },
  body: SourceDraft['body'],
): SourceDraft => ({
  sourceId,
  when: null,
  where: { ...middle(geometry.coordinates[0]!), precision: exact, geometry: geometry as unknown as Shape },
  body,
});

/** The republic, its neighbour, provinces and districts. The republic is the mission's area. */
export const boundaryDrafts = ({ country, neighbour, provinces, districts }: Geography): SourceDraft[] => [
  area('country', country.geometry, { name: country.properties.name, level: 0, role: 'area' }),
  area('neighbour', neighbour.geometry, { name: neighbour.properties.name, level: 0 }),
  ...provinces.map((one, at) =>
    area(`province-${at + 1}`, one.geometry, {
      name: one.properties.name,
      level: 1,
      country: country.properties.name,
    }),
  ),
  ...districts.map((one, at) =>
    area(`district-${at + 1}`, one.geometry, {
      name: one.properties.name,
      level: 2,
      country: country.properties.name,
    }),
  ),
];

/** Settlements with their population, and services. */
export const placeDrafts = ({ places, services }: Geography): SourceDraft[] => [
  ...places.map((one, at) =>
    point(`place-${at + 1}`, one.geometry.coordinates, {
      name: one.properties.name,
      category: 'settlement',
      population: one.properties.population,
    }),
  ),
  ...services.map((one, at) =>
    point(`service-${at + 1}`, one.geometry.coordinates, {
      name: one.properties.name,
      category: one.properties.kind,
    }),
  ),
];

export const roadDrafts = ({ roads }: Geography): SourceDraft[] =>
  roads.map((one, at) => ({
    sourceId: `road-${at + 1}`,
    when: null,
    where: {
      ...middle(one.geometry.coordinates),
      precision: exact,
      geometry: one.geometry as unknown as Shape,
    },
    body: { name: one.properties.name, class: one.properties.class },
  }));

const point = (
  sourceId: string,
  [lon, lat]: readonly [number, number],
  body: SourceDraft['body'],
): SourceDraft => ({ sourceId, when: null, where: { lon, lat, precision: exact }, body });
