import { csvLineVerbatim } from '../csv/writer.ts';
import { gedColumn, gedHeader } from './columns.ts';
import { priogridCell } from './values.ts';

/** What can be made wrong in a row, one fault a row. */
export const gedFaultKinds = [
  'impossible-date',
  'end-before-start',
  'swapped-coordinates',
  'out-of-range',
  'thousands-separator',
  'unknown-type',
  'missing-field',
  'no-actor',
] as const;
export type GedFaultKind = (typeof gedFaultKinds)[number];

export interface GedFixtureOptions {
  readonly rows: number;
  readonly seed: number;
  readonly layout: 'release' | 'candidate' | 'country-export' | 'geojson' | 'api';
  /** every n-th row is faulty, the kinds in turn */
  readonly faults?: { readonly every: number; readonly kinds?: readonly GedFaultKind[] };
}

/**
 * A made-up UCDP GED file, line by line, each with its line end: about 750 bytes a row, as real rows have. The same
 * seed gives the same bytes. Places, actors and deaths are invented; the country and its codes exist nowhere.
 */
export function* gedFixture(options: GedFixtureOptions): Generator<string> {
  const { layout, rows } = options;
  const header = gedHeader(layout === 'country-export' ? 'country-export' : 'release');
  if (layout === 'geojson') yield '{"type":"FeatureCollection","name":"made up","features":[\n';
  else if (layout === 'api')
    yield `{"TotalCount":${rows},"TotalPages":1,"PreviousPageUrl":"","NextPageUrl":"","Result":[\n`;
  else yield `${header.join(',')}\n`;
  let made = 0;
  for (const row of gedRows(options)) {
    made++;
    const end = made === rows ? '' : ',';
    if (layout === 'geojson') yield `${JSON.stringify(featureOf(row))}${end}\n`;
    else if (layout === 'api') yield `${JSON.stringify(membersOf(row))}${end}\n`;
    else yield csvText(row, header, layout === 'country-export');
  }
  if (layout === 'geojson' || layout === 'api') yield ']}\n';
}

/** The same rows as objects of text, by the names of the release layout. */
export function* gedRows(options: GedFixtureOptions): Generator<Record<string, string>> {
  const { every, kinds = gedFaultKinds } = options.faults ?? { every: 0 };
  const random = generator(options.seed);
  const slash = options.layout === 'country-export';
  for (let number = 1; number <= options.rows; number++) {
    const row = makeRow(number, random, slash);
    if (every > 0 && number % every === 0) spoil(row, kinds[(number / every - 1) % kinds.length]!, slash);
    yield row;
  }
}

const makeRow = (number: number, random: () => number, slash: boolean): Record<string, string> => {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const type = pick([1, 1, 2, 3]);
  const sideA = type === 1 ? 0 : 1 + upTo(2);
  const sideB = type === 3 ? 4 : type === 2 ? (sideA % 3) + 1 : 1 + upTo(2);
  const town = pick(towns);
  const day = Date.UTC(2015, 0, 1) + upTo(3285) * 86_400_000;
  const datePrecision = pick([1, 1, 1, 1, 2, 3, 4, 5]);
  const lastDay = day + [0, 0, 4, 6, 29, 200][datePrecision]! * 86_400_000;
  const latitude = (town.latitude + (random() - 0.5) * 0.4).toFixed(6);
  const longitude = (town.longitude + (random() - 0.5) * 0.4).toFixed(6);
  const [a, b, civilians, unknown] = [upTo(3), upTo(4), type === 3 ? 1 + upTo(9) : upTo(1), upTo(1)];
  const best = a + b + civilians + unknown;
  const reports = Array.from({ length: 1 + upTo(2) }, () => ({
    office: pick(offices),
    date: iso(lastDay + 86_400_000 * (1 + upTo(20))),
    headline: `${pick(openings)} ${town.name} ${pick(happenings)} ${pick(endings)}`,
  }));
  const dyad = 900 + sideA * 10 + sideB;
  const conflict = type === 1 ? 'Kadora: Government' : `${actors[sideA]} - ${actors[sideB]}`;
  return {
    id: String(1_000_000 + number),
    relid: `KDR-${iso(day).slice(0, 4)}-${type}-${dyad}-${number}`,
    year: iso(day).slice(0, 4),
    active_year: slash ? 'True' : '1',
    code_status: 'Clear',
    type_of_violence: String(type),
    conflict_dset_id: String(500 + dyad),
    conflict_new_id: String(20_000 + dyad),
    conflict_name: conflict,
    dyad_dset_id: String(600 + dyad),
    dyad_new_id: String(30_000 + dyad),
    dyad_name: `${actors[sideA]} - ${actors[sideB]}`,
    side_a_dset_id: String(700 + sideA),
    side_a_new_id: String(40_000 + sideA),
    side_a: actors[sideA]!,
    side_b_dset_id: String(700 + sideB),
    side_b_new_id: String(40_000 + sideB),
    side_b: actors[sideB]!,
    number_of_sources: String(reports.length),
    source_article: reports.map((r) => `"${r.office},${r.date},${r.headline}"`).join(';'),
    source_office: reports.map((r) => r.office).join(';'),
    source_date: reports.map((r) => r.date).join(';'),
    source_headline: reports.map((r) => r.headline).join(';'),
    source_original: pick(['', 'army statement', 'residents', 'village chief, residents']),
    where_prec: String(pick([1, 1, 1, 2, 2, 3, 4, 5, 6])),
    where_coordinates: `${town.name} town`,
    where_description: `${pick(['near', 'in', 'on the road to'])} ${town.name}, ${pick(directions)} of the river Osse`,
    adm_1: `${town.province} province`,
    adm_2: `${town.name} district`,
    latitude,
    longitude,
    geom_wkt: `POINT (${longitude} ${latitude})`,
    priogrid_gid: String(priogridCell(Number(latitude), Number(longitude))),
    country: 'Kadora',
    country_id: '9901',
    region: 'Africa',
    event_clarity: pick(['1', '1', '1', '2']),
    date_prec: String(datePrecision),
    date_start: dateText(day, slash),
    date_end: dateText(lastDay, slash),
    deaths_a: String(a),
    deaths_b: String(b),
    deaths_civilians: String(civilians),
    deaths_unknown: String(unknown),
    best: String(best),
    high: String(best + upTo(5)),
    low: String(Math.max(0, best - upTo(2))),
    gwnoa: type === 1 ? '9901' : '',
    gwnob: '',
  };
};

