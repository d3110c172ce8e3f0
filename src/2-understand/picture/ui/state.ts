import type { Query } from '../../../foundation/shell/client.ts';
import type { MapCamera } from '../../../foundation/shell/map/map-view.tsx';
import type { UrlPatch, UrlState } from '../../../foundation/shell/url-state.ts';

export const layerNames = ['hexagons', 'hotspots', 'points', 'places'] as const;
export type LayerName = (typeof layerNames)[number];

/** All that a shared address says about the picture. */
export interface PictureState {
  readonly camera: MapCamera | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly categories: readonly string[];
  readonly least: number | undefined;
  /** coarsest place precision still shown */
  readonly precision: number | undefined;
  readonly layers: ReadonlySet<LayerName>;
  /** an H3 resolution that somebody fixed; else the zoom decides */
  readonly resolution: number | undefined;
  readonly cell: string | undefined;
  readonly text: string | undefined;
}

const number = (text: string | undefined, least: number, most: number): number | undefined => {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : undefined;
};
const whole = (text: string | undefined, least: number, most: number) => {
  const value = number(text, least, most);
  return Number.isInteger(value) ? value : undefined;
};
const day = (text: string | undefined) =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined;
const list = (text: string | undefined) => text?.split(',').filter((one) => one !== '') ?? [];

const standard: readonly LayerName[] = ['hexagons', 'places'];

/** Reads the picture's state out of an address; parts that make no sense are taken as not said. */
export const readPicture = (url: UrlState): PictureState => {
  const [lon, lat, zoom] = [number(url.lon, -180, 180), number(url.lat, -90, 90), number(url.zoom, 0, 22)];
  const named = list(url.layers).filter((one): one is LayerName => layerNames.includes(one as LayerName));
  return {
    camera: lon === undefined || lat === undefined || zoom === undefined ? undefined : { lon, lat, zoom },
    from: day(url.from),
    to: day(url.to),
    categories: list(url.category),
    least: whole(url.least, 1, 1e9),
    precision: whole(url.precision, 1, 7),
    layers: new Set(url.layers === undefined ? standard : named),
    resolution: whole(url.resolution, 0, 12),
    cell: url.cell !== undefined && /^[0-9a-f]{15}$/.test(url.cell) ? url.cell : undefined,
    text: url.text,
  };
};

/** Where the map looks, for the address: four digits are some ten metres. */
export const cameraPatch = ({ lon, lat, zoom }: MapCamera): UrlPatch => ({
  lon: lon.toFixed(4),
  lat: lat.toFixed(4),
  zoom: zoom.toFixed(2),
});

/** One layer switched; the standard set is not said in the address. */
export const layerPatch = (state: PictureState, layer: LayerName, on: boolean): UrlPatch => {
  const next = layerNames.filter((one) => (one === layer ? on : state.layers.has(one)));
  const isStandard = next.length === standard.length && next.every((one) => standard.includes(one));
  return { layers: isStandard ? undefined : next.join(',') || 'none' };
};

export const listPatch = (name: string, values: readonly string[]): UrlPatch => ({
  [name]: values.length === 0 ? undefined : values.join(','),
});

/** The filters as the API reads them. */
export const filterQuery = (state: PictureState): Query => ({
  from: state.from,
  to: state.to,
  category: state.categories.join(',') || undefined,
  least: state.least,
  placePrecision: state.precision,
});
