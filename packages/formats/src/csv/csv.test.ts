import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitsOf } from '../open/limits.ts';
import { delimiterOf } from './delimiter.ts';
import { headerFaults, refuseHeader } from './header.ts';
import { type CsvRow, csvParser } from './parser.ts';
import { csvRowsOf } from './reader.ts';
import { csvField, csvLine, csvLineVerbatim } from './writer.ts';

const options = { delimiter: ',', limits: limitsOf(undefined) };
const fieldsOf = (text: string) => csvRowsOf(text, options).map((row) => row.fields);

const chunked = (text: string, sizes: readonly number[], delimiter = ','): CsvRow[] => {
  const parser = csvParser(delimiter, options.limits);
  const rows: CsvRow[] = [];
  let at = 0;
  for (let turn = 0; at < text.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    rows.push(...parser.push(text.slice(at, at + size)));
    at += size;
  }
  return [...rows, ...parser.end()];
};

const awkward = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ';', '\t', 'a', ' ', 'é', '😀') }),
);

test('what the writer writes, the reader reads back, however the text is cut into pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(awkward, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(',', ';', '\t'),
      (table, sizes, delimiter) => {
        const text = table.map((row) => csvLineVerbatim(row, delimiter)).join('');
        const rows = chunked(text, sizes, delimiter);
        expect(rows.map((row) => row.fields)).toEqual(table);
        expect(rows.every((row) => row.fault === undefined)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('any text gives the same rows, lines and raw text however it is cut, and raw texts stand on their lines', () => {
  fc.assert(
    fc.property(
      awkward,
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      (text, sizes) => {
        const whole = csvRowsOf(text, options);
        expect(chunked(text, sizes)).toEqual(whole);
        const lines = text.split('\n');
        for (const row of whole) {
          const from = lines.slice(0, row.line - 1).join('\n').length + (row.line > 1 ? 1 : 0);
          expect(text.startsWith(row.raw, from)).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('lines are counted through fields that span lines and through empty lines', () => {
  const rows = csvRowsOf('a,b\n"one\ntwo","three\r\nfour"\r\n\r\nx,y\n', options);
  expect(rows.map((row) => [row.line, row.fields])).toEqual([
    [1, ['a', 'b']],
    [2, ['one\ntwo', 'three\r\nfour']],
    [6, ['x', 'y']],
  ]);
  expect(rows[1]?.raw).toBe('"one\ntwo","three\r\nfour"');
});

test('a last row without a line end, and empty fields at the edges, are kept', () => {
  expect(fieldsOf('a,,\n,b,c')).toEqual([
    ['a', '', ''],
    ['', 'b', 'c'],
  ]);
  expect(fieldsOf('"q""q"')).toEqual([['q"q']]);
  expect(fieldsOf('a,')).toEqual([['a', '']]);
});

test('text after a closing quote is a fault of that row alone', () => {
  const rows = csvRowsOf('"a"b,c\nd,e\n', options);
  expect(rows[0]?.fault?.reason).toContain('closing quote');
  expect(rows[1]).toEqual({ line: 2, raw: 'd,e', fields: ['d', 'e'], fault: undefined });
});

test('a quote that never closes is said with the line it opens on', () => {
  const rows = csvRowsOf('a,b\n1,"x\n2,y\n', options);
  expect(rows[1]).toMatchObject({ line: 2, fault: { reason: expect.stringContaining('line 2') } });
});

test('a line without end is refused once it passes the limit, not after it has filled the memory', () => {
  const parser = csvParser(',', { fieldLength: 1000, rowLength: 5000 });
  const piece = 'x'.repeat(400);
  let pushed = 0;
  expect(() => {
    for (; pushed < 1000; pushed++) parser.push(piece);
  }).toThrow(/FORMAT_ROW_LIMIT.*line 1/);
  expect(pushed).toBeLessThan(4);
  const rows = csvParser(',', { fieldLength: 1000, rowLength: 5000 });
  expect(() => {
    for (let turn = 0; turn < 1000; turn++) rows.push('abc,');
  }).not.toThrow();
  expect(() => {
    for (let turn = 0; turn < 1000; turn++) rows.push('abc,');
  }).toThrow(/row that starts on line 1/);
  expect(() => csvParser(',', { fieldLength: 10, rowLength: 50 }).push('"0123456789a')).toThrow(/field/);
});

test('the delimiter is the one that stands most often outside quotes in the first line', () => {
  expect(delimiterOf('id;"a,b,c,d";c\n1,2,3,4,5,6')).toBe(';');
  expect(delimiterOf('a\tb\tc\n')).toBe('\t');
  expect(delimiterOf('only')).toBe(',');
});

test('missing and doubled columns are named together', () => {
  const faults = headerFaults(['ID', ' name', 'x', 'x'], ['id', 'name', 'date']);
  expect(faults.map((fault) => fault.column)).toEqual(['date', 'x']);
  expect(() => refuseHeader(faults, 'a test table')).toThrow(/Missing: date\. More than once: x\./);
  expect(() => refuseHeader([], 'a test table')).not.toThrow();
});

test('formulas are defused and genuine numbers are left alone', () => {
  expect(csvField('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`);
  expect(['+1 234', '-cmd', '@sum', '\tx', '\rx'].map(csvField)).toEqual([
    "'+1 234",
    "'-cmd",
    "'@sum",
    `"'\tx"`,
    `"'\rx"`,
  ]);
  expect(['-12.5', '+3', '-1e-5', '12', '-.5'].map(csvField)).toEqual(['-12.5', '+3', '-1e-5', '12', '-.5']);
  expect(csvLine([1, -2.5, true, null, undefined, 'a,b'])).toBe('1,-2.5,true,,,"a,b"\r\n');
  expect(csvLine([''])).toBe('""\r\n');
});
