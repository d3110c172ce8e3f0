import type { PlacePrecision } from './geography.ts';

/**
 * The finest H3 resolution at which a place of this precision can be put into one hexagon, -1 for none. The rule: a
 * hexagon's mean edge (Uber H3, "Tables of cell statistics") is no shorter than the place's radius of uncertainty.
 * `near` is 25 km by UCDP's definition; districts and provinces are taken as discs of 60 and 150 km, typical of the
 * countries where missions are. What is only known to a region or country stands at a symbolic point: it never fits.
 */
const finest: Readonly<Record<PlacePrecision, number>> = {
  1: 15,
  // mean edge 26.1 km
  2: 4,
  // 68.9 km
  3: 3,
  // 183 km
  4: 2,
  5: -1,
  6: -1,
  7: -1,
};

/** Whether a place of this precision can be put into one hexagon of a resolution, or is too coarse for it. */
export const fitsCell = (precision: PlacePrecision, resolution: number): boolean =>
  resolution <= finest[precision];

/** The coarsest place precision that fits hexagons of a resolution. */
export const coarsestFor = (resolution: number): PlacePrecision => {
  for (const precision of [4, 3, 2] as const) if (fitsCell(precision, resolution)) return precision;
  return 1;
};
