import { country, neighbour } from './coast.ts';
import { neighbourState, republic } from './names.ts';
import { type Point, toLonLat } from './projection.ts';
import { outline } from './regions.ts';
import type { Republic } from './republic.ts';
import type { Road } from './roads.ts';
import type { ServiceKind } from './services.ts';
import type { Town } from './towns.ts';

type Position = [lon: number, lat: number];

/** A GeoJSON Feature: plain objects, degrees WGS 84, rings closed, counter-clockwise outside (RFC 7946). */
export interface Feature<Shape, Properties> {
  readonly type: 'Feature';
  readonly geometry: Shape;
  readonly properties: Properties;
}
export interface PolygonShape {
  readonly type: 'Polygon';
  readonly coordinates: readonly (readonly Position[])[];
}
export interface LineShape {
  readonly type: 'LineString';
  readonly coordinates: readonly Position[];
}
export interface PointShape {
  readonly type: 'Point';
  readonly coordinates: Position;
}

export interface RegionProperties {
  readonly name: string;
  readonly simulated: true;
  /** the point that stands for the region */
  readonly centre: Position;
}

/** The invented land as GeoJSON-like features. Everything in it is simulated. */
export interface Geography {
  readonly country: Feature<PolygonShape, { readonly name: string; readonly simulated: true }>;
  readonly neighbour: Feature<PolygonShape, { readonly name: string; readonly simulated: true }>;
  readonly provinces: readonly Feature<PolygonShape, RegionProperties>[];
  readonly districts: readonly Feature<PolygonShape, RegionProperties & { readonly province: string }>[];
  readonly places: readonly Feature<
    PointShape,
    {
      readonly name: string;
      readonly kind: Town['kind'];
      readonly population: number;
      readonly province: string;
      readonly district: string;
      readonly simulated: true;
    }
  >[];
  readonly roads: readonly Feature<
    LineShape,
    { readonly name: string; readonly class: Road['class']; readonly simulated: true }
  >[];
  readonly services: readonly Feature<
    PointShape,
    { readonly name: string; readonly kind: ServiceKind; readonly place: string; readonly simulated: true }
  >[];
}

export function describeGeography(land: Republic): Geography {
  const { mesh, owner, provinces, districts, towns } = land;
  const shapeOf = (inside: (cell: number) => boolean): PolygonShape => ({
    type: 'Polygon',
    coordinates: outline(mesh, inside).map(closedRing),
  });
  return {
    country: feature(
      shapeOf((cell) => owner[cell] === country),
      { name: republic.name },
    ),
    neighbour: feature(
      shapeOf((cell) => owner[cell] === neighbour),
      { name: neighbourState.name },
    ),
    provinces: provinces.map(({ index, name, centre }) =>
      feature(
        shapeOf((cell) => land.provinceOf[cell] === index),
        { name, centre: toLonLat(centre) },
      ),
    ),
    districts: districts.map(({ index, name, centre, province }) =>
      feature(
        shapeOf((cell) => land.districtOf[cell] === index),
        {
          name,
          centre: toLonLat(centre),
          province: provinces[province]!.name,
        },
      ),
    ),
    places: towns.map((town) =>
      feature(point(town.at), {
        name: town.name,
        kind: town.kind,
        population: town.population,
        province: provinces[town.province]!.name,
        district: districts[town.district]!.name,
      }),
    ),
    roads: land.roads.map((road) =>
      feature(
        { type: 'LineString' as const, coordinates: road.line.map(toLonLat) },
        {
          name: `${road.from} – ${road.to}`,
          class: road.class,
        },
      ),
    ),
    services: land.services.map((service) =>
      feature(point(service.at), {
        name: service.name,
        kind: service.kind,
        place: towns[service.town]!.name,
      }),
    ),
  };
}

const feature = <S, P extends object>(geometry: S, properties: P): Feature<S, P & { simulated: true }> => ({
  type: 'Feature',
  geometry,
  properties: { ...properties, simulated: true },
});

const point = (at: Point): PointShape => ({ type: 'Point', coordinates: toLonLat(at) });

const closedRing = (ring: readonly Point[]): Position[] => [...ring, ring[0]!].map(toLonLat);
