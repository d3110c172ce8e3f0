import type { Limits } from '../format.ts';
import { type CsvRow, csvParser } from './parser.ts';

export interface CsvOptions {
  readonly delimiter: string;
  readonly limits: Pick<Limits, 'fieldLength' | 'rowLength'>;
}

/** Rows of a table, in groups as they come (one group per piece of text), header included. */
export async function* csvRows(text: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<CsvRow[]> {
  const parser = csvParser(options.delimiter, options.limits);
  for await (const piece of text) {
    const rows = parser.push(piece);
    if (rows.length > 0) yield rows;
  }
  const last = parser.end();
  if (last.length > 0) yield last;
}

/** The rows of a short text, all at once. */
export const csvRowsOf = (text: string, options: CsvOptions): CsvRow[] => {
  const parser = csvParser(options.delimiter, options.limits);
  return [...parser.push(text), ...parser.end()];
};
