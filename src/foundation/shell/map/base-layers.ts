import type { FeatureCollection } from 'geojson';
import { mapColours } from '../theme/palettes.ts';
import type { Theme } from '../theme/theme.ts';
import type { MapContent, MapLayer } from './layers.ts';
import type { World } from './world.ts';

export const noFeatures: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Sea, land and borders under everything else. */
export const baseContent = (theme: Theme, world: World | undefined): MapContent => {
  const colours = mapColours[theme];
  const layers: MapLayer[] = [
    {
      id: 'land',
      type: 'fill',
      source: 'land',
      paint: { 'fill-color': colours.land, 'fill-outline-color': colours.landLine },
    },
    {
      id: 'borders',
      type: 'line',
      source: 'borders',
      paint: { 'line-color': colours.landLine, 'line-width': 1 },
    },
  ];
  return { features: { land: world?.land ?? noFeatures, borders: world?.borders ?? noFeatures }, layers };
};
