import { storableText } from '../database/index.ts';

type Cell = string | number | bigint | null | undefined;

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const escaped = (text: string): string => {
  const clean = storableText(text);
  return special.test(clean) ? clean.replace(/[\\\t\n\r]/g, (one) => escapes[one]!) : clean;
};

/** Cells of a line of COPY's text format, without its end (PostgreSQL manual, COPY, "Text Format"). */
export const copyCells = (cells: readonly Cell[]): string => {
  let row = '';
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (i > 0) row += '\t';
    row +=
      cell === null || cell === undefined
        ? '\\N'
        : typeof cell === 'string'
          ? escaped(cell)
          : cell.toString();
  }
  return row;
};

/** A time as COPY reads it. */
export const copyTime = (ms: number): string => new Date(ms).toISOString();
