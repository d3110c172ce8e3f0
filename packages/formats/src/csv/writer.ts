/** A value that a table can hold. */
export type CsvValue = string | number | bigint | boolean | null | undefined;

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const formulaStart = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n;\t]|^\s|\s$/;

/**
 * One field. Text that a spreadsheet would run as a formula (it starts with = + - @, tab or carriage return and is no
 * number) gets a single quote in front. Source: OWASP, CSV Injection.
 */
export const csvField = (value: CsvValue): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formulaStart.test(value) && !number.test(value) ? `'${value}` : value;
  return quoted(safe);
};

/** One line of a table after RFC 4180, with its CRLF. */
export const csvLine = (values: readonly CsvValue[]): string =>
  // a lone empty field is quoted, because an empty line is no row
  values.length === 1 && csvField(values[0]) === '' ? '""\r\n' : `${values.map(csvField).join(',')}\r\n`;

/** One line exactly as given, formulas included: only for files that no spreadsheet opens. */
export const csvLineVerbatim = (values: readonly string[], delimiter = ','): string =>
  values.length === 1 && values[0] === '' ? '""\r\n' : `${values.map(quoted).join(delimiter)}\r\n`;

const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
