import type { Query } from '../../../foundation/shell/client.ts';
import type { UrlState } from '../../../foundation/shell/url-state.ts';

export const measures = ['count', 'rate'] as const;
export const coarses = ['leave-out', 'spread'] as const;
export const inferences = ['permutation', 'analytic'] as const;

/** How hotspots are to be found, as the address says it. */
export interface HotspotSettings {
  /** undefined: the server chooses by area and number of incidents */
  readonly resolution: number | undefined;
  readonly measure: (typeof measures)[number];
  readonly coarse: (typeof coarses)[number];
  readonly inference: (typeof inferences)[number];
  /** a kept surface to show instead of a new one */
  readonly surface: string | undefined;
}

const oneOf = <T extends string>(known: readonly T[], text: string | undefined): T =>
  known.find((one) => one === text) ?? known[0]!;

/** Reads the settings; parts that make no sense are taken as not said. */
export const readSettings = (url: UrlState): HotspotSettings => {
  const said = Number(url.hotspotResolution);
  return {
    resolution: Number.isInteger(said) && said >= 2 && said <= 8 ? said : undefined,
    measure: oneOf(measures, url.measure),
    coarse: oneOf(coarses, url.coarse),
    inference: oneOf(inferences, url.inference),
    surface: url.surface,
  };
};

/** Settings and filters as the preview's query. */
export const previewQuery = (settings: HotspotSettings, filters: Query): Query => ({
  from: filters.from,
  to: filters.to,
  category: filters.category,
  least: filters.least,
  placePrecision: filters.placePrecision,
  resolution: settings.resolution,
  measure: settings.measure,
  coarse: settings.coarse,
  inference: settings.inference,
});

/** The same as the body that keeps the surface. */
export const keepBody = (settings: HotspotSettings, filters: Query): object => ({
  ...(filters.from === undefined ? {} : { from: filters.from }),
  ...(filters.to === undefined ? {} : { to: filters.to }),
  ...(typeof filters.category === 'string' ? { categories: filters.category.split(',') } : {}),
  ...(filters.least === undefined ? {} : { least: filters.least }),
  ...(settings.resolution === undefined ? {} : { resolution: settings.resolution }),
  measure: settings.measure,
  coarse: settings.coarse,
  inference: settings.inference,
});
