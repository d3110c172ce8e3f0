import { Problem } from '@bluehelm/kernel';
import type { Limits, RowFault } from '../format.ts';
import { formatProblems } from '../problems.ts';

export interface CsvRow {
  /** line on which the row starts, from 1 */
  readonly line: number;
  /** the row as it stood in the file, without its line end */
  readonly raw: string;
  readonly fields: string[];
  /** set where the row breaks the grammar; its fields are then the best reading of it */
  readonly fault: RowFault | undefined;
}

/** A parser with a memory: give it text piece by piece, get the rows that are complete. */
export interface CsvParser {
  readonly push: (text: string) => CsvRow[];
  /** the last row, where the text does not end with a line end */
  readonly end: () => CsvRow[];
}

const carriageReturn = 13;

/**
 * Rows of a delimited table after RFC 4180: fields may be quoted, quotes are doubled inside, quoted fields may span
 * lines. Rows end with LF or CRLF; empty lines are passed over. A lone quote inside an unquoted field is kept as it
 * is. Linear in the text as long as pieces are larger than rows; memory is one piece and one row.
 * @throws Problem FORMAT_ROW_LIMIT where a field or row passes its limit, with its line
 */
export const csvParser = (
  delimiter: string,
  limits: Pick<Limits, 'fieldLength' | 'rowLength'>,
  /** false where quotes are ordinary characters, as in GeoNames' dumps */
  quotes = true,
): CsvParser => {
  const quote = quotes ? 34 : -1;
  const { fieldLength, rowLength } = limits;
  let rest = '';
  let width = 0;
  let line = 1;

  const parse = (text: string, last: boolean): CsvRow[] => {
    const rows: CsvRow[] = [];
    const end = text.length;
    // the next delimiter and line end at or after the place in hand: looked up once each, never twice (indexOf scans
    // several times as fast as a loop over character codes); `end` where there is none
    let nextDelimiter = -1;
    let nextLineEnd = text.indexOf('\n');
    if (nextLineEnd === -1) nextLineEnd = end;
    let rowStart = 0;
    let rowLine = line;

    while (rowStart < end) {
      // as long as the row before: an array that grows is copied again and again
      const fields: string[] = new Array(width);
      let filled = 0;
      let fault: RowFault | undefined;
      let lineEndsPassed = 0;
      let at = rowStart;
      let rowEnd = -1;

      while (rowEnd === -1) {
        let after = at;
        let quoted: string | undefined;
        if (text.charCodeAt(at) === quote) {
          let close = text.indexOf('"', at + 1);
          let doubled = false;
          while (close !== -1 && text.charCodeAt(close + 1) === quote) {
            doubled = true;
            close = text.indexOf('"', close + 2);
          }
          if ((close === -1 ? end : close) - at > fieldLength) throw tooLong('field', fieldLength, rowLine);
          if (close === -1) {
            if (!last) break;
            fault = { column: 'row', given: text.slice(at, at + 60), reason: unclosed(rowLine) };
            close = end;
          }
          const body = text.slice(at + 1, close);
          quoted = doubled ? body.replaceAll('""', '"') : body;
          after = Math.min(close + 1, end);
        }

        if (nextDelimiter < after) {
          nextDelimiter = text.indexOf(delimiter, after);
          if (nextDelimiter === -1) nextDelimiter = end;
        }
        while (nextLineEnd < after) {
          lineEndsPassed++;
          nextLineEnd = text.indexOf('\n', nextLineEnd + 1);
          if (nextLineEnd === -1) nextLineEnd = end;
        }
        const stop = nextDelimiter < nextLineEnd ? nextDelimiter : nextLineEnd;
        if (stop - after > fieldLength) throw tooLong('field', fieldLength, rowLine);
        // more may follow: a piece can end inside a field, between CR and LF, or between two quotes
        if (stop === end && !last) break;
        const endsRow = stop !== nextDelimiter || stop === end;
        const contentEnd =
          endsRow && stop > after && text.charCodeAt(stop - 1) === carriageReturn ? stop - 1 : stop;
        if (quoted === undefined) fields[filled++] = text.slice(after, contentEnd);
        else if (contentEnd === after) fields[filled++] = quoted;
        else {
          // say so, but keep the text with its field
          fault ??= {
            column: 'row',
            given: text.slice(after, Math.min(contentEnd, after + 60)),
            reason: afterQuote,
          };
          fields[filled++] = quoted + text.slice(after, contentEnd);
        }
        at = stop + 1;
        if (endsRow) rowEnd = contentEnd;
      }

      if (rowEnd === -1) break;
      if (filled !== width) {
        fields.length = filled;
        width = filled;
      }
      if (rowEnd - rowStart > rowLength) throw tooLong('row', rowLength, rowLine);
      if (rowEnd > rowStart) rows.push({ line: rowLine, raw: text.slice(rowStart, rowEnd), fields, fault });
      while (nextLineEnd < at && nextLineEnd < end) {
        lineEndsPassed++;
        nextLineEnd = text.indexOf('\n', nextLineEnd + 1);
        if (nextLineEnd === -1) nextLineEnd = end;
      }
      rowLine += lineEndsPassed;
      rowStart = Math.min(at, end);
    }

    line = rowLine;
    rest = text.slice(rowStart);
    if (rest.length > rowLength) throw tooLong('row', rowLength, rowLine);
    return rows;
  };

  return {
    push: (text) => parse(rest.length === 0 ? text : rest + text, false),
    end: () => parse(rest, true),
  };
};

const afterQuote =
  'Text follows a closing quote: a quote inside a quoted field is written twice, and a delimiter follows its end.';

const unclosed = (line: number): string =>
  `A quote that opens in the row of line ${line} is never closed, so all that follows belongs to it: close it, or double it where it is part of the text.`;

const tooLong = (what: string, limit: number, line: number): Problem =>
  new Problem(
    formatProblems.rowLimit,
    `A ${what} that starts on line ${line} is longer than ${limit} characters, the limit.`,
    { mend: 'The file may be no table, miss its line ends, or miss a closing quote on that line.' },
  );
