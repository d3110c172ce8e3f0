import { type Geometry, insideArea } from '@bluehelm/kernel';
import { cellsOf, discCells } from './cells.ts';
import type { CoarsePoints } from './gather.ts';

export interface Division {
  /** 1 province, 2 district */
  readonly level: 0 | 1 | 2;
  readonly geometry: Geometry;
}

/** By UCDP's definition of `near`. */
const nearKm = 25;

/**
 * Spreads incidents that are known less precisely than a hexagon evenly over where they may have been: a disc of 25 km
 * for `near`, the district or province around the point where such a boundary is known. The rest, and what lies outside
 * the area, is left out.
 * @param add is given a hexagon of the area and its share
 * @returns how many incidents were spread
 */
export const spreadOver = (
  { lon, lat, precision }: CoarsePoints,
  divisions: readonly Division[],
  resolution: number,
  inArea: (cell: string) => boolean,
  add: (cell: string, share: number) => void,
): number => {
  const cellsOfDivision = new Map<Division, string[]>();
  const divisionCells = (x: number, y: number, level: 1 | 2): string[] => {
    const division = divisions.find((one) => one.level === level && insideArea(one.geometry, x, y));
    if (!division) return [];
    const known = cellsOfDivision.get(division) ?? cellsOf(division.geometry, resolution).filter(inArea);
    cellsOfDivision.set(division, known);
    return known;
  };
  const cellsFor = (x: number, y: number, how: number): string[] => {
    if (how === 2) return discCells(x, y, nearKm, resolution).filter(inArea);
    return how === 3 ? divisionCells(x, y, 2) : how === 4 ? divisionCells(x, y, 1) : [];
  };

  let spread = 0;
  for (const { x, y, how, count } of grouped(lon, lat, precision)) {
    const cells = cellsFor(x, y, how);
    if (cells.length === 0) continue;
    spread += count;
    for (const cell of cells) add(cell, count / cells.length);
  }
  return spread;
};

/** Many coarse incidents stand at one symbolic point. */
const grouped = (lon: Float64Array, lat: Float64Array, precision: Uint8Array) => {
  const groups = new Map<string, { x: number; y: number; how: number; count: number }>();
  for (let i = 0; i < lon.length; i++) {
    const key = `${lon[i]},${lat[i]},${precision[i]}`;
    const known = groups.get(key);
    if (known) known.count++;
    else groups.set(key, { x: lon[i]!, y: lat[i]!, how: precision[i]!, count: 1 });
  }
  return groups.values();
};
