import type { Geometry, Position } from './geography.ts';

/**
 * Whether a point lies in an area: by crossings counted along its parallel, holes left out. Straight edges in degrees,
 * as in GeoJSON; areas cut at the antimeridian, as RFC 7946 asks. What is no area holds no point. O(positions).
 */
export const insideArea = (area: Geometry, lon: number, lat: number): boolean => {
  if (area.type === 'Polygon') return insidePolygon(area.coordinates, lon, lat);
  if (area.type === 'MultiPolygon')
    return area.coordinates.some((polygon) => insidePolygon(polygon, lon, lat));
  if (area.type === 'GeometryCollection') return area.geometries.some((part) => insideArea(part, lon, lat));
  return false;
};

const insidePolygon = ([outer, ...holes]: Position[][], lon: number, lat: number): boolean =>
  outer !== undefined && insideRing(outer, lon, lat) && !holes.some((hole) => insideRing(hole, lon, lat));

const insideRing = (ring: Position[], lon: number, lat: number): boolean => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x, y] = ring[i] as [number, number];
    const [px, py] = ring[j] as [number, number];
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
  }
  return inside;
};
