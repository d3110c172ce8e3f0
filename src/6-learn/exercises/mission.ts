import { dayMs, instant, Problem } from '@bluehelm/kernel';
import { drawPoisson, type Rng, seeded } from '@bluehelm/methods';
import type { Actor } from './actors.ts';
import { type CategoryCode, categories } from './categories.ts';
import { describeGeography, type Geography } from './geography.ts';
import { type TrueParameters, trueParameters } from './parameters.ts';
import {
  type CalendarDay,
  calendar,
  type DatePrecisionName,
  drawDatePrecision,
  isoDay,
  type PlacePrecisionName,
  reportedPlace,
} from './precision.ts';
import type { Presence } from './presence.ts';
import { toLonLat } from './projection.ts';
import {
  type Credibility,
  drawDeathRange,
  drawGrading,
  drawSource,
  type Reliability,
  type ReportSource,
  type Verification,
} from './reporting.ts';
import { makeRepublic, type Republic } from './republic.ts';
import { prepareSimulation, type Simulation, type TrueEvents } from './simulation.ts';
import { type ActorInIncident, drawActors, placeInWords, writeTexts } from './texts.ts';
import { collectTruth, type Truth } from './truth.ts';

export const exerciseProblems = {
  sizeOutOfRange: {
    code: 'EXERCISE_SIZE_OUT_OF_RANGE',
    status: 422,
    title: 'An exercise of this size cannot be made',
  },
} as const;

/** A reported event of the exercise. Simulated, as every text in it says. */
export interface ExerciseIncident {
  /** `EX-1` … in order of time */
  readonly sourceId: string;
  /** YYYY-MM-DD, both ends included */
  readonly dateStart: string;
  readonly dateEnd: string;
  readonly datePrecision: DatePrecisionName;
  readonly latitude: number;
  readonly longitude: number;
  readonly placePrecision: PlacePrecisionName;
  readonly category: CategoryCode;
  /** UCDP's type of violence 1–3, for conflict */
  readonly ucdpType: 1 | 2 | 3 | undefined;
  /** code of the UNODC crime classification (ICCS 1.0), for crime */
  readonly iccs: string | undefined;
  readonly headline: string;
  readonly description: string;
  readonly place: string;
  readonly admin1: string;
  readonly actors: readonly ActorInIncident[];
  readonly deaths: { readonly low: number; readonly best: number; readonly high: number };
  readonly injured: number;
  readonly source: ReportSource;
  readonly reliability: Reliability;
  readonly credibility: Credibility;
  readonly verification: Verification;
  readonly reportedByPatrol: boolean;
}

export interface ExerciseOptions {
  /** decides everything that happens; 1 when absent */
  readonly seed?: number | bigint | string;
  /** how many reported incidents, exactly; 500 to 10 million, 6,000 when absent */
  readonly incidents?: number;
  /** last day of the two years of history, YYYY-MM-DD; 2026-06-30 when absent, so that the result never changes */
  readonly until?: string;
  /** decides the land; the same for all exercises when absent, so that staff come to know it */
  readonly geographySeed?: number | bigint | string;
}

export interface ExerciseMission {
  readonly geography: Geography;
  readonly actors: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: Actor['kind'];
    readonly areas: readonly {
      readonly centre: readonly [lon: number, lat: number];
      readonly reachKm: number;
    }[];
  }[];
  /** patrols a week by settlement and four-week period: what the mission itself knows of its effort */
  readonly patrols: {
    readonly from: string;
    readonly periodDays: number;
    readonly perWeek: readonly { readonly place: string; readonly patrols: Float32Array }[];
  };
  readonly parameters: TrueParameters;
  readonly from: string;
  readonly until: string;
  /** reported incidents in batches, in order of when they happened; the same on every call */
  incidents(): Generator<ExerciseIncident[]>;
  /** every true event, reported or not, as columns: about 50 bytes each, all in memory */
  truth(): Truth;
}

const historyDays = 730;

/**
 * The exercise: an invented republic, its actors, two years of incidents and the truth behind them. Deterministic in
 * its options. Incidents stream: memory does not grow with their number.
 * @throws Problem EXERCISE_SIZE_OUT_OF_RANGE, DATE_IMPOSSIBLE
 */
