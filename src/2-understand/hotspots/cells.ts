import { cellAt, cellCentre, distanceKm, type Geometry, type Position } from '@bluehelm/kernel';
import { gridDisk, polygonToCells } from 'h3-js';

/** The hexagons whose centres lie in an area. */
export const cellsOf = (area: Geometry, resolution: number): string[] => {
  if (area.type === 'Polygon') return polygonCells(area.coordinates, resolution);
  if (area.type === 'MultiPolygon')
    return area.coordinates.flatMap((rings) => polygonCells(rings, resolution));
  if (area.type === 'GeometryCollection') return area.geometries.flatMap((part) => cellsOf(part, resolution));
  return [];
};

const polygonCells = (rings: Position[][], resolution: number): string[] =>
  polygonToCells(rings as [number, number][][], resolution, true);

/** The hexagons whose centres lie within a distance of a point, and its own. O(hexagons of the disc). */
export const discCells = (lon: number, lat: number, radiusKm: number, resolution: number): string[] => {
  const own = cellAt(lon, lat, resolution);
  const found = [own];
  for (let ring = 1, more = true; more; ring++) {
    const cells = gridDisk(own, ring).slice(3 * ring * (ring - 1) + 1);
    const near = cells.filter((cell) => distanceKm(cellCentre(cell), { lon, lat }) <= radiusKm);
    found.push(...near);
    more = near.length > 0;
  }
  return found;
};
