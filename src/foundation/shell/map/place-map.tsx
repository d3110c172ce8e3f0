import type { FeatureCollection } from 'geojson';
import { useMemo } from 'react';
import type { RecordWhere } from '../../records/record.ts';
import { mapColours } from '../theme/palettes.ts';
import { useTheme } from '../theme/theme.ts';
import { noFeatures } from './base-layers.ts';
import { groundLayers, nameLayers, usePlaces } from './ground.ts';
import type { MapContent } from './layers.ts';
import { type LookAt, MapView } from './map-view.tsx';

// how much of the surroundings tells where a place of this precision is
const zooms = [6, 8, 7, 6, 5, 4, 3, 3] as const;

/** A small map of one place: a dot where it is exact, a wide ring where it is not, the whole shape where there is one. */
export const PlaceMap = ({ where, label }: { where: RecordWhere; label: string }) => {
  const theme = useTheme();
  const places = usePlaces(true).data;
  const { lon, lat, precision, geometry } = where;
  const lookAt = useMemo<LookAt>(
    () => ({ camera: { lon, lat, zoom: zooms[precision] } }),
    [lon, lat, precision],
  );
  const content = useMemo<MapContent>(() => {
    const colours = mapColours[theme];
    const features: FeatureCollection = {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: {}, geometry: geometry ?? { type: 'Point', coordinates: [lon, lat] } },
      ],
    };
    return {
      features: { places: places ?? noFeatures, place: features },
      layers: [
        ...groundLayers(theme),
        {
          id: 'place-area',
          type: 'fill',
          source: 'place',
          filter: ['==', ['geometry-type'], 'Polygon'],
          paint: { 'fill-color': colours.chosen, 'fill-opacity': 0.25 },
        },
        {
          id: 'place-line',
          type: 'line',
          source: 'place',
          filter: ['!=', ['geometry-type'], 'Point'],
          paint: { 'line-color': colours.chosen, 'line-width': 2 },
        },
        {
          id: 'place-point',
          type: 'circle',
          source: 'place',
          filter: ['==', ['geometry-type'], 'Point'],
          paint: {
            'circle-radius': precision <= 1 ? 6 : 22,
            'circle-color': colours.chosen,
            'circle-opacity': precision <= 1 ? 1 : 0.18,
            'circle-stroke-color': precision <= 1 ? colours.halo : colours.chosen,
            'circle-stroke-width': 1.5,
          },
        },
        ...nameLayers(theme),
      ],
    };
  }, [theme, places, lon, lat, precision, geometry]);
  return <MapView content={content} lookAt={lookAt} small label={label} />;
};
