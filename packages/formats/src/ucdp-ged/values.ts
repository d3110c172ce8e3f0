/** Strict readings of single fields, by character codes because an import reads millions of them. */

const zero = 48;
const nine = 57;

/** A whole number such as `12` or `-1`; NaN for anything else, empty included. At most 15 digits. */
export const wholeNumber = (text: string): number => {
  const negative = text.charCodeAt(0) === 45;
  const from = negative ? 1 : 0;
  const length = text.length;
  if (length === from || length > from + 15) return Number.NaN;
  let value = 0;
  for (let at = from; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < zero || code > nine) return Number.NaN;
    value = value * 10 + code - zero;
  }
  return negative ? -value : value;
};

const decimal = /^-?\d{1,15}(?:\.\d{0,20})?(?:e-?\d{1,2})?$/i;

/** A decimal number with a point; NaN for anything else, empty included. */
export const decimalNumber = (text: string): number => (decimal.test(text) ? Number(text) : Number.NaN);

const thousands = /^-?\d{1,3}([,.'\u00a0\u202f ]\d{3})+$/;
const decimalComma = /^-?\d+,\d+$/;

/** What may be wrong with text that should be a number, as advice; empty where nothing comes to mind. */
export const numberAdvice = (text: string, kind: 'whole' | 'decimal' = 'whole'): string => {
  if (text.trim() === '') return ' The field is empty.';
  if (kind === 'decimal' && decimalComma.test(text))
    return ` Use a point for decimals: write ${text.replace(',', '.')}.`;
  if (kind === 'whole' && thousands.test(text))
    return ` It seems to have thousands separators: write ${text.replaceAll(/[^\d-]/g, '')}.`;
  if (text !== text.trim()) return ' Remove the spaces around it.';
  return /\d[,'\u00a0\u202f ]\d{3}/.test(text) ? ' Remove the thousands separators.' : '';
};

const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Is there such a day? Proleptic Gregorian calendar, years 1800–2200. */
export const dayExists = (year: number, month: number, day: number): boolean => {
  if (!(year >= 1800 && year <= 2200 && month >= 1 && month <= 12 && day >= 1)) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= lengths[month - 1]! + (leap ? 1 : 0);
};

/**
 * `YYYY-MM-DD` of a date as UCDP writes it: `YYYY-MM-DD`, alone or with a time of midnight, in any layout; with `slash`
 * also `MM/DD/YYYY`. Undefined where there is no such day or it is written otherwise.
 */
export const gedDay = (text: string, slash: boolean): string | undefined => {
  if (text.charCodeAt(4) === 45 && text.charCodeAt(7) === 45) {
    const exists = dayExists(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8));
    return exists && timeFollows(text) ? text.slice(0, 10) : undefined;
  }
  if (slash && text.charCodeAt(2) === 47 && text.charCodeAt(5) === 47) {
    const exists = dayExists(two(text, 6) * 100 + two(text, 8), two(text, 0), two(text, 3));
    return exists && timeFollows(text)
      ? `${text.slice(6, 10)}-${text.slice(0, 2)}-${text.slice(3, 5)}`
      : undefined;
  }
  return undefined;
};

const timeOfDay = /^[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?$/;

const timeFollows = (text: string): boolean => {
  const length = text.length;
  if (length === 10) return true;
  // the two usual forms, without a regular expression
  if (length === 23 && text.endsWith('00:00:00.000')) return true;
  if (length === 19 && text.endsWith('00:00:00')) return true;
  return timeOfDay.test(text.slice(10));
};

/** What may be wrong with text that should be a date. */
export const dateAdvice = (text: string, slash: boolean): string => {
  if (text.trim() === '') return ' The field is empty.';
  const parts = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})/.exec(text)?.slice(1).map(Number);
  const [first, second, third] = parts ?? [];
  if (first === undefined || second === undefined || third === undefined) return '';
  if (first > 31)
    return second > 12 && third <= 12 ? ' Day and month look exchanged.' : ' There is no such day.';
  if (!slash && text.includes('/'))
    return ' A spreadsheet may have changed the dates: save them as YYYY-MM-DD.';
  return first > 12 && second <= 12 ? ' Day and month look exchanged.' : ' There is no such day.';
};

/** Cell of PRIO-GRID (half degrees, counted from the south-west, row by row, from 1). Tollefsen et al. (2012). */
export const priogridCell = (latitude: number, longitude: number): number =>
  Math.floor((latitude + 90) * 2) * 720 + Math.floor((longitude + 180) * 2) + 1;