export function exerciseMission(options: ExerciseOptions = {}): ExerciseMission {
  const { seed = 1, incidents = 6000, until = '2026-06-30', geographySeed = 'orvessa' } = options;
  if (!(Number.isInteger(incidents) && incidents >= 500 && incidents <= 10_000_000)) {
    throw new Problem(
      exerciseProblems.sizeOutOfRange,
      `${incidents} incidents were asked for; a whole number from 500 to 10,000,000 was expected.`,
    );
  }
  const untilStart = Math.floor(instant(until) / dayMs) * dayMs;
  const fromStart = untilStart - (historyDays - 1) * dayMs;
  const first = new Date(fromStart);
  const land = makeRepublic(geographySeed);
  const simulation = prepareSimulation({
    land,
    seed,
    incidents,
    days: historyDays,
    firstWeekday: (first.getUTCDay() + 6) % 7,
    firstDayOfYear: (fromStart - Date.UTC(first.getUTCFullYear(), 0, 1)) / dayMs,
  });
  const { actors, presence } = simulation;
  return {
    geography: describeGeography(land),
    actors: actors.map(({ id, name, kind, areas }) => ({
      id,
      name,
      kind,
      areas: areas.map(({ centre, reachKm }) => ({ centre: toLonLat(centre), reachKm })),
    })),
    patrols: describePatrols(land, presence, isoDay(fromStart)),
    parameters: {
      ...trueParameters,
      backgroundPerDay: simulation.backgroundPerDay,
      lostShare: simulation.lostShare,
    },
    from: isoDay(fromStart),
    until: isoDay(untilStart),
    *incidents() {
      const days = calendar(fromStart, historyDays);
      const context = { land, simulation, days, rng: seeded(seed).fork('details') };
      let number = 0;
      for (const batch of simulation.events()) {
        const incidents: ExerciseIncident[] = [];
        for (let i = 0; i < batch.t.length; i++) {
          if (batch.reported[i] === 1) {
            incidents.push(incidentOf(batch, i, ++number, context));
          }
        }
        if (incidents.length > 0) yield incidents;
      }
    },
    truth: () => collectTruth(simulation.events()),
  };
}

interface Context {
  readonly land: Republic;
  readonly simulation: Simulation;
  readonly days: readonly CalendarDay[];
  readonly rng: Rng;
}

function incidentOf(batch: TrueEvents, i: number, number: number, context: Context): ExerciseIncident {
  const { land, simulation, days, rng } = context;
  const at = { x: batch.x[i]!, y: batch.y[i]! };
  const type = batch.type[i]!;
  const km = batch.kmFromTown[i]!;
  const town = land.towns[batch.town[i]!]!;
  const deaths = drawDeathRange(batch.mark[i]!, rng);
  const { code, ucdp, iccs, conflict } = categories[type]!;
  const injured = drawPoisson(rng, 0.6 * deaths.best + (conflict ? 0.8 : 0.1));
  const source = drawSource(type, km, batch.presence[i]!, deaths.best, rng);
  const where = reportedPlace(at, km, town.at, land, rng);
  const datePrecision = drawDatePrecision(rng);
  const [dateStart, dateEnd] = days[Math.floor(batch.t[i]!)]![datePrecision];
  const [longitude, latitude] = toLonLat(where.at);
  const coarse = where.precision === 'district' || where.precision === 'province';
  const place = !coarse
    ? placeInWords(where.at, town)
    : where.precision === 'district'
      ? `${where.district.name} district`
      : `${where.province.name} province`;
  const actors = drawActors(code, at, simulation.actors, rng);
  const admin1 = where.province.name;
  return {
    sourceId: `EX-${number}`,
    dateStart,
    dateEnd,
    datePrecision,
    latitude,
    longitude,
    placePrecision: where.precision,
    category: code,
    ucdpType: ucdp,
    iccs,
    ...writeTexts({ type, place, province: admin1, actors, deaths, injured, source }, rng),
    place,
    admin1,
    actors,
    deaths,
    injured,
    source,
    ...drawGrading(source, rng),
    reportedByPatrol: source === 'patrol',
  };
}

const describePatrols = (land: Republic, presence: Presence, from: string): ExerciseMission['patrols'] => ({
  from,
  periodDays: presence.periodDays,
  perWeek: land.towns.map((town, i) => ({ place: town.name, patrols: presence.patrolsPerWeek[i]! })),
});
