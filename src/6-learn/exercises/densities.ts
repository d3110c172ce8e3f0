import {
  aliasTable,
  drawCategory,
  drawNormal,
  type HawkesModel,
  type PlanePoint,
  type Rng,
} from '@bluehelm/methods';
import type { Actor } from './actors.ts';
import { trueParameters } from './parameters.ts';
import { distanceKm, type Point } from './projection.ts';
import type { Republic } from './republic.ts';

const roadHalfWidthKm = 1.5;
const borderDepthKm = 8;

/** Draws background places: every type is a mixture of five densities, cut off at the coast and border. */
export function backgroundPlaces(land: Republic, actors: readonly Actor[]): HawkesModel['place'] {
  const { towns } = land;
  const townTables = trueParameters.background.map(({ townPower }) =>
    aliasTable(towns.map((town) => town.population ** townPower)),
  );
  const pieces = land.roads.flatMap(({ line }) => line.slice(1).map((b, i): [Point, Point] => [line[i]!, b]));
  const pieceTable = aliasTable(pieces.map(([a, b]) => distanceKm(a, b)));
  const areas = actors.filter((actor) => actor.kind === 'armed-group').flatMap((actor) => actor.areas);
  const areaTable = aliasTable(areas.map((area) => area.reachKm ** 2));
  const cells = land.provinces.flatMap((province) => province.cells);

  const around = (at: Point, sd: number, rng: Rng, out: PlanePoint) => {
    out.x = at.x + drawNormal(rng, 0, sd);
    out.y = at.y + drawNormal(rng, 0, sd);
  };
  const densities: ((type: number, rng: Rng, out: PlanePoint) => void)[] = [
    (type, rng, out) => {
      const town = towns[townTables[type]!.draw(rng)]!;
      around(town.at, townRadiusKm(town.population), rng, out);
    },
    (_type, rng, out) => {
      const [a, b] = pieces[pieceTable.draw(rng)]!;
      const along = rng.next();
      around({ x: a.x + (b.x - a.x) * along, y: a.y + (b.y - a.y) * along }, roadHalfWidthKm / 2, rng, out);
    },
    (_type, rng, out) => around(land.frontier[rng.int(land.frontier.length)]!, borderDepthKm, rng, out),
    (_type, rng, out) => {
      const area = areas[areaTable.draw(rng)]!;
      around(area.centre, area.reachKm, rng, out);
    },
    (_type, rng, out) => {
      // any point of the hexagon's square; points that fall outside the country are drawn again below
      const { x, y } = land.mesh.cells[cells[rng.int(cells.length)]!]!.centre;
      out.x = x + (rng.next() - 0.5) * 12;
      out.y = y + (rng.next() - 0.5) * 12;
    },
  ];
  const shares = trueParameters.background.map((b) => [b.town, b.road, b.border, b.influence, b.rural]);
  return (type, rng, out) => {
    const density = densities[drawCategory(rng, shares[type]!)]!;
    do density(type, rng, out);
    while (!land.contains(out.x, out.y));
  };
}

/** The spread of a settlement, km: 0.7 for a village of 10,000, 4.3 for a capital of 700,000. */
export const townRadiusKm = (population: number): number => 0.2 + Math.sqrt(population) / 200;
