import { type Geometry, type Marking, type Position, Problem } from '@bluehelm/kernel';
import { getHexagonAreaAvg, UNITS } from 'h3-js';
import { type Area, missionCountries } from '../../1-collect/places/index.ts';
import type { Session } from '../../foundation/access/index.ts';
import type { RecordNeeds } from '../../foundation/records/index.ts';
import { readableMarkings } from './gather.ts';
import { hotspotProblems } from './problems.ts';

/** The territory whose every hexagon counts, the empty ones too. */
export interface MissionArea {
  /** in plain words */
  readonly text: string;
  /** none where the incidents lie at sea: the area is then what lies around them */
  readonly outlines: readonly Geometry[];
  readonly km2: number;
  /** of the boundaries, or else the incidents, that it was taken from */
  readonly markings: readonly Marking[];
}

/**
 * The mission's area: its boundaries with the role `area`; where there are none, the countries that hold at least one in
 * fifty of its incidents.
 */
export const missionArea = async (
  needs: RecordNeeds,
  session: Session,
  boundaries: readonly Area[],
): Promise<MissionArea> => {
  const own = boundaries.filter((one) => one.role === 'area');
  if (own.length > 0)
    return area(
      own.map((one) => ({ ...one, outline: one.geometry })),
      own.map((one) => one.marking),
    );
  // which countries these are tells of every incident that the session sees
  const markings = await readableMarkings(needs, session);
  const countries = await missionCountries(needs, session);
  if (countries.length > 0) return area(countries, markings);
  return {
    text: 'the surroundings of the incidents, which lie in no country',
    outlines: [],
    km2: 0,
    markings,
  };
};

const area = (
  parts: readonly { name: string; outline: Geometry }[],
  markings: readonly Marking[],
): MissionArea => {
  const outlines = parts.map((part) => part.outline);
  const names = parts.map((part) => part.name);
  return {
    text:
      names.length <= 5 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`,
    outlines,
    km2: outlines.reduce((sum, outline) => sum + areaKm2(outline), 0),
    markings,
  };
};

const earthKm = 6371.0088;

/**
 * Area of polygons on the sphere.
 * Source: Chamberlain & Duquette (2007), "Some algorithms for polygons on a sphere", JPL Publication 07-03, section 4.
 */
export const areaKm2 = (outline: Geometry): number => {
  if (outline.type === 'Polygon')
    return outline.coordinates.reduce((sum, ring, i) => sum + (i === 0 ? 1 : -1) * ringKm2(ring), 0);
  if (outline.type === 'MultiPolygon')
    return outline.coordinates.reduce(
      (sum, coordinates) => sum + areaKm2({ type: 'Polygon', coordinates }),
      0,
    );
  return 0;
};

const ringKm2 = (ring: readonly Position[]): number => {
  const rad = Math.PI / 180;
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [before, after] = [ring[i - 1]!, ring[i]!];
    sum += (after[0]! - before[0]!) * rad * (2 + Math.sin(before[1]! * rad) + Math.sin(after[1]! * rad));
  }
  return Math.abs((sum * earthKm ** 2) / 2);
};

/** More hexagons than this are refused. */
export const mostCells = 200_000;
const mostByDefault = 15_000;
const fewestByDefault = 100;
const finestByDefault = 7;
/** at sea there is no area to go by */
const atSea = 4;

/** About how many hexagons an area has. */
export const cellsIn = (km2: number, resolution: number): number =>
  Math.ceil(km2 / getHexagonAreaAvg(resolution, UNITS.km2));

/**
 * The resolution nobody asked for: the finest, 7 at most, at which the area has no more than 15 000 hexagons and no more
 * than twenty for each incident that fits them, so that neighbourhoods are not mostly empty, and at which at least half
 * of the incidents fit that fit anywhere; but at least a hundred hexagons.
 * @param fitting how many incidents are known precisely enough for hexagons of a resolution
 */
export const defaultResolution = (km2: number, fitting: (resolution: number) => number): number => {
  if (km2 === 0) return atSea;
  const most = fitting(0);
  for (let resolution = finestByDefault; resolution > 0; resolution--) {
    const cells = cellsIn(km2, resolution);
    if (cells > mostByDefault) continue;
    const few = cellsIn(km2, resolution - 1) < fewestByDefault;
    if (few || (cells <= 20 * fitting(resolution) && 2 * fitting(resolution) >= most)) return resolution;
  }
  return 0;
};

/** @throws Problem HOTSPOTS_TOO_MANY_CELLS */
export const refuseTooMany = (cells: number, resolution: number): void => {
  if (cells > mostCells)
    throw new Problem(
      hotspotProblems.tooManyCells,
      `At resolution ${resolution} the area has about ${cells.toLocaleString('en')} hexagons; at most ${mostCells.toLocaleString('en')} were expected.`,
      {
        mend: 'Ask for a lower resolution (each step has seven times fewer), or draw a smaller mission area.',
      },
    );
};
