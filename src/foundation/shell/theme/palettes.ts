import type { Theme } from './theme.ts';

/**
 * Colours with a meaning. All are told apart under the common colour-vision deficiencies: one-hue lightness ramps for
 * counts, blue against red of unequal lightness for cold and hot (after ColorBrewer RdBu, Brewer 2002), Okabe and
 * Ito's (2008) set for categories. On the dark ground ramps run from dim to bright, so "more" always stands out.
 */
export const countRamp: Record<Theme, readonly string[]> = {
  light: ['#f6e3b4', '#eebd6d', '#dd8f3d', '#bb6121', '#86400f', '#4f2506'],
  dark: ['#3b2a16', '#664118', '#99611d', '#cc8a30', '#f0b95c', '#ffe8b8'],
};

export const hotspotColours: Record<Theme, Readonly<Record<string, string>>> = {
  light: {
    'hot-99': '#a50f21',
    'hot-95': '#e0604d',
    'hot-90': '#f7b799',
    'not-significant': '#8a97a3',
    'cold-90': '#b0d3e8',
    'cold-95': '#5a9fcc',
    'cold-99': '#1c5a9c',
    untested: '#8a97a3',
  },
  dark: {
    'hot-99': '#ff6f5e',
    'hot-95': '#cf4a3c',
    'hot-90': '#7d3a33',
    'not-significant': '#5d6c78',
    'cold-90': '#2d4f69',
    'cold-95': '#3f86bd',
    'cold-99': '#7cc4ff',
    untested: '#5d6c78',
  },
};

export interface MapColours {
  readonly sea: string;
  readonly land: string;
  readonly landLine: string;
  readonly area: string;
  readonly areaLine: string;
  readonly road: string;
  readonly label: string;
  readonly halo: string;
  readonly chosen: string;
}

export const mapColours: Record<Theme, MapColours> = {
  light: {
    sea: '#dfe6eb',
    land: '#f1f2ef',
    landLine: '#b4bec5',
    area: '#fbfbf8',
    areaLine: '#77838c',
    road: '#b9bfc2',
    label: '#22292e',
    halo: '#ffffff',
    chosen: '#0a58a8',
  },
  dark: {
    sea: '#0a0f13',
    land: '#12181c',
    landLine: '#2c373f',
    area: '#181f24',
    areaLine: '#66747f',
    road: '#36424a',
    label: '#d5dde3',
    halo: '#0c1013',
    chosen: '#8cc6ff',
  },
};

const okabeIto = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c7f00', '#6b6b6b'];
const okabeItoDark = ['#4aa8e0', '#ff8b3d', '#2ec79b', '#e9a5c8', '#f3b931', '#86ccf5', '#d9cb3f', '#a8a8a8'];

/** A colour for the n-th of a few groups; they come round again after eight. */
export const groupColour = (theme: Theme, index: number): string => {
  const set = theme === 'dark' ? okabeItoDark : okabeIto;
  return set[index % set.length]!;
};
