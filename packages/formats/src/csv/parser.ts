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

const quote = 34;
const newline = 10;
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
  firstLine = 1,
): CsvParser => {
  const separator = delimiter.charCodeAt(0);
  let rest = '';
  let line = firstLine;

  const parse = (text: string, last: boolean): CsvRow[] => {
    const rows: CsvRow[] = [];
    const end = text.length;
    let rowStart = 0;
    // the next line end not yet counted; keeps line numbers true without looking at every character
    let nextLine = 0;
    let startLine = line;

    while (rowStart < end) {
      const fields: string[] = [];
      let fault: RowFault | undefined;
      let at = rowStart;
      let rowEnd = -1;
      let next = -1;

      while (next === -1) {
        if (at < end && text.charCodeAt(at) === quote) {
          let close = text.indexOf('"', at + 1);
          let doubled = false;
          while (close !== -1 && close + 1 < end && text.charCodeAt(close + 1) === quote) {
            doubled = true;
            close = text.indexOf('"', close + 2);
          }
          // a quote at the very end of a piece may be the first of two
          if (close === -1 || (close + 1 === end && !last)) {
            if (end - at > limits.fieldLength) throw tooLong('field', limits.fieldLength, startLine);
            if (!last) break;
            if (close === -1) {
              fault = { column: 'row', given: text.slice(at, at + 60), reason: unclosed(startLine) };
              close = end;
            }
          }
          if (close - at > limits.fieldLength) throw tooLong('field', limits.fieldLength, startLine);
          const body = text.slice(at + 1, close);
          fields.push(doubled ? body.replaceAll('""', '"') : body);
          at = Math.min(close + 1, end);
          let after = at < end ? text.charCodeAt(at) : -1;
          if (after === carriageReturn) {
            if (at + 1 >= end && !last) break;
            if (at + 1 >= end || text.charCodeAt(at + 1) === newline) {
              rowEnd = at;
              next = Math.min(at + 2, end);
              continue;
            }
          }
          if (after !== separator && after !== newline && after !== -1) {
            // text after a closing quote: say so, keep it with the field and go on to the next delimiter
            const from = at;
            for (; at < end; at++) {
              after = text.charCodeAt(at);
              if (after === separator || after === newline) break;
            }
            if (at === end && !last) break;
            fault ??= { column: 'row', given: text.slice(from, Math.min(at, from + 60)), reason: afterQuote };
            fields[fields.length - 1] += text.slice(from, at);
            if (at === end) after = -1;
          }
          if (after === separator) {
            at++;
            continue;
          }
          if (after === -1 && !last) break;
          rowEnd = at;
          next = at + (after === newline ? 1 : 0);
          continue;
        }

        let stop = at;
        let code = -1;
        for (; stop < end; stop++) {
          code = text.charCodeAt(stop);
          if (code === separator || code === newline) break;
        }
        if (stop - at > limits.fieldLength) throw tooLong('field', limits.fieldLength, startLine);
        if (stop === end) {
          if (!last) break;
          code = -1;
        }
        if (code === separator) {
          fields.push(text.slice(at, stop));
          at = stop + 1;
          continue;
        }
        rowEnd = stop > at && text.charCodeAt(stop - 1) === carriageReturn ? stop - 1 : stop;
        fields.push(text.slice(at, rowEnd));
        next = code === newline ? stop + 1 : stop;
      }

      if (next === -1) break;
      if (rowEnd - rowStart > limits.rowLength) throw tooLong('row', limits.rowLength, startLine);
      if (rowEnd > rowStart) rows.push({ line: startLine, raw: text.slice(rowStart, rowEnd), fields, fault });
      for (
        let mark = text.indexOf('\n', nextLine);
        mark !== -1 && mark < next;
        mark = text.indexOf('\n', nextLine)
      ) {
        startLine++;
        nextLine = mark + 1;
      }
      nextLine = next;
      rowStart = next;
    }

    line = startLine;
    rest = text.slice(rowStart);
    if (rest.length > limits.rowLength) throw tooLong('row', limits.rowLength, startLine);
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
