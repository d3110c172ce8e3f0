import type { MapLayer } from '../../../foundation/shell/map/layers.ts';
import { hotspotColours } from '../../../foundation/shell/theme/palettes.ts';
import type { Theme } from '../../../foundation/shell/theme/theme.ts';

/** Significant hexagons in their colour; the others only as a faint net that shows where was looked. */
export const surfaceLayers = (theme: Theme): MapLayer[] => {
  const colours = hotspotColours[theme];
  const quiet = ['in', ['get', 'class'], ['literal', ['not-significant', 'untested']]];
  return [
    {
      id: 'surface',
      type: 'fill',
      source: 'surface',
      paint: {
        'fill-color': [
          'match',
          ['get', 'class'],
          ...Object.entries(colours).flat(),
          colours['not-significant'],
        ] as never,
        'fill-opacity': ['case', quiet, 0.05, 0.82] as never,
      },
    },
    {
      id: 'surface-net',
      type: 'line',
      source: 'surface',
      paint: {
        'line-color': theme === 'dark' ? '#8296a5' : '#5a6b78',
        'line-width': 0.6,
        'line-opacity': 0.28,
      },
    },
  ];
};
