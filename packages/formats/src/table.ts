import { Problem } from '@bluehelm/kernel';
import { delimiterOf } from './csv/delimiter.ts';
import { type CsvRow, csvParser } from './csv/parser.ts';
import {
  type Batch,
  type Input,
  type ReadOptions,
  type Refusal,
  type Row,
  type RowFault,
  refusal,
} from './format.ts';
import { limitsOf } from './open/limits.ts';
import { type OpenText, openText } from './open/text.ts';
import { formatProblems } from './problems.ts';

/** Reads the fields of one row of a table. */
export type RowReader<Value> = (fields: readonly string[]) => Value | RowFault[];

export interface TableStart<Value> {
  readonly read: RowReader<Value>;
  /** true where the first row already is data (a table without a header) */
  readonly firstIsData: boolean;
}

/** How the fields of a table are parted. */
export interface Dialect {
  readonly delimiter: string;
  /** false where quotes are ordinary characters */
  readonly quotes: boolean;
}

/** The dialect of most tables: quotes, and the delimiter that the first line shows. */
export const usualDialect = (text: string): Dialect => ({ delimiter: delimiterOf(text), quotes: true });

/** What a table driver decides on seeing the first row; throws a Problem where the header does not fit. */
export type StartTable<Value> = (firstRow: readonly string[]) => TableStart<Value>;

/** Reads a delimited table from any input, row by row, in constant memory. */
export async function* readTable<Value>(
  input: Input,
  options: ReadOptions,
  start: StartTable<Value>,
  dialectOf: (firstText: string) => Dialect = usualDialect,
): AsyncGenerator<Batch<Value>> {
  const opened = await openText(input, options);
  const batches = batcher<Value>(opened, options);
  const limits = limitsOf(options.limits);
  let parser: ReturnType<typeof csvParser> | undefined;
  let read: RowReader<Value> | undefined;

  const take = (rows: readonly CsvRow[]): void => {
    for (const row of rows) {
      if (read === undefined) {
        const started = start(row.fields);
        read = started.read;
        if (!started.firstIsData) continue;
      }
      const value = row.fault === undefined ? read(row.fields) : [row.fault];
      if (Array.isArray(value)) batches.refuse(refusal(row.line, row.raw, value));
      else batches.accept({ line: row.line, raw: row.raw, value });
    }
  };

  for await (const piece of opened.text) {
    if (parser === undefined) {
      const dialect = dialectOf(piece);
      parser = csvParser(dialect.delimiter, limits, dialect.quotes);
    }
    take(parser.push(piece));
    yield* batches.full();
  }
  take(parser?.end() ?? []);
  if (read === undefined)
    throw new Problem(formatProblems.empty, 'The table holds no line.', {
      mend: 'Give a file that holds data.',
    });
  yield* batches.rest();
}

/** Gathers rows into batches of the wanted size. */
export const batcher = <Value>(
  opened: Pick<OpenText, 'bytesRead' | 'bytesTotal'>,
  options: Pick<ReadOptions, 'batchRows'>,
) => {
  const size = Math.max(1, options.batchRows ?? 1000);
  let ready: Batch<Value>[] = [];
  let rows: Row<Value>[] = [];
  let refused: Refusal[] = [];
  const close = (): void => {
    ready.push({ rows, refused, bytesRead: opened.bytesRead(), bytesTotal: opened.bytesTotal });
    rows = [];
    refused = [];
  };
  const closeIfFull = (): void => {
    if (rows.length + refused.length >= size) close();
  };
  const drain = (): Batch<Value>[] => {
    const batches = ready;
    ready = [];
    return batches;
  };
  return {
    accept: (row: Row<Value>): void => {
      rows.push(row);
      closeIfFull();
    },
    refuse: (row: Refusal): void => {
      refused.push(row);
      closeIfFull();
    },
    full: drain,
    rest: (): Batch<Value>[] => {
      if (rows.length + refused.length > 0) close();
      return drain();
    },
  };
};
