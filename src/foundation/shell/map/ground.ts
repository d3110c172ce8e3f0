import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { useSession } from '../session.tsx';
import { mapColours } from '../theme/palettes.ts';
import type { Theme } from '../theme/theme.ts';
import type { MapLayer } from './layers.ts';

/** The mission's own geography: outlines, roads, towns. Drawn by `groundLayers` and `nameLayers` as source `places`. */
export const usePlaces = (enabled: boolean) => {
  const { client } = useSession();
  return useQuery({
    queryKey: ['places', client.mission],
    queryFn: ({ signal }) => client.get<FeatureCollection>('/places.geojson', {}, signal),
    staleTime: 600_000,
    enabled,
  });
};

/** Borders and roads under the data. */
export const groundLayers = (theme: Theme): MapLayer[] => {
  const colours = mapColours[theme];
  return [
    {
      id: 'areas',
      type: 'fill',
      source: 'places',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colours.area, 'fill-opacity': 0.7 },
    },
    {
      id: 'roads',
      type: 'line',
      source: 'places',
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: {
        'line-color': colours.road,
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 10, 2.4],
      },
    },
  ];
};

/** Border lines and towns' names above the data. */
export const nameLayers = (theme: Theme): MapLayer[] => {
  const colours = mapColours[theme];
  return [
    {
      id: 'area-lines',
      type: 'line',
      source: 'places',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: {
        'line-color': colours.areaLine,
        // country, province, district
        'line-width': ['match', level, 0, 1.6, 1, 0.9, 0.5] as never,
        'line-opacity': ['step', ['zoom'], ['match', level, 2, 0, 1], 7.5, 1] as never,
      },
    },
    {
      id: 'towns',
      type: 'circle',
      source: 'places',
      filter: ['all', ['==', ['geometry-type'], 'Point'], town],
      paint: {
        'circle-radius': 2.6,
        'circle-color': colours.label,
        'circle-stroke-color': colours.halo,
        'circle-stroke-width': 1,
      },
    },
    placeNames('town-names', theme, town, 0),
    // services and the like, once one looks closer
    placeNames('service-names', theme, ['!', town], 9.5),
  ];
};

const level = ['coalesce', ['get', 'level'], 0];
const town = [
  'in',
  ['coalesce', ['get', 'category'], 'settlement'],
  ['literal', ['settlement', 'city', 'town', 'village', 'capital']],
] as never;

const placeNames = (id: string, theme: Theme, which: unknown, minzoom: number): MapLayer => ({
  id,
  type: 'symbol',
  source: 'places',
  minzoom,
  filter: ['all', ['==', ['geometry-type'], 'Point'], which] as never,
  layout: {
    'text-field': ['coalesce', ['get', 'title'], ['get', 'name'], ''],
    'text-font': ['system-ui', 'Noto Sans', 'Arial', 'sans-serif'],
    'text-size': minzoom === 0 ? 12 : 11,
    'text-anchor': 'left',
    'text-offset': [0.55, 0],
    // the greater town is named where two would collide
    'symbol-sort-key': ['-', 0, ['to-number', ['coalesce', ['get', 'population'], 0]]],
  },
  paint: {
    'text-color': mapColours[theme].label,
    'text-halo-color': mapColours[theme].halo,
    'text-halo-width': 1.4,
    'text-opacity': minzoom === 0 ? 1 : 0.75,
  },
});
