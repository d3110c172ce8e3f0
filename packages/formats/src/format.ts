/**
 * What every format driver is: a recogniser and a streaming reader. A format turns bytes into typed values and knows
 * nothing of databases; rows that cannot be read are refused one by one, with their line, and never stop the rest.
 */

/** Where bytes come from. A zip needs `path` or `bytes`, because its directory stands at its end. */
export type Input = (
  | { readonly path: string }
  | { readonly bytes: Uint8Array }
  | { readonly stream: AsyncIterable<Uint8Array> }
) & {
  /** the file's name as the user knows it; taken from `path` where missing */
  readonly name?: string;
};

export type Container = 'plain' | 'gzip' | 'zip';

/** Bounds that keep hostile input cheap. Every one of them ends in a Problem that names it. */
export interface Limits {
  /** bytes after decompression; default 20 GB */
  readonly totalBytes: number;
  /** decompressed : compressed, looked at after the first 10 MB of output; default 200 */
  readonly expansion: number;
  /** characters in one field of a table; default 1 000 000 */
  readonly fieldLength: number;
  /** characters in one row of a table, or in one element of a JSON array; default 4 000 000 */
  readonly rowLength: number;
  /** levels of nesting in JSON; default 64 */
  readonly depth: number;
}

export interface ReadOptions {
  /** the layout that `recognise` found; recognised again from the first bytes where missing */
  readonly layout?: string;
  /** a WHATWG encoding label such as `windows-1252`; UTF-8, or UTF-16 with a byte-order mark, where missing */
  readonly encoding?: string;
  /** the entry to read of a zip that holds several */
  readonly entry?: string;
  /** rows per batch, accepted and refused together; default 1000 */
  readonly batchRows?: number;
  readonly limits?: Partial<Limits>;
  readonly signal?: AbortSignal;
}

/** One thing wrong with one row. */
export interface RowFault {
  /** the column as the file calls it, or `row` where the whole row is meant */
  readonly column: string;
  /** what stood there, at most 200 characters of it */
  readonly given: string;
  /** what was expected, and how to mend it where that is known: one sentence */
  readonly reason: string;
}

/** A row that was read. */
export interface Row<Value> {
  /** line of the file on which the row starts, counted from 1; a header is line 1 */
  readonly line: number;
  /** the row's text exactly as it stood in the file (of JSON: the element's text), without its line end */
  readonly raw: string;
  readonly value: Value;
}

/** A row that was refused: once per row. `column`, `given`, `reason` are those of its first fault. */
export interface Refusal extends RowFault {
  readonly line: number;
  readonly raw: string;
  /** all that was found wrong, the first included */
  readonly faults: readonly RowFault[];
}

/** Some rows of the input, in its order. */
export interface Batch<Value> {
  readonly rows: readonly Row<Value>[];
  readonly refused: readonly Refusal[];
  /** bytes of the (compressed) input consumed so far, for progress */
  readonly bytesRead: number;
  /** the input's size, where it is known */
  readonly bytesTotal: number | undefined;
}

/** How one column of the file is used. */
export interface ColumnMapping {
  readonly column: string;
  /** path of the field in the value, such as `deaths.best`; undefined where the column is not used */
  readonly field: string | undefined;
  /** one short sentence for people: unit, conversion, or why it is not used */
  readonly note: string;
}

/** What a driver says about the first bytes of a file. */
export interface Recognition {
  /** `Format.id` */
  readonly format: string;
  readonly title: string;
  /** which of the format's layouts, such as `release` or `country-export` */
  readonly layout: string;
  readonly mapping: readonly ColumnMapping[];
  /** 0–1; 1 = every column that the layout names is there */
  readonly confidence: number;
  /** what stops the file from being read (missing or doubled columns); empty when it can be read */
  readonly faults: readonly RowFault[];
  readonly container: Container;
  readonly encoding: string;
}

/** The first bytes of an input, unpacked and decoded: what drivers recognise. Made by `headOf`. */
export interface Head {
  readonly name: string;
  readonly text: string;
  readonly container: Container;
  readonly encoding: string;
  /** true where the text is the whole input */
  readonly whole: boolean;
}

/** A driver. */
export interface Format<Value> {
  /** stable, used by `--source`: `ucdp-ged` */
  readonly id: string;
  readonly title: string;
  /** Is this mine? Never throws; undefined means no. */
  readonly recognise: (head: Head) => Recognition | undefined;
  /**
   * Reads an input in constant memory. Whole-file faults (not this format, missing columns, wrong encoding, a limit
   * passed, truncated gzip) are thrown as a Problem; row faults are listed in the batch. Stopping the iteration early
   * closes the file. Strings in values may share memory with their batch: copy what you keep for long.
   */
  readonly read: (input: Input, options?: ReadOptions) => AsyncIterable<Batch<Value>>;
}

/** Builds a refusal from its faults (one or more). */
export const refusal = (line: number, raw: string, faults: readonly RowFault[]): Refusal => {
  const first = faults[0] ?? { column: 'row', given: '', reason: 'The row cannot be read.' };
  return { line, raw, column: first.column, given: first.given, reason: first.reason, faults };
};

/** What stood there, short enough for a message. */
export const shown = (given: unknown): string => {
  const text = typeof given === 'string' ? given : (JSON.stringify(given) ?? String(given));
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
};
