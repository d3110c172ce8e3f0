import type { Format, Recognition } from './format.ts';
import { boundaries } from './geojson/boundaries.ts';
import { geonames } from './geonames/geonames.ts';
import { headOf } from './open/head.ts';
import { ucdpGedGeojson } from './ucdp-ged/json-format.ts';
import { ucdpGed } from './ucdp-ged/table-format.ts';

/** Every driver there is. A new one is one line here and one folder. */
export const formats = [
  ucdpGed,
  ucdpGedGeojson,
  geonames,
  boundaries,
] as const satisfies readonly Format<unknown>[];

/** The driver with this id, or undefined. */
export const formatOf = (id: string): (typeof formats)[number] | undefined =>
  formats.find((format) => format.id === id);

/**
 * Which format is this? Looks only at the first bytes (64 KB are plenty); packed input is unpacked for it. The best
 * recognition of all drivers, or undefined where none knows it. Never throws. Where its `faults` are not empty, reading
 * would be refused for these reasons.
 */
export const recognise = (
  firstChunk: Uint8Array,
  name: string,
  encoding?: string,
): Recognition | undefined => {
  const head = headOf(firstChunk, name, encoding);
  let best: Recognition | undefined;
  for (const format of formats) {
    const found = format.recognise(head);
    if (found !== undefined && found.confidence > (best?.confidence ?? 0)) best = found;
  }
  return best;
};
