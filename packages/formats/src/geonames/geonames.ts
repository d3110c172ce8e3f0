import { columnKey, headerFaults, refuseHeader } from '../csv/header.ts';
import { csvParser } from '../csv/parser.ts';
import { type Format, type Head, type RowFault, shown } from '../format.ts';
import { limitsOf } from '../open/limits.ts';
import { type Dialect, readTable, usualDialect } from '../table.ts';
import { decimalNumber, numberAdvice, wholeNumber } from '../ucdp-ged/values.ts';

/** A named place of GeoNames. Source of meanings: download.geonames.org/export/dump/readme.txt. */
export interface GeoName {
  readonly geonameId: number;
  readonly name: string;
  readonly asciiName: string;
  readonly alternateNames: readonly string[];
  /** degrees, WGS 84 */
  readonly latitude: number;
  readonly longitude: number;
  /** `P` a settlement, `A` an area, … */
  readonly featureClass: string;
  readonly featureCode: string;
  /** ISO 3166-1, two letters */
  readonly countryCode: string;
  readonly admin1: string | undefined;
  readonly admin2: string | undefined;
  readonly population: number | undefined;
  /** metres */
  readonly elevation: number | undefined;
  readonly timezone: string | undefined;
  readonly modified: string | undefined;
}

/** The 19 columns in GeoNames' own order, in which files without a header stand. */
const columns = [
  ['geonameid', 'geonameId', 'identifies the place'],
  ['name', 'name', 'name'],
  ['asciiname', 'asciiName', 'name in plain letters'],
  ['alternatenames', 'alternateNames', 'other names, separated by commas'],
  ['latitude', 'latitude', 'degrees, WGS 84'],
  ['longitude', 'longitude', 'degrees, WGS 84'],
  ['feature_class', 'featureClass', 'P a settlement, A an area'],
  ['feature_code', 'featureCode', 'kind of place'],
  ['country_code', 'countryCode', 'two letters, ISO 3166-1'],
  ['cc2', undefined, 'other countries; left out'],
  ['admin1_code', 'admin1', 'first division'],
  ['admin2_code', 'admin2', 'second division'],
  ['admin3_code', undefined, 'left out'],
  ['admin4_code', undefined, 'left out'],
  ['population', 'population', 'people'],
  ['elevation', 'elevation', 'metres'],
  ['dem', undefined, 'elevation model; left out'],
  ['timezone', 'timezone', 'time zone'],
  ['modification_date', 'modified', 'last change'],
] as const;

const names = columns.map(([name]) => name);
const required = ['geonameid', 'name', 'latitude', 'longitude', 'feature_class', 'country_code'];
const title = 'GeoNames places';

/** GeoNames: the official tab-separated dump without a header, or any table with its column names. */
export const geonames: Format<GeoName> = {
  id: 'geonames',
  title,
  recognise: (head) => {
    const row = firstRow(head);
    const bare = isHeaderless(row);
    const header = bare ? names : row;
    const known = header.filter((name) => names.some((own) => own === columnKey(name)));
    if (!bare && (known.length < 6 || !known.some((name) => columnKey(name) === 'geonameid')))
      return undefined;
    return {
      format: 'geonames',
      title,
      layout: bare ? 'dump' : 'header',
      mapping: header.map((name) => {
        const own = columns.find(([column]) => column === columnKey(name));
        return { column: name, field: own?.[1], note: own?.[2] ?? 'not a column of GeoNames; left out' };
      }),
      confidence: known.length / names.length,
      faults: bare ? [] : headerFaults(row, required),
      container: head.container,
      encoding: head.encoding,
    };
  },
  read: (input, options = {}) =>
    readTable(
      input,
      options,
      (first) => {
        const bare = isHeaderless(first);
        if (!bare) refuseHeader(headerFaults(first, required), title);
        return { firstIsData: bare, read: placeReader(bare ? names : first) };
      },
      dialectOf,
    ),
};

const isHeaderless = (row: readonly string[]): boolean =>
  row.length === 19 && wholeNumber(row[0] ?? '') > 0 && !Number.isNaN(decimalNumber(row[4] ?? ''));

const dialectOf = (text: string): Dialect => {
  const tabs = text.slice(0, Math.max(0, text.indexOf('\n'))).split('\t').length;
  return tabs === 19 ? { delimiter: '\t', quotes: false } : usualDialect(text);
};

const firstRow = (head: Head): readonly string[] => {
  try {
    const dialect = dialectOf(head.text);
    const parser = csvParser(dialect.delimiter, limitsOf(undefined), dialect.quotes);
    return [...parser.push(head.text), ...(head.whole ? parser.end() : [])][0]?.fields ?? [];
  } catch {
    return [];
  }
};

const placeReader = (header: readonly string[]) => {
  const keys = header.map(columnKey);
  const at = Object.fromEntries(names.map((name) => [name, keys.indexOf(name)])) as Record<
    (typeof names)[number],
    number
  >;
  return (fields: readonly string[]): GeoName | RowFault[] => {
    const faults: RowFault[] = [];
    const text = (name: (typeof names)[number]): string => fields[at[name]] ?? '';
    const optional = (name: (typeof names)[number]) => text(name) || undefined;
    const fault = (name: (typeof names)[number], reason: string) =>
      void faults.push({ column: name, given: shown(text(name)), reason });
    const degrees = (name: 'latitude' | 'longitude', limit: number): number => {
      const value = decimalNumber(text(name));
      if (!(Math.abs(value) <= limit))
        fault(
          name,
          `Degrees from -${limit} to ${limit} were expected.${numberAdvice(text(name), 'decimal')}`,
        );
      return value;
    };
    const whole = (name: (typeof names)[number]): number | undefined => {
      if (text(name) === '') return undefined;
      const value = wholeNumber(text(name));
      if (Number.isNaN(value)) fault(name, `A whole number was expected.${numberAdvice(text(name))}`);
      return value;
    };
    if (fields.length < header.length)
      return [
        { column: 'row', given: `${fields.length} fields`, reason: `${header.length} fields were expected.` },
      ];
    if (text('name') === '') fault('name', 'A name was expected.');
    if (!(wholeNumber(text('geonameid')) > 0)) fault('geonameid', 'The number of the place was expected.');
    const place: GeoName = {
      geonameId: wholeNumber(text('geonameid')),
      name: text('name'),
      asciiName: text('asciiname') || text('name'),
      alternateNames: text('alternatenames') === '' ? [] : text('alternatenames').split(','),
      latitude: degrees('latitude', 90),
      longitude: degrees('longitude', 180),
      featureClass: text('feature_class'),
      featureCode: text('feature_code'),
      countryCode: text('country_code'),
      admin1: optional('admin1_code'),
      admin2: optional('admin2_code'),
      population: whole('population'),
      elevation: whole('elevation'),
      timezone: optional('timezone'),
      modified: optional('modification_date'),
    };
    return faults.length > 0 ? faults : place;
  };
};
