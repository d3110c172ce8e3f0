import { cellRing } from '@bluehelm/kernel';
import type { Feature, FeatureCollection, Polygon } from 'geojson';

/** Hexagons for the map from cell ids and what is known of each; made here so that the server sends only ids. */
export const hexagons = <P extends { readonly cell: string }>(
  cells: readonly P[],
): FeatureCollection<Polygon, P> => ({
  type: 'FeatureCollection',
  features: cells.map(hexagon),
});

const hexagon = <P extends { readonly cell: string }>(properties: P): Feature<Polygon, P> => ({
  type: 'Feature',
  geometry: { type: 'Polygon', coordinates: [cellRing(properties.cell)] },
  properties,
});
