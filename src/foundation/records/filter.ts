import {
  type BBox,
  bbox,
  cell,
  cellAt,
  cellBBox,
  cellResolution,
  dayMs,
  type Fault,
  instantOrUndefined,
  Problem,
} from '@bluehelm/kernel';
import type { AnyKind } from './kind.ts';
import { recordProblems } from './problems.ts';

/** Which records are meant. Every part is optional; parts are joined by "and", values of one part by "or". */
export interface Filter {
  readonly kind: AnyKind;
  readonly bbox?: BBox;
  /** an H3 cell, at any resolution */
  readonly cell?: string;
  /** milliseconds since 1970, both ends included: records whose interval meets this one */
  readonly from?: number;
  readonly to?: number;
  readonly states?: readonly string[];
  /** numbers of the kind's categories */
  readonly categories?: readonly number[];
  /** least value of the kind's measure */
  readonly least?: number;
  /** words, each matched from its beginning */
  readonly text?: string;
  readonly source?: string;
  /** coarsest place precision still wanted */
  readonly placePrecision?: number;
}

/** The filter's parameters as they stand in a URL. */
export interface FilterQuery {
  readonly bbox?: string;
  readonly cell?: string;
  readonly from?: string;
  readonly to?: string;
  readonly state?: string;
  readonly category?: string;
  readonly least?: number;
  readonly text?: string;
  readonly source?: string;
  readonly placePrecision?: number;
}

/** Reads a filter. A day as `to` means until its end. @throws Problem FILTER_REFUSED listing every fault */
export const filter = (kind: AnyKind, query: FilterQuery): Filter => {
  const faults: Fault[] = [];
  const time = (name: 'from' | 'to') => {
    const text = query[name];
    if (text === undefined || text === '') return undefined;
    const at = instantOrUndefined(text);
    if (at === undefined) faults.push({ where: name, given: text, expected: 'a date such as 2024-05-31' });
    else if (name === 'to' && text.length === 10) return at + dayMs - 1;
    return at;
  };
  const names = (name: 'state' | 'category', known: readonly string[]) => {
    const given = query[name]?.split(',').filter((one) => one !== '');
    if (given === undefined || given.length === 0) return undefined;
    for (const one of given)
      if (!known.includes(one))
        faults.push({ where: name, given: one, expected: `one of ${known.join(', ')}` });
    return given;
  };
  const categories = kind.analysis?.categories ?? [];
  const states = names(
    'state',
    kind.states.map((state) => state.name),
  );
  const wanted = names(
    'category',
    categories.map((term) => term.name),
  );
  const [from, to] = [time('from'), time('to')];
  if (from !== undefined && to !== undefined && to < from)
    faults.push({ where: 'to', given: query.to, expected: `a date not before ${query.from}` });
  if (query.least !== undefined && !kind.analysis)
    faults.push({ where: 'least', given: query.least, expected: `no such filter on "${kind.name}"` });
  if (faults.length > 0)
    throw new Problem(
      recordProblems.filterRefused,
      `${faults
        .map((fault) => `${fault.where}: "${fault.given}" was given, ${fault.expected} was expected`)
        .join('; ')}.`,
      { faults },
    );
  return {
    kind,
    ...(query.bbox ? { bbox: bbox(query.bbox) } : {}),
    ...(query.cell ? { cell: cell(query.cell) } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(states ? { states } : {}),
    ...(wanted
      ? { categories: wanted.map((name) => categories.find((term) => term.name === name)!.number) }
      : {}),
    ...(query.least === undefined ? {} : { least: query.least }),
    ...(query.text?.trim() ? { text: query.text } : {}),
    ...(query.source ? { source: query.source } : {}),
    ...(query.placePrecision === undefined ? {} : { placePrecision: query.placePrecision }),
  };
};

/** The boxes a filter's place lies in; what crosses the antimeridian is cut in two there. */
export const filterBoxes = (given: Filter): BBox[] => {
  const box = given.bbox ?? (given.cell ? cellBBox(given.cell) : undefined);
  if (!box) return [];
  return box.west <= box.east
    ? [box]
    : [
        { ...box, east: 180 },
        { ...box, west: -180 },
      ];
};

/** The part of a filter that SQL cannot say: whether a point lies in the H3 cell. */
export const insideCell = (given: Filter): ((row: { lon: number | null; lat: number | null }) => boolean) => {
  const { cell: wanted } = given;
  if (wanted === undefined) return () => true;
  const resolution = cellResolution(wanted);
  return ({ lon, lat }) => lon !== null && lat !== null && cellAt(lon, lat, resolution) === wanted;
};
