import { cellRing, type Position } from '@bluehelm/kernel';
import { hotspotClass } from '@bluehelm/methods';
import type { Surface } from './compute.ts';

export type Drawn = Pick<Surface, 'cells' | 'counts' | 'rates' | 'z' | 'p' | 'q'>;

/** A surface's hexagons as the text of a GeoJSON array of features; z, p and q are null where untested. O(hexagons). */
export const featuresText = (surface: Drawn): string => {
  const { cells, counts, rates, z, p, q } = surface;
  const features = cells.map((cell, at) =>
    JSON.stringify({
      type: 'Feature',
      geometry: cellGeometry(cell),
      properties: {
        cell,
        count: counts[at],
        ...(rates ? { rate: rates[at] } : {}),
        z: z[at],
        p: p[at],
        q: q[at],
        class: hotspotClass(z[at]!, q[at]!),
      },
    }),
  );
  return `[${features.join(',\n')}]`;
};

// a ten-millionth of a degree is a centimetre
const rounded = (ring: Position[]): Position[] =>
  ring.map(([lon, lat]) => [Math.round(lon! * 1e6) / 1e6, Math.round(lat! * 1e6) / 1e6]);

/** A hexagon as GeoJSON, cut in two where it crosses the antimeridian (RFC 7946, section 3.1.9). */
export const cellGeometry = (
  cell: string,
): { type: 'Polygon'; coordinates: Position[][] } | { type: 'MultiPolygon'; coordinates: Position[][][] } => {
  // the ring runs beyond 180° there
  const ring = cellRing(cell);
  if (ring.every(([lon]) => lon! <= 180)) return { type: 'Polygon', coordinates: [rounded(ring)] };
  const west = cutAt180(ring, -1);
  const east = cutAt180(ring, 1).map(([lon, lat]): Position => [lon! - 360, lat!]);
  return { type: 'MultiPolygon', coordinates: [[rounded(west)], [rounded(east)]] };
};

/** The part of a closed convex ring on one side of 180° (Sutherland & Hodgman 1974). */
const cutAt180 = (ring: Position[], side: 1 | -1): Position[] => {
  const kept: Position[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1]!, ring[i]!];
    const [isFrom, isTo] = [side * (from[0]! - 180) >= 0, side * (to[0]! - 180) >= 0];
    if (isFrom) kept.push(from);
    if (isFrom !== isTo) {
      const share = (180 - from[0]!) / (to[0]! - from[0]!);
      kept.push([180, from[1]! + share * (to[1]! - from[1]!)]);
    }
  }
  return [...kept, kept[0]!];
};
