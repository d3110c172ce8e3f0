import type { FeatureCollection } from 'geojson';
import type { Term } from '../../../foundation/shell/answers.ts';
import { noFeatures } from '../../../foundation/shell/map/base-layers.ts';
import { hexagons } from '../../../foundation/shell/map/hexagons.ts';
import type { MapContent, MapLayer } from '../../../foundation/shell/map/layers.ts';
import { type Steps, stepColour } from '../../../foundation/shell/map/steps.ts';
import { countRamp, groupColour, mapColours } from '../../../foundation/shell/theme/palettes.ts';
import type { Theme } from '../../../foundation/shell/theme/theme.ts';
import type { CellCount, PointsAnswer } from './queries.ts';

const countColour = (theme: Theme, steps: Steps) => {
  const colours = steps.map((_, i) => stepColour(countRamp[theme], steps, i));
  const [first, ...rest] = colours;
  if (rest.length === 0) return first!;
  return ['step', ['get', 'count'], first, ...rest.flatMap((colour, i) => [steps[i + 1]!, colour])] as never;
};

export const countLayers = (theme: Theme, steps: Steps): MapLayer[] => [
  {
    id: 'counts',
    type: 'fill',
    source: 'counts',
    paint: {
      'fill-color': countColour(theme, steps),
      'fill-opacity': 0.82,
      'fill-outline-color': theme === 'dark' ? 'rgba(0,0,0,0.45)' : 'rgba(255,255,255,0.55)',
    },
  },
];

export const countFeatures = (cells: readonly CellCount[] | undefined): FeatureCollection =>
  cells ? hexagons(cells) : noFeatures;

/** Groups of a kind's categories, in the order they are declared. */
export const groupsOf = (terms: readonly Term[]): string[] => [
  ...new Set(terms.map((term) => term.group ?? term.title)),
];

export const pointLayers = (theme: Theme, groups: readonly string[]): MapLayer[] => {
  const colour = [
    'match',
    ['get', 'group'],
    ...groups.flatMap((group, i) => [group, groupColour(theme, i)]),
    mapColours[theme].label,
  ] as never;
  return [
    {
      id: 'points',
      type: 'circle',
      source: 'points',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'best']], 0, 4, 10, 16],
        'circle-color': colour,
        // a ring where the place is known only roughly
        'circle-opacity': ['case', ['>', ['get', 'precision'], 2], 0.12, 0.85],
        'circle-stroke-color': ['case', ['>', ['get', 'precision'], 2], colour, mapColours[theme].halo],
        'circle-stroke-width': ['case', ['>', ['get', 'precision'], 2], 1.6, 0.8],
      },
    },
  ];
};

export const pointFeatures = (
  answer: PointsAnswer | undefined,
  terms: readonly Term[],
): FeatureCollection => ({
  type: 'FeatureCollection',
  features: (answer?.points ?? []).map((point) => {
    const term = terms.find((one) => one.name === point.category);
    return {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [point.lon, point.lat] },
      properties: { ...point, group: term?.group ?? term?.title ?? '', title: term?.title ?? point.category },
    };
  }),
});

export const chosenContent = (theme: Theme, cell: string | undefined): MapContent => ({
  features: { chosen: cell ? hexagons([{ cell }]) : noFeatures },
  layers: [
    {
      id: 'chosen',
      type: 'line',
      source: 'chosen',
      paint: { 'line-color': mapColours[theme].chosen, 'line-width': 3 },
    },
  ],
});
