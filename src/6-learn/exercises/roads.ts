import type { Rng } from '@bluehelm/methods';
import { country, neighbour } from './coast.ts';
import type { Mesh } from './mesh.ts';
import { distanceKm, type Point } from './projection.ts';
import { shortestPaths } from './regions.ts';
import type { Town } from './towns.ts';

export interface Road {
  readonly index: number;
  readonly class: 'trunk' | 'main' | 'track';
  /** names of the places it was built to join, or the border crossing's */
  readonly from: string;
  readonly to: string;
  readonly line: readonly Point[];
}

/**
 * Roads join towns that no third town lies between (relative neighbourhood graph, Toussaint 1980, which is
 * connected), the larger towns first. Each takes the cheapest way over the land; existing road is cheaper than
 * new, so routes merge as real ones do. Two roads lead to the border.
 */
export function makeRoads(mesh: Mesh, owner: Uint8Array, towns: readonly Town[], rng: Rng): Road[] {
  const ground = Float64Array.from(mesh.cells, () => 0.7 + rng.next());
  const townIn = new Map(towns.map((town) => [town.cell, town]));
  const built = new Set<string>();
  const key = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const pointOf = (cell: number): Point => townIn.get(cell)?.at ?? mesh.cells[cell]!.centre;
  const cost = (from: number, to: number) => {
    if (owner[to] !== country || owner[from] !== country) return Infinity;
    const old = built.has(key(from, to)) ? 0.45 : 1;
    return distanceKm(mesh.cells[from]!.centre, mesh.cells[to]!.centre) * ground[to]! * old;
  };
  const roads: Road[] = [];
  const build = (kind: Road['class'], from: string, to: string, cells: number[]) => {
    // only the stretches that are new; each begins and ends on existing road or in a town
    let stretch: number[] = [];
    const close = () => {
      if (stretch.length > 1) {
        roads.push({ index: roads.length, class: kind, from, to, line: smooth(stretch.map(pointOf)) });
      }
      stretch = [];
    };
    for (let i = 1; i < cells.length; i++) {
      const [a, b] = [cells[i - 1]!, cells[i]!];
      if (built.has(key(a, b))) {
        close();
        continue;
      }
      built.add(key(a, b));
      if (stretch.length === 0) stretch.push(a);
      stretch.push(b);
      if (townIn.has(b)) close();
    }
    close();
  };
  for (const [a, b] of relativeNeighbours(towns)) {
    const least = Math.min(a.population, b.population);
    const kind = least > 60_000 ? 'trunk' : least > 18_000 ? 'main' : 'track';
    build(kind, a.name, b.name, wayBack(shortestPaths(mesh, [a.cell], cost).from, b.cell));
  }
  for (const cell of borderCrossings(mesh, owner, towns)) {
    const { source, from } = shortestPaths(
      mesh,
      towns.map((town) => town.cell),
      cost,
    );
    build('main', 'border crossing', towns[source[cell]!]!.name, wayBack(from, cell));
  }
  return roads;
}

/** Pairs with no third town closer to both than they are to each other, the most people first. */
function relativeNeighbours(towns: readonly Town[]): [Town, Town][] {
  const pairs: [Town, Town][] = [];
  for (const a of towns) {
    for (const b of towns) {
      if (a.index >= b.index) continue;
      const gap = distanceKm(a.at, b.at);
      const between = (c: Town) =>
        c !== a && c !== b && Math.max(distanceKm(a.at, c.at), distanceKm(b.at, c.at)) < gap;
      if (!towns.some(between)) pairs.push([a, b]);
    }
  }
  const weight = ([a, b]: [Town, Town]) => a.population * b.population;
  return pairs.sort((p, q) => weight(q) - weight(p));
}

/** The frontier cells nearest to the two largest towns within 60 km of the border, else to the largest two. */
function borderCrossings(mesh: Mesh, owner: Uint8Array, towns: readonly Town[]): number[] {
  const frontier = mesh.cells
    .filter((cell) => owner[cell.id] === country && cell.across.some((other) => owner[other] === neighbour))
    .map((cell) => cell.id);
  const gap = (town: Town, cell: number) => distanceKm(town.at, mesh.cells[cell]!.centre);
  const crossing = (town: Town) =>
    frontier.reduce((best, cell) => (gap(town, cell) < gap(town, best) ? cell : best));
  const near = towns.filter((town) => gap(town, crossing(town)) < 60);
  const first = near[0] ?? towns[0]!;
  const far = near.filter((town) => distanceKm(town.at, first.at) > 100);
  return [first, far[0] ?? near[1] ?? towns[1]!].map(crossing);
}

function wayBack(from: Int32Array, end: number): number[] {
  const cells = [end];
  for (let at = from[end]!; at >= 0; at = from[at]!) cells.push(at);
  return cells;
}

/** Chaikin's corner cutting (1974), twice, ends kept. */
function smooth(line: readonly Point[]): Point[] {
  let points = [...line];
  for (let round = 0; round < 2; round++) {
    const cut: Point[] = [points[0]!];
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      cut.push({ x: a.x * 0.75 + b.x * 0.25, y: a.y * 0.75 + b.y * 0.25 });
      cut.push({ x: a.x * 0.25 + b.x * 0.75, y: a.y * 0.25 + b.y * 0.75 });
    }
    cut.push(points.at(-1)!);
    points = cut;
  }
  return points;
}
