import { createHash } from 'node:crypto';
import { isoDay, join, type Marking, Problem } from '@bluehelm/kernel';
import { isInsufficient } from '@bluehelm/methods';
import { boundariesOf, inhabitedPlaces } from '../../1-collect/places/index.ts';
import type { Session } from '../../foundation/access/index.ts';
import type { Filter, RecordNeeds } from '../../foundation/records/index.ts';
import { cellsIn, defaultResolution, missionArea, refuseTooMany } from './area.ts';
import type { Job, Surface } from './compute.ts';
import { countIncidents, type Gathered, gather } from './gather.ts';
import type { SurfaceSummary } from './kind.ts';
import { incidentFilter, type Settled } from './parameters.ts';
import { hotspotProblems } from './problems.ts';
import { readingOf } from './reading.ts';
import { runJob } from './run.ts';

/** A surface with all that its record needs. */
export interface Made {
  readonly surface: Surface;
  /** its hexagons as the text of a GeoJSON array */
  readonly features: string;
  readonly summary: SurfaceSummary;
  readonly marking: Marking;
  /** with the resolution that was used */
  readonly parameters: Settled;
  /** what it was made from: the state of the feed, and a hash that tells whether another run had the same inputs */
  readonly inputs: { readonly seq: number; readonly incidents: number; readonly hash: string };
}

/** Fewer incidents than this say nothing of where they gather. */
export const fewestIncidents = 30;

const falseShare = 0.05;

/**
 * Makes a hotspot surface of what a session may see. O(incidents + hexagons), and what the inference costs.
 * @throws Problem HOTSPOTS_TOO_FEW_INCIDENTS, HOTSPOTS_NO_ANSWER, HOTSPOTS_TOO_MANY_CELLS, HOTSPOTS_POPULATION_MISSING
 */
export const makeSurface = async (needs: RecordNeeds, session: Session, asked: Settled): Promise<Made> => {
  const filter = incidentFilter(needs, asked);
  const boundaries = await boundariesOf(needs, session);
  const { incidents, fitting } = await countIncidents(needs, session, filter);
  refuseTooFew(incidents);
  const area = await missionArea(needs, session, boundaries);
  const resolution = asked.resolution ?? defaultResolution(area.km2, fitting);
  const about = cellsIn(area.km2, resolution);
  refuseTooMany(about, resolution);
  const gathered = await gather(needs, session, filter, resolution);
  const population = asked.measure === 'rate' ? await populationOf(needs, session, gathered.days) : undefined;
  // coarse incidents may only be spread over divisions that the session sees
  const divisions = asked.coarse === 'spread' ? boundaries.filter((one) => one.level > 0) : [];
  const job: Job = {
    resolution,
    outlines: area.outlines,
    cells: gathered.cells,
    counts: gathered.counts,
    spread: asked.coarse === 'spread' ? { coarse: gathered.coarse, divisions } : undefined,
    rate: population?.rate,
    inference: asked.inference,
  };
  const { surface, features } = await runJob(job, about);
  if (isInsufficient(surface))
    throw new Problem(
      hotspotProblems.tooFewPlaces,
      `${surface.detail} There are ${surface.have}, ${surface.need} were expected.`,
      { mend: 'Ask for a finer resolution, or a longer time.' },
    );
  refuseTooFew(Math.round(surface.used));
  const markings = [
    ...gathered.markings,
    ...area.markings,
    ...divisions.map((one) => one.marking),
    ...(population?.markings ?? []),
  ];
  const marking = markings.reduce(join);
  const facts = factsOf(surface, gathered, asked, filter, resolution, area.text);
  return {
    surface,
    features,
    summary: { ...facts, marking: { ...marking }, reading: readingOf(facts) },
    marking,
    parameters: { ...asked, resolution, inference: surface.inference },
    inputs: { seq: gathered.seq, incidents: gathered.incidents, hash: inputHash(surface) },
  };
};

const refuseTooFew = (have: number): void => {
  if (have >= fewestIncidents) return;
  throw new Problem(
    hotspotProblems.tooFewIncidents,
    `${have} incidents can be used; at least ${fewestIncidents} were expected.`,
    {
      mend: 'Choose a longer time or more categories, coarser hexagons, or spread incidents of coarse place.',
      faults: [{ where: 'incidents', given: have, expected: `at least ${fewestIncidents}` }],
    },
  );
};

const populationOf = async (needs: RecordNeeds, session: Session, days: number) => {
  const places = await inhabitedPlaces(needs, session);
  if (places.length === 0)
    throw new Problem(
      hotspotProblems.populationMissing,
      'No place in this mission has a known number of inhabitants that you may see; rates need some.',
      { mend: 'Import places with population (GeoNames), or ask for counts.' },
    );
  return {
    rate: {
      lon: Float64Array.from(places, (place) => place.lon),
      lat: Float64Array.from(places, (place) => place.lat),
      population: Float64Array.from(places, (place) => place.population),
      days,
    },
    markings: places.map((place) => place.marking),
  };
};

const factsOf = (
  surface: Surface,
  gathered: Gathered,
  asked: Settled,
  filter: Filter,
  resolution: number,
  area: string,
): Omit<SurfaceSummary, 'marking' | 'reading'> => {
  const { z, q } = surface;
  const sure = (sign: 1 | -1) =>
    z.reduce((sum, one, at) => (q[at]! <= falseShare && one * sign > 0 ? sum + 1 : sum), 0);
  const [hot, cold] = [sure(1), sure(-1)];
  const used = Math.round(surface.used);
  const [from, to] = [filter.from ?? gathered.span?.from, filter.to ?? gathered.span?.to];
  return {
    resolution,
    cells: surface.cells.length,
    incidents: gathered.incidents,
    used,
    leftOut: gathered.incidents - used,
    spread: surface.spread,
    hot,
    cold,
    expectedFalse: falseShare * (hot + cold),
    ...(asked.measure === 'rate' ? { uninhabited: surface.uninhabited } : {}),
    measure: asked.measure,
    inference: surface.inference,
    ...(from === undefined || to === undefined ? {} : { from: isoDay(from), to: isoDay(to) }),
    area,
  };
};

/** Tells whether two runs had the same hexagons and values. */
export const inputHash = (surface: Pick<Surface, 'cells' | 'counts' | 'rates'>): string => {
  const digest = createHash('sha256').update(surface.cells.join(' '));
  for (const values of [surface.counts, surface.rates ?? new Float64Array()])
    digest.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return digest.digest('hex');
};
