import { drawNormal, type Rng } from '@bluehelm/methods';
import type { Point } from './projection.ts';
import type { Town } from './towns.ts';

export const serviceKinds = [
  'hospital',
  'school',
  'market',
  'water-point',
  'police-post',
  'un-base',
] as const;
export type ServiceKind = (typeof serviceKinds)[number];

export interface Service {
  readonly kind: ServiceKind;
  readonly name: string;
  readonly town: number;
  readonly at: Point;
}

const titles: Record<ServiceKind, string> = {
  hospital: 'hospital',
  school: 'school',
  market: 'market',
  'water-point': 'water point',
  'police-post': 'police post',
  'un-base': 'UN base',
};

/** How many of each kind a settlement of this size has. */
function counts(town: Town, hasBase: boolean): Record<ServiceKind, number> {
  const { population } = town;
  return {
    hospital: population > 200_000 ? 3 : population > 35_000 ? 1 : 0,
    school: Math.min(8, 1 + Math.floor(population / 30_000)),
    market: population > 150_000 ? 3 : population > 12_000 ? 1 : 0,
    'water-point': Math.min(6, 1 + Math.floor(population / 25_000)),
    'police-post': population > 200_000 ? 4 : population > 15_000 ? 1 : 0,
    'un-base': hasBase ? 1 : 0,
  };
}

/**
 * Essential services around each settlement. UN bases stand in the capital and in eight other towns spread over the
 * country, so that some provinces are well covered and some are not.
 */
export function makeServices(towns: readonly Town[], inCountry: (p: Point) => boolean, rng: Rng): Service[] {
  const bases = new Set([0, 1, 2, 4, 6, 9, 13, 21, 30].filter((i) => i < towns.length));
  return towns.flatMap((town) => {
    const spread = 0.4 + Math.sqrt(town.population) / 350;
    const wanted = counts(town, bases.has(town.index));
    return serviceKinds.flatMap((kind) =>
      Array.from({ length: wanted[kind] }, (_, i): Service => {
        let at = { x: town.at.x + drawNormal(rng, 0, spread), y: town.at.y + drawNormal(rng, 0, spread) };
        if (!inCountry(at)) at = town.at;
        const number = wanted[kind] > 1 ? ` ${i + 1}` : '';
        return { kind, name: `${town.name} ${titles[kind]}${number}`, town: town.index, at };
      }),
    );
  });
}
