import { createHash } from 'node:crypto';
import type { Boundary, GeoName } from '@bluehelm/formats';
import { geometryBBox } from '@bluehelm/kernel';
import type { Importer } from '../../foundation/records/index.ts';
import { boundary, place } from './kinds.ts';

/** A level from the words sources use; what is not known is a first-order division, the commonest in such files. */
const levelOf = (type: string | undefined): number =>
  /country|sovereign|nation/i.test(type ?? '')
    ? 0
    : /district|county|cercle|commune|department|admin(istrative)? ?2/i.test(type ?? '')
      ? 2
      : 1;

const present = <T extends Record<string, unknown>>(given: T): T => {
  for (const key of Object.keys(given)) if (given[key] === undefined) delete given[key];
  return given;
};

/** Areas from GeoJSON. Without a code of its own an area is known by its country and name. */
export const fromBoundaries: Importer<Boundary> = {
  format: 'boundaries',
  source: 'boundaries',
  kind: boundary,
  draft: (given) => {
    const box = geometryBBox(given.geometry)!;
    const named = `${given.countryCode ?? ''}/${given.name}`;
    return {
      sourceId: given.code ?? createHash('sha1').update(named).digest('hex').slice(0, 16),
      when: null,
      where: {
        lon: (box.west + box.east) / 2,
        lat: (box.south + box.north) / 2,
        precision: 1,
        geometry: given.geometry,
      },
      body: present({
        name: given.name.slice(0, 300),
        level: levelOf(given.type),
        code: given.code?.slice(0, 100),
        country: (given.country ?? given.countryCode)?.slice(0, 300),
      }),
    };
  },
};

const mostNames = 200;

/** Places from GeoNames (CC BY 4.0, geonames.org). */
export const fromGeonames: Importer<GeoName> = {
  format: 'geonames',
  source: 'geonames',
  kind: place,
  draft: (given) => ({
    sourceId: String(given.geonameId),
    when: null,
    where: { lon: given.longitude, lat: given.latitude, precision: 1 },
    body: present({
      name: given.name.slice(0, 300),
      category: given.featureClass === 'P' ? 'settlement' : given.featureCode.toLowerCase() || 'place',
      population: given.population,
      names:
        given.alternateNames.length > 0
          ? given.alternateNames.slice(0, mostNames).map((name) => name.slice(0, 200))
          : undefined,
      country: given.countryCode || undefined,
    }),
  }),
};
