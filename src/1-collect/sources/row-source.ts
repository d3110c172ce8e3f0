import type { Batch } from '@bluehelm/formats';

/** Where an import's rows come from, recognised and ready to be read: a file, a stream, an API. */
export interface RowSource {
  /** the file's name, or the address, as the user knows it */
  readonly name: string;
  /** id of the format its rows are in; the room that takes them in is found by it */
  readonly format: string;
  readonly title: string;
  readonly layout: string;
  /** its columns, where it has any */
  readonly header: readonly string[];
  /** its size, where it is known before reading */
  readonly bytes: number | undefined;
  /** what else decides what is read, for the record's provenance; no secrets */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** reads it from its beginning, streaming */
  readonly batches: (options: BatchOptions) => AsyncIterable<Batch<unknown>>;
}

export interface BatchOptions {
  /** rows per batch that suit the reader */
  readonly batchRows: number;
  readonly signal?: AbortSignal;
}
