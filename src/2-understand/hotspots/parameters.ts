import { resolution } from '@bluehelm/kernel';
import { type Filter, filter, type RecordNeeds } from '../../foundation/records/index.ts';

/** Where p comes from: the normal law, or random rearrangements of the map, drawn from a seed. */
export type Inference = 'analytic' | { readonly permutations: number; readonly seed: number };

/** `permutation`: as many as the number of hexagons needs. */
export type AskedInference = 'permutation' | Inference;

const fewestPermutations = 9_999;
export const mostPermutations = 499_999;

/**
 * The inference that is used. A lone hotspot among n hexagons reaches q ≤ 0.05 only where p can fall to 0.05 / n, so it
 * takes twenty permutations a hexagon.
 */
export const settledInference = (asked: AskedInference, hexagons: number): Inference =>
  asked === 'permutation'
    ? { permutations: Math.min(mostPermutations, Math.max(fewestPermutations, 20 * hexagons - 1)), seed: 1 }
    : asked;

/** What a hotspot surface is asked for. */
export interface HotspotParameters {
  /** H3; where missing, chosen by the size of the area, and by the number of incidents and how precisely they are placed */
  readonly resolution?: number;
  /** days, both included */
  readonly from?: string;
  readonly to?: string;
  /** names of categories; all where missing */
  readonly categories?: readonly string[];
  /** least number of deaths */
  readonly least?: number;
  /** coarsest place precision still wanted (UCDP where_prec) */
  readonly placePrecision?: number;
  /** incidents, or incidents a year per 100 000 inhabitants; default count */
  readonly measure?: 'count' | 'rate';
  /** incidents known less precisely than a hexagon; default leave-out */
  readonly coarse?: 'leave-out' | 'spread';
  /** where p comes from; default permutation, because most hexagons have no incident and the normal law then misleads */
  readonly inference?: AskedInference;
}

/** Parameters with every choice made but that of the resolution. */
export type Settled = HotspotParameters &
  Required<Pick<HotspotParameters, 'measure' | 'coarse' | 'inference'>>;

/** @throws Problem RESOLUTION_OUT_OF_RANGE */
export const settled = (given: HotspotParameters): Settled => ({
  ...(given.resolution === undefined ? {} : { resolution: resolution(given.resolution) }),
  ...(given.from ? { from: given.from } : {}),
  ...(given.to ? { to: given.to } : {}),
  ...(given.categories?.length ? { categories: [...given.categories].sort() } : {}),
  ...(given.least === undefined ? {} : { least: given.least }),
  ...(given.placePrecision === undefined ? {} : { placePrecision: given.placePrecision }),
  measure: given.measure ?? 'count',
  coarse: given.coarse ?? 'leave-out',
  inference: given.inference ?? 'permutation',
});

/** Which incidents are meant. @throws Problem FILTER_REFUSED */
export const incidentFilter = (needs: RecordNeeds, asked: Settled): Filter => {
  const { from, to, categories, least, placePrecision } = asked;
  return filter(needs.kinds.get('incident'), {
    from,
    to,
    category: categories?.join(','),
    least,
    placePrecision,
  });
};
