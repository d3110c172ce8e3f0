import type { DatePrecision, Geometry, PlacePrecision } from '@bluehelm/kernel';
import type { AnyKind } from './kind.ts';

/** A record as it comes from a source's row: parsed and valid, ready to be written in bulk. */
export interface SourceDraft {
  /** the row's own identifier at its source; the same identifier is the same record for ever */
  readonly sourceId: string;
  readonly state?: string;
  /** milliseconds since 1970; null where the kind needs no time */
  readonly when: { readonly start: number; readonly end: number; readonly precision: DatePrecision } | null;
  readonly where: {
    readonly lon: number;
    readonly lat: number;
    readonly precision: PlacePrecision;
    readonly geometry?: Geometry;
  } | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly line?: number;
  /** the source's row as it was read */
  readonly raw?: string;
  /** number of the marking; the batch's where missing */
  readonly marking?: number;
}

/** How a room takes in the rows of one format: parsed value in, draft out. */
export interface Importer<Value = unknown> {
  /** `Format.id` of the driver in packages/formats */
  readonly format: string;
  /** name under which its records are known: `ucdp-ged` */
  readonly source: string;
  readonly kind: AnyKind;
  readonly draft: (value: Value) => Omit<SourceDraft, 'line' | 'raw'>;
}
