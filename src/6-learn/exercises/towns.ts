import type { Rng } from '@bluehelm/methods';
import { drawCategory } from '@bluehelm/methods';
import { country, sea } from './coast.ts';
import type { Mesh } from './mesh.ts';
import { qualified } from './names.ts';
import { distanceKm, type Point } from './projection.ts';
import type { Division } from './provinces.ts';

export interface Town {
  readonly index: number;
  readonly name: string;
  readonly kind: 'capital' | 'city' | 'town' | 'village';
  readonly population: number;
  readonly at: Point;
  readonly cell: number;
  readonly province: number;
  readonly district: number;
}

const townCount = 60;
const spacingKm = 17;
const largest = 720_000;

/**
 * Sixty settlements: a seat in each province, the capital on the coast, the rest where people like to live (near
 * the coast and off the border), no two closer than 17 km. Populations follow the rank-size rule (Zipf 1949).
 */
export function makeTowns(
  mesh: Mesh,
  owner: Uint8Array,
  division: Division,
  rng: Rng,
  nextName: () => string,
): Town[] {
  const liking = mesh.cells.map((cell) => {
    if (owner[cell.id] !== country) return 0;
    const shore = cell.across.some((other) => other >= 0 && owner[other] === sea);
    const frontier = cell.across.some(
      (other) => other >= 0 && owner[other] !== sea && owner[other] !== country,
    );
    return (shore ? 2.2 : frontier ? 0.4 : 1) * (0.2 + rng.next());
  });
  const chosen: { cell: number; at: Point }[] = [];
  const settle = (cell: number) => {
    // well inside the cell, whose rough edge lies at least 3 km from its centre
    const { x, y } = mesh.cells[cell]!.centre;
    chosen.push({ cell, at: { x: x + (rng.next() - 0.5) * 3, y: y + (rng.next() - 0.5) * 3 } });
    for (const other of mesh.cells) {
      if (distanceKm(other.centre, mesh.cells[cell]!.centre) < spacingKm) liking[other.id] = 0;
    }
  };
  for (const province of division.provinces) {
    const nearMiddle = [...province.cells]
      .sort(
        (a, b) =>
          distanceKm(mesh.cells[a]!.centre, province.centre) -
          distanceKm(mesh.cells[b]!.centre, province.centre),
      )
      .slice(0, Math.ceil(province.cells.length / 2));
    settle(nearMiddle.reduce((best, cell) => (liking[cell]! > liking[best]! ? cell : best)));
  }
  while (chosen.length < townCount && liking.some((weight) => weight > 0)) settle(drawCategory(rng, liking));

  // the capital is the first shore settlement, seats come next, then the rest in random order of size
  const onShore = (cell: number) =>
    mesh.cells[cell]!.across.some((other) => other >= 0 && owner[other] === sea);
  const capital = Math.max(
    0,
    chosen.findIndex(({ cell }, i) => i >= provinceCountOf(division) && onShore(cell)),
  );
  const order = chosen.map((_, i) => ({
    i,
    rank: i === capital ? -1 : i < provinceCountOf(division) ? rng.next() * 0.2 : 0.08 + rng.next(),
  }));
  order.sort((a, b) => a.rank - b.rank);
  return order.map(({ i }, rank): Town => {
    const { cell, at } = chosen[i]!;
    const size = (largest / (rank + 1) ** 1.08) * (0.85 + 0.3 * rng.next());
    const population = Math.round(size / 100) * 100;
    const name = nextName();
    return {
      index: rank,
      name: rank > 0 && rng.next() < 0.1 ? qualified(name, onShore(cell), rng) : name,
      kind: rank === 0 ? 'capital' : population > 90_000 ? 'city' : population > 20_000 ? 'town' : 'village',
      population,
      at,
      cell,
      province: division.provinceOf[cell]!,
      district: division.districtOf[cell]!,
    };
  });
}

const provinceCountOf = (division: Division): number => division.provinces.length;

/**
 * Finds the nearest settlement. Each hexagon keeps the few that can be nearest to a point in it, so that a look-up
 * measures two or three distances, not sixty.
 */
export function townFinder(
  mesh: Mesh,
  towns: readonly Town[],
): (x: number, y: number) => { town: Town; km: number } {
  // a point lies at most 6 km from its hexagon's regular centre, which lies at most 2 km from the shaken one
  const reachKm = 8;
  const candidates = mesh.cells.map(({ centre }) => {
    const gaps = towns.map((town) => distanceKm(town.at, centre));
    const least = Math.min(...gaps);
    return towns.filter((_, i) => gaps[i]! <= least + 2 * reachKm);
  });
  return (x, y) => {
    const hex = mesh.hexAt(x, y);
    const list = hex < 0 ? towns : candidates[hex]!;
    let town = list[0]!;
    let least = Infinity;
    for (const candidate of list) {
      const square = (candidate.at.x - x) ** 2 + (candidate.at.y - y) ** 2;
      if (square < least) {
        least = square;
        town = candidate;
      }
    }
    return { town, km: Math.sqrt(least) };
  };
}
