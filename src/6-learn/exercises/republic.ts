import { seeded } from '@bluehelm/methods';
import { country, makeLand, neighbour } from './coast.ts';
import { type Mesh, makeMesh } from './mesh.ts';
import { namer, neighbourState, republic } from './names.ts';
import type { Point } from './projection.ts';
import { type Division, makeProvinces } from './provinces.ts';
import { makeRoads, type Road } from './roads.ts';
import { makeServices, type Service } from './services.ts';
import { makeTowns, type Town, townFinder } from './towns.ts';

/** The republic in the plane (km), as the simulation uses it. */
export interface Republic extends Division {
  readonly mesh: Mesh;
  readonly owner: Uint8Array;
  readonly towns: readonly Town[];
  readonly roads: readonly Road[];
  readonly services: readonly Service[];
  /** middles of the cells along the land border, on the republic's side */
  readonly frontier: readonly Point[];
  /** whether a point lies in the republic; exact at the coast and border, and fast away from them */
  readonly contains: (x: number, y: number) => boolean;
  /** index of the district a point of the republic lies in */
  readonly districtAt: (x: number, y: number) => number;
  readonly nearestTown: (x: number, y: number) => { readonly town: Town; readonly km: number };
}

/** The same seed gives the same land. */
export function makeRepublic(seed: number | bigint | string): Republic {
  const rng = seeded(seed).fork('geography');
  const mesh = makeMesh(rng.fork('mesh'));
  const owner = makeLand(mesh, rng.fork('land'));
  const nextName = namer(rng.fork('names'), [republic.short, neighbourState.short]);
  const division = makeProvinces(mesh, owner, rng.fork('division'), nextName);
  const towns = makeTowns(mesh, owner, division, rng.fork('towns'), nextName);
  const roads = makeRoads(mesh, owner, towns, rng.fork('roads'));
  // 1: the cell and all about it are the republic's, 0: none is, 2: look closely
  const quick = Uint8Array.from(mesh.cells, (cell) => {
    const near = [cell.id, ...cell.across].map((other) => owner[other] === country);
    return near.every(Boolean) ? 1 : near.some(Boolean) ? 2 : 0;
  });
  const contains = (x: number, y: number) => {
    const hex = mesh.hexAt(x, y);
    if (hex < 0 || quick[hex] === 0) return false;
    return quick[hex] === 1 || owner[mesh.cellAt(x, y)] === country;
  };
  const { districtOf } = division;
  const inner = mesh.cells.map((cell) =>
    cell.across.every((other) => districtOf[other] === districtOf[cell.id]),
  );
  const districtAt = (x: number, y: number) => {
    const hex = mesh.hexAt(x, y);
    return districtOf[inner[hex] ? hex : mesh.cellAt(x, y)]!;
  };
  const services = makeServices(towns, (p) => contains(p.x, p.y), rng.fork('services'));
  const frontier = mesh.cells
    .filter((cell) => owner[cell.id] === country && cell.across.some((other) => owner[other] === neighbour))
    .map((cell) => cell.centre);
  const nearestTown = townFinder(mesh, towns);
  return { ...division, mesh, owner, towns, roads, services, frontier, contains, districtAt, nearestTown };
}
