import type { GedEvent } from '@bluehelm/formats';
import { instant } from '@bluehelm/kernel';
import type { Importer } from '../../foundation/records/index.ts';
import { type IncidentBody, incident } from './kind.ts';

const categoryOf = { 1: 'state-based', 2: 'non-state', 3: 'one-sided' } as const;

const days = new Map<string, number>();

/** Midnight UTC; the days of one file are few, so each is parsed once. */
const day = (text: string): number => {
  const known = days.get(text);
  if (known !== undefined) return known;
  if (days.size > 50_000) days.clear();
  const ms = instant(text);
  days.set(text, ms);
  return ms;
};

const cut = (text: string | undefined, length: number): string | undefined =>
  text === undefined || text.length <= length
    ? text
    : // not through the middle of a surrogate pair
      `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;

const cutAll = <T extends Record<string, unknown>>(given: T): T => {
  for (const key of Object.keys(given)) if (given[key] === undefined) delete given[key];
  return given;
};

const bodyOf = (event: GedEvent): IncidentBody =>
  cutAll({
    category: categoryOf[event.typeOfViolence],
    summary: `${cut(event.dyad.name, 300)}${event.place ? `, ${cut(event.place, 150)}` : ''}`,
    deaths: { low: event.deaths.low, best: event.deaths.best, high: event.deaths.high },
    harm: [
      { group: `side A: ${cut(event.sideA.name, 80)}`, killed: event.deaths.a },
      { group: `side B: ${cut(event.sideB.name, 80)}`, killed: event.deaths.b },
      { group: 'civilians', killed: event.deaths.civilians },
      { group: 'unknown', killed: event.deaths.unknown },
    ].filter((one) => one.killed > 0),
    actors: [
      cutAll({ name: cut(event.sideA.name, 300)!, role: 'side-a', code: event.sideA.id?.toString() }),
      cutAll({ name: cut(event.sideB.name, 300)!, role: 'side-b', code: event.sideB.id?.toString() }),
    ],
    conflict: cut(event.conflict.name, 300),
    dyad: cut(event.dyad.name, 300),
    place: cutAll({
      name: cut(event.place, 300),
      detail: cut(event.description, 1_000),
      admin1: cut(event.admin1, 200),
      admin2: cut(event.admin2, 200),
      country: cut(event.country.name, 200),
      gleditschWard: event.country.id,
    }),
    sources: event.sources
      .slice(0, 200)
      .map(({ office, date, headline, article }) =>
        cutAll({ name: cut(office ?? article, 1_000), date: cut(date, 40), headline: cut(headline, 2_000) }),
      ),
  });

/** UCDP GED rows as incidents. What UCDP calls clear is corroborated: it was coded from sources, not seen by us. */
export const fromGed: Importer<GedEvent> = {
  format: 'ucdp-ged',
  source: 'ucdp-ged',
  kind: incident,
  draft: (event) => ({
    sourceId: event.sourceId,
    state: event.clarity === 1 ? 'corroborated' : 'reported',
    when: { start: day(event.dateStart), end: day(event.dateEnd), precision: event.datePrecision },
    where: { lon: event.longitude, lat: event.latitude, precision: event.wherePrecision },
    body: bodyOf(event),
  }),
};

/** The same events from UCDP's GeoJSON and from its API: one event is one record, whatever it came in. */
export const fromGedJson: Importer<GedEvent> = { ...fromGed, format: 'ucdp-ged-geojson' };
