import type { ServerProblem } from '../../../foundation/shell/client.ts';
import type { Box } from '../../../foundation/shell/map/resolution.ts';

/** What the server recognised in a file's first bytes. */
export interface Inspection {
  readonly format: string;
  readonly title: string;
  readonly layout: string;
  readonly confidence: number;
  readonly mapping: readonly {
    readonly column: string;
    readonly field?: string | null;
    readonly note: string;
  }[];
  readonly faults: readonly { readonly column: string; readonly given: string; readonly reason: string }[];
}

/** The part of an import's body that the page shows. */
export interface ImportFigures {
  readonly file: string;
  readonly bytes?: number;
  readonly bytesRead: number;
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly extent?: readonly [number, number, number, number];
  readonly problem?: ServerProblem['document'];
}

/** bytes that are sent to be looked at */
export const headBytes = 262_144;

const pattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const isMissionName = (text: string): boolean => pattern.test(text);

/** A mission's name out of a file's: `GEDEvent_v25 Mali.csv.gz` → `gedevent-v25-mali` */
export const missionNameFor = (file: string): string =>
  file
    .replace(/(\.(csv|tsv|txt|json|geojson|zip|gz|xlsx))+$/i, '')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '') || 'imported';

/** An import's extent as a box, a single place widened a little. */
export const extentBox = ([west, south, east, north]: readonly [number, number, number, number]): Box =>
  west === east && south === north
    ? { west: west - 0.2, south: south - 0.2, east: east + 0.2, north: north + 0.2 }
    : { west, south, east, north };
