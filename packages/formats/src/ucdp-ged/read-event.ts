import { type RowFault, shown } from '../format.ts';
import { type GedColumn, gedColumn, gedColumns } from './columns.ts';
import type { GedEvent } from './event.ts';
import { gedSources } from './sources.ts';
import { dateAdvice, decimalNumber, gedDay, numberAdvice, priogridCell, wholeNumber } from './values.ts';

/** Reads the fields of one row: an event, or all that is wrong with them. */
export type GedRowReader = (fields: readonly string[]) => GedEvent | RowFault[];

export interface GedReaderOptions {
  /** dates may be `MM/DD/YYYY` (export of a country page) */
  readonly slashDates: boolean;
  readonly candidate: boolean;
}

/**
 * A reader for rows under this header. Works out once where each column stands; then constant work per row.
 * What the source itself says is kept even where it is odd (best above high); what cannot be true is refused.
 */
export const gedRowReader = (header: readonly string[], options: GedReaderOptions): GedRowReader => {
  const places = new Map<GedColumn, number>();
  header.forEach((name, at) => {
    const column = gedColumn(name);
    if (column !== undefined && !places.has(column)) places.set(column, at);
  });
  const at = Object.fromEntries(
    gedColumns.map((column) => [column.name, places.get(column) ?? -1]),
  ) as Record<string, number>;
  const place = (name: string): number => at[name] ?? -1;
  const width = header.length;
  const nameOf = (column: number): string => header[column] ?? 'row';
  const { slashDates, candidate } = options;

  const c = {
    id: place('id'),
    relid: place('relid'),
    year: place('year'),
    active: place('active_year'),
    status: place('code_status'),
    type: place('type_of_violence'),
    conflictId: place('conflict_new_id'),
    conflict: place('conflict_name'),
    dyadId: place('dyad_new_id'),
    dyad: place('dyad_name'),
    aId: place('side_a_new_id'),
    a: place('side_a'),
    bId: place('side_b_new_id'),
    b: place('side_b'),
    count: place('number_of_sources'),
    article: place('source_article'),
    office: place('source_office'),
    sourceDate: place('source_date'),
    headline: place('source_headline'),
    original: place('source_original'),
    wherePrec: place('where_prec'),
    place: place('where_coordinates'),
    where: place('where_description'),
    adm1: place('adm_1'),
    adm2: place('adm_2'),
    lat: place('latitude'),
    lon: place('longitude'),
    grid: place('priogrid_gid'),
    wkt: place('geom_wkt'),
    country: place('country'),
    countryId: place('country_id'),
    region: place('region'),
    clarity: place('event_clarity'),
    datePrec: place('date_prec'),
    start: place('date_start'),
    end: place('date_end'),
    deathsA: place('deaths_a'),
    deathsB: place('deaths_b'),
    civilians: place('deaths_civilians'),
    unknown: place('deaths_unknown'),
    best: place('best'),
    high: place('high'),
    low: place('low'),
    gwnoa: place('gwnoa'),
    gwnob: place('gwnob'),
  };

  // one list per row that has faults; undefined on the many that have none
  let faults: RowFault[] | undefined;
  let row: readonly string[] = [];

  const text = (column: number): string => (column < 0 ? '' : (row[column] ?? ''));
  const optional = (column: number): string | undefined => {
    const value = text(column);
    return value === '' ? undefined : value;
  };
  const fault = (column: number, reason: string): void => {
    faults ??= [];
    faults.push({ column: nameOf(column), given: shown(text(column)), reason });
  };
  const required = (column: number, what: string): string => {
    const value = text(column);
    if (value.trim() === '') fault(column, `${what} was expected, but the field is empty.`);
    return value;
  };
  const whole = (column: number, from: number, to: number, what: string): number => {
    const value = wholeNumber(text(column));
    if (value >= from && value <= to) return value;
    fault(column, `${what} was expected.${Number.isNaN(value) ? numberAdvice(text(column)) : ''}`);
    return from;
  };
  const deaths = (column: number): number => whole(column, 0, 10_000_000, 'A number of deaths, 0 or more,');
  const deathsOrNone = (column: number): number => (text(column) === '' ? 0 : deaths(column));
  const number = (column: number): number | undefined => {
    const value = text(column);
    if (value === '') return undefined;
    const parsed = wholeNumber(value);
    if (!Number.isNaN(parsed)) return parsed;
    fault(column, `A whole number was expected.${numberAdvice(value)}`);
    return undefined;
  };
  const day = (column: number): string => {
    const value = text(column);
    const found = gedDay(value, slashDates);
    if (found !== undefined) return found;
    const form = slashDates ? 'MM/DD/YYYY or YYYY-MM-DD' : 'YYYY-MM-DD';
    fault(column, `A date written ${form} was expected.${dateAdvice(value, slashDates)}`);
    return '';
  };
  const degrees = (column: number, limit: number): number => {
    const value = decimalNumber(text(column));
    if (Number.isNaN(value))
      fault(column, `Degrees such as 12.345 were expected.${numberAdvice(text(column), 'decimal')}`);
    else if (Math.abs(value) > limit) fault(column, outOfRange(column, limit));
    return value;
  };
  const outOfRange = (column: number, limit: number): string => {
    const swapped =
      column === c.lat &&
      Math.abs(decimalNumber(text(c.lon))) <= 90 &&
      Math.abs(decimalNumber(text(c.lat))) <= 180;
    return `Degrees from -${limit} to ${limit} were expected.${swapped ? ' Latitude and longitude look exchanged.' : ''}`;
  };
  const states = (column: number): readonly number[] => {
    const value = text(column);
    if (value === '') return none;
    const one = wholeNumber(value);
    if (!Number.isNaN(one)) return one < 0 ? none : [one];
    const codes = value.split(/[;,]\s*/).map(wholeNumber);
    if (!codes.some(Number.isNaN)) return codes;
    fault(column, 'Gleditsch–Ward codes, separated by commas or semicolons, were expected.');
    return none;
  };
  const truth = (column: number): boolean | undefined => {
    const value = text(column);
    if (value === '1' || value === 'True' || value === 'true' || value === 'TRUE') return true;
    if (value === '0' || value === 'False' || value === 'false' || value === 'FALSE') return false;
    if (value !== '') fault(column, '1 or 0, True or False, was expected.');
    return undefined;
  };
  const hasAllFields = (): boolean => {
    if (row.length < width) {
      faults = [
        {
          column: 'row',
          given: `${row.length} fields`,
          reason: `${width} fields were expected: the row may have been cut off, or a quote is missing.`,
        },
      ];
      return false;
    }
    // the country export ends every row with a comma too many
    for (let extra = width; extra < row.length; extra++)
      if (row[extra] !== '') {
        faults = [
          {
            column: 'row',
            given: `${row.length} fields`,
            reason: `${width} fields were expected: a field that holds a delimiter must stand in quotes.`,
          },
        ];
        return false;
      }
    return true;
  };
  // an event's cell, or its point as text, gives away exchanged coordinates that are both in range
  const checkPlace = (latitude: number, longitude: number): void => {
    if (faults !== undefined || latitude === longitude) return;
    const grid = text(c.grid);
    if (grid !== '') {
      const given = wholeNumber(grid);
      if (given === priogridCell(latitude, longitude) || given !== priogridCell(longitude, latitude)) return;
    } else if (text(c.wkt) !== `POINT (${text(c.lat)} ${text(c.lon)})`) return;
    fault(
      c.lat,
      `Latitude ${latitude} and longitude ${longitude} look exchanged: the row's ${grid === '' ? 'geom_wkt' : `PRIO-GRID cell ${grid}`} fits them only the other way round.`,
    );
  };
  const checkDates = (start: string, end: string): void => {
    if (start === '' || end === '') return;
    if (end < start) fault(c.end, `A day not before date_start (${start}) was expected.`);
    const year = text(c.year);
    if (year !== '' && (year < start.slice(0, 4) || year > end.slice(0, 4)))
      fault(c.year, `The year of the event's dates (${start} to ${end}) was expected.`);
  };

  return (fields) => {
    row = fields;
    faults = undefined;
    if (!hasAllFields()) return faults ?? [];
    const sourceId = required(c.id, 'The number of the event');
    if (sourceId !== '' && !(wholeNumber(sourceId) >= 0))
      fault(c.id, `A whole number was expected.${numberAdvice(sourceId)}`);
    const dateStart = day(c.start);
    const dateEnd = day(c.end);
    checkDates(dateStart, dateEnd);
    const latitude = degrees(c.lat, 90);
    const longitude = degrees(c.lon, 180);
    checkPlace(latitude, longitude);
    const best = deaths(c.best);
    const low = deaths(c.low);
    const high = deaths(c.high);
    const count = number(c.count);
    const sources = gedSources(text(c.article), text(c.office), text(c.sourceDate), text(c.headline));
    const event: GedEvent = {
      sourceId,
      relid: optional(c.relid),
      candidate,
      codeStatus: optional(c.status),
      activeYear: truth(c.active),
      dateStart,
      dateEnd,
      datePrecision: whole(
        c.datePrec,
        1,
        5,
        'A precision from 1 (day) to 5 (year)',
      ) as GedEvent['datePrecision'],
      latitude,
      longitude,
      wherePrecision: whole(
        c.wherePrec,
        1,
        7,
        'A precision from 1 (exact) to 7 (international)',
      ) as GedEvent['wherePrecision'],
      typeOfViolence: whole(
        c.type,
        1,
        3,
        '1 (state-based), 2 (non-state) or 3 (one-sided)',
      ) as GedEvent['typeOfViolence'],
      conflict: { id: number(c.conflictId), name: text(c.conflict) },
      dyad: { id: number(c.dyadId), name: text(c.dyad) },
      sideA: {
        id: number(c.aId),
        name: required(c.a, 'The name of an actor'),
        gleditschWard: states(c.gwnoa),
      },
      sideB: {
        id: number(c.bId),
        name: required(c.b, 'The name of an actor'),
        gleditschWard: states(c.gwnob),
      },
      country: { id: number(c.countryId), name: required(c.country, 'The name of a country') },
      region: optional(c.region),
      admin1: optional(c.adm1),
      admin2: optional(c.adm2),
      place: optional(c.place),
      description: optional(c.where),
      priogrid: number(c.grid),
      deaths: {
        a: deathsOrNone(c.deathsA),
        b: deathsOrNone(c.deathsB),
        civilians: deathsOrNone(c.civilians),
        unknown: deathsOrNone(c.unknown),
        best,
        low,
        high,
        ordered: low <= best && best <= high,
      },
      clarity:
        text(c.clarity) === '' ? undefined : (whole(c.clarity, 1, 2, '1 (clear) or 2 (aggregated)') as 1 | 2),
      headline: sources.find((source) => source.headline !== undefined)?.headline,
      sources,
      originalSource: optional(c.original),
      sourceCount: count === -1 ? undefined : count,
    };
    return faults ?? event;
  };
};

const none: readonly number[] = [];