const spoil = (row: Record<string, string>, kind: GedFaultKind, slash: boolean): void => {
  const { latitude = '', longitude = '' } = row;
  if (kind === 'impossible-date') row.date_start = slash ? '02/30/2020 00:00:00' : '2020-02-30 00:00:00.000';
  if (kind === 'end-before-start') row.date_end = dateText(Date.UTC(2001, 4, 5), slash);
  if (kind === 'swapped-coordinates') Object.assign(row, { latitude: longitude, longitude: latitude });
  if (kind === 'out-of-range') row.latitude = '123.5';
  if (kind === 'thousands-separator') row.best = '1,234';
  if (kind === 'unknown-type') row.type_of_violence = '7';
  if (kind === 'missing-field') row.date_prec = '';
  if (kind === 'no-actor') row.side_a = '';
};

const csvText = (row: Record<string, string>, header: readonly string[], exported: boolean): string => {
  const fields = header.map((name) => row[gedColumn(name)?.name ?? name] ?? '');
  // the export ends its rows, but not its header, with one more comma
  return csvLineVerbatim(exported ? [...fields, ''] : fields).replace(/\r\n$/, '\n');
};

const whole = /^-?\d+(\.\d+)?$/;

const membersOf = (row: Record<string, string>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, text]) => {
      if (name.startsWith('date_') && name !== 'date_prec')
        return [name, text.slice(0, 19).replace(' ', 'T')];
      return [name, whole.test(text) && !/gwno|dset/.test(name) ? Number(text) : text];
    }),
  );

const featureOf = (row: Record<string, string>): Record<string, unknown> => {
  const { latitude, longitude, geom_wkt: _, ...properties } = membersOf(row);
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [longitude, latitude] } };
};

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const dateText = (ms: number, slash: boolean): string => {
  const [year, month, day] = iso(ms).split('-');
  return slash ? `${month}/${day}/${year} 00:00:00` : `${year}-${month}-${day} 00:00:00.000`;
};

/** mulberry32: small, fast, good enough for test data. Source: Tommy Ettinger (2017), public domain. */
const generator = (seed: number) => {
  let state = seed | 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const actors = ['Government of Kadora', 'Front of the North', 'River Guard', 'Orun League', 'Civilians'];
const towns = [
  { name: 'Tessara', province: 'Upper Osse', latitude: 14.2, longitude: -3.1 },
  { name: 'Mbéla', province: 'Upper Osse', latitude: 14.9, longitude: -2.2 },
  { name: 'Port Adin', province: 'Coast', latitude: 11.3, longitude: -4.6 },
  { name: 'Korhan "Old Market"', province: 'Orun', latitude: 12.4, longitude: 0.7 },
  { name: 'Sanaré', province: 'Orun', latitude: 12.8, longitude: 1.4 },
  { name: 'Dellou', province: 'Plains', latitude: 13.6, longitude: 2.3 },
] as const;
const offices = [
  'Kadora Press Agency',
  'Osse Herald',
  'Radio Tessara',
  'Mission daily report',
  'Adin Monitor',
];
const openings = [
  'Gunmen attack',
  'Army and rebels clash near',
  'Several dead after raid on',
  'Convoy hit outside',
];
const happenings = [
  'market, residents flee',
  'checkpoint before dawn',
  'villages; cattle driven off',
  'at the bridge',
];
const endings = [
  '– officials count the dead',
  'as talks stall',
  'for the second time this month',
  'says governor',
];
const directions = ['north', 'south', 'east', 'west'];
