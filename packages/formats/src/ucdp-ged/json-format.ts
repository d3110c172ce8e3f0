import { Problem } from '@bluehelm/kernel';
import type { Format, Head, RowFault } from '../format.ts';
import { shown } from '../format.ts';
import { jsonSplitter } from '../json/splitter.ts';
import { readJsonArray } from '../json-array.ts';
import { nameOf } from '../open/bytes.ts';
import { limitsOf } from '../open/limits.ts';
import { formatProblems } from '../problems.ts';
import { gedColumns, gedHeader, gedLayoutOf } from './columns.ts';
import type { GedEvent } from './event.ts';
import { gedRowReader } from './read-event.ts';
import { gedRecognition } from './table-format.ts';

const title = 'UCDP Georeferenced Event Dataset (JSON)';
const arrays = ['features', 'Result'];
const header = gedHeader('release');

/** UCDP GED as GeoJSON points, or as the JSON that UCDP's API answers with. */
export const ucdpGedGeojson: Format<GedEvent> = {
  id: 'ucdp-ged-geojson',
  title,
  recognise: (head) => {
    const first = firstElement(head);
    if (first === undefined) return undefined;
    const columns = propertiesOf(first);
    const known = columns === undefined ? [] : Object.keys(columns).filter((name) => header.includes(name));
    if (!known.includes('type_of_violence') || !known.includes('side_a')) return undefined;
    const geojson = isRecord(first) && first.type === 'Feature';
    const names = geojson ? [...known, 'latitude', 'longitude'] : known;
    const present = new Set(names);
    const faults = gedColumns
      .filter((column) => column.required && !present.has(column.name))
      .map((column) => ({
        column: column.name,
        given: 'no such member',
        reason: `The member "${column.name}" is missing in the first event.`,
      }));
    return gedRecognition(
      'ucdp-ged-geojson',
      title,
      geojson ? 'geojson' : 'api',
      [...present],
      present.size,
      faults,
      head,
    );
  },
  read: (input, options = {}) =>
    readJsonArray(input, options, arrays, gedElementReader(nameOf(input)), (splitter) => {
      if (splitter.found() === undefined)
        throw new Problem(
          formatProblems.notRecognised,
          'The document has no list of events: neither "features" (GeoJSON) nor "Result" (UCDP API).',
          { mend: 'Give a FeatureCollection or an answer of the UCDP API.' },
        );
    }),
};

/** Reads one event of GeoJSON or of the API. The name says whether the release is a candidate. */
export const gedElementReader = (name: string): ((element: unknown) => GedEvent | RowFault[]) => {
  const read = gedRowReader(header, {
    slashDates: false,
    candidate: gedLayoutOf(header, name) === 'candidate',
  });
  return (element) => {
    const columns = propertiesOf(element);
    if (columns === undefined)
      return [
        {
          column: 'row',
          given: shown(element),
          reason: 'An object with the columns of an event was expected.',
        },
      ];
    const point = isRecord(element) ? element.geometry : undefined;
    if (point !== undefined && point !== null && !isPoint(point))
      return [
        {
          column: 'geometry',
          given: shown(point),
          reason: 'A Point with longitude and latitude was expected.',
        },
      ];
    const fields = header.map((column) => textOf(columns[column]));
    if (isPoint(point)) {
      fields[header.indexOf('longitude')] = String(point.coordinates[0]);
      fields[header.indexOf('latitude')] = String(point.coordinates[1]);
    }
    return read(fields);
  };
};

interface PointLike {
  readonly coordinates: readonly [number, number, ...number[]];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPoint = (value: unknown): value is PointLike =>
  isRecord(value) &&
  value.type === 'Point' &&
  Array.isArray(value.coordinates) &&
  value.coordinates.length >= 2 &&
  value.coordinates.every((part) => typeof part === 'number');

const propertiesOf = (element: unknown): Record<string, unknown> | undefined => {
  if (!isRecord(element)) return undefined;
  if (element.type !== 'Feature') return element;
  return isRecord(element.properties) ? element.properties : undefined;
};

const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
};

/** The first element of a document's list, from its first text; undefined where there is none. */
export const firstElement = (head: Head): unknown => {
  if (!/^\s*[{[]/.test(head.text)) return undefined;
  try {
    const splitter = jsonSplitter(arrays, limitsOf(undefined));
    const [first] = splitter.push(head.text);
    return first === undefined ? undefined : JSON.parse(first.raw);
  } catch {
    return undefined;
  }
};
