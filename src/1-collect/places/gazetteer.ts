import { everyone, type Id, marking } from '@bluehelm/kernel';
import type { Session } from '../../foundation/access/index.ts';
import {
  type Outcome,
  type RecordNeeds,
  type SourceDraft,
  upsertBatch,
} from '../../foundation/records/index.ts';
import type { Country } from './countries.ts';
import { middleOf } from './importers.ts';
import { boundary, place } from './kinds.ts';
import { missionCountries } from './mission-countries.ts';
import { type Town, townsOf } from './towns.ts';

/** What a page says below places that come from here. */
export const gazetteerAttribution =
  'Countries: Natural Earth (public domain). Towns: GeoNames (geonames.org), CC BY 4.0.';

const batchRows = 2000;

/**
 * Adds the outlines of countries as the mission's area, and their towns of at least 1 000 inhabitants as places, for
 * everybody to read. Doing it again changes nothing. A simulated mission has its own geography and gets none of this.
 * @param importId the import that these belong to
 * @param given where missing, the countries that hold at least one in fifty of the mission's incidents
 */
export const addGazetteer = async (
  needs: RecordNeeds,
  session: Session,
  importId: Id,
  given?: readonly Country[],
): Promise<{ created: number; updated: number }> => {
  const total = { created: 0, updated: 0 };
  if (session.mission.simulated) return total;
  const countries = given ?? (await missionCountries(needs, session));
  if (countries.length === 0) return total;
  const number = await needs.markings.number(
    marking({ originator: session.clearance.organisation, audience: [everyone] }),
  );
  const add = ({ created, updated }: Outcome) => {
    total.created += created;
    total.updated += updated;
  };
  const outlines = { kind: boundary, source: 'natural-earth', marking: number, importId };
  add(await upsertBatch(needs, session, outlines, countries.map(outlineDraft)));
  const towards = { kind: place, source: 'geonames', marking: number, importId };
  let batch: SourceDraft[] = [];
  for await (const town of townsOf(countries.map((country) => country.outline))) {
    batch.push(townDraft(town));
    if (batch.length < batchRows) continue;
    add(await upsertBatch(needs, session, towards, batch));
    batch = [];
  }
  if (batch.length > 0) add(await upsertBatch(needs, session, towards, batch));
  return total;
};

const outlineDraft = ({ id, name, outline }: Country): SourceDraft => ({
  sourceId: `country-${id}`,
  when: null,
  where: { ...middleOf(outline), precision: 1, geometry: outline },
  body: { name, level: 0, role: 'area', code: id, country: name },
});

const townDraft = (town: Town): SourceDraft => ({
  sourceId: String(town.geonameId),
  when: null,
  where: { lon: town.lon, lat: town.lat, precision: 1 },
  body: {
    name: town.name,
    category: 'settlement',
    ...(town.population > 0 ? { population: town.population } : {}),
    ...(town.otherName ? { names: [town.otherName] } : {}),
    country: town.country,
  },
});
