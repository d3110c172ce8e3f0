import { type HawkesEvents, type HawkesModel, hawkesStream, type Rng, seeded } from '@bluehelm/methods';
import { type Actor, makeActors } from './actors.ts';
import { categories } from './categories.ts';
import { backgroundPlaces } from './densities.ts';
import { drawDeaths, trueParameters } from './parameters.ts';
import { makePresence, type Presence } from './presence.ts';
import { chanceOfReport } from './reporting.ts';
import type { Republic } from './republic.ts';

/** A batch of true events in order of time, with what the reporting of each depended on. */
export interface TrueEvents extends HawkesEvents {
  readonly presence: Float32Array;
  readonly kmFromTown: Float32Array;
  /** index of the nearest settlement */
  readonly town: Uint16Array;
  /** 1 where the event was reported and so is an incident */
  readonly reported: Uint8Array;
}

export interface Simulation {
  readonly actors: readonly Actor[];
  readonly presence: Presence;
  readonly backgroundPerDay: readonly number[];
  readonly lostShare: number;
  /** all true events again from the start: the same on every call */
  events(): Generator<TrueEvents>;
}

export interface SimulationNeeds {
  readonly land: Republic;
  readonly seed: number | bigint | string;
  readonly incidents: number;
  readonly days: number;
  /** day of the week (0 Monday) and of the year of the window's first day */
  readonly firstWeekday: number;
  readonly firstDayOfYear: number;
}

const warmUpDays = 90;
const pilotPerDay = 12;

/**
 * Prepares the process so that exactly `incidents` events are reported: a pilot run finds the background that yields a
 * few more, a first pass counts them, and reports beyond the number asked for are lost at random, alike everywhere.
 * Costs two simulations, about 2 µs per true event each.
 */
export function prepareSimulation(needs: SimulationNeeds): Simulation {
  const { land, incidents, days } = needs;
  const rng = seeded(needs.seed).fork('incidents');
  const actors = makeActors(land, rng.fork('actors'));
  const presence = makePresence(land, days, rng.fork('presence'));
  const model = (perDay: number): HawkesModel => ({
    backgroundPerDay: trueParameters.background.map((b) => b.share * perDay),
    place: backgroundPlaces(land, actors),
    offspring: trueParameters.offspring,
    delayDays: trueParameters.delayDays,
    spreadKm: trueParameters.spreadKm,
    backgroundFactor: rhythm(needs),
    allowed: land.contains,
    keep: (type, t, x, y) => Math.exp(-trueParameters.dampening[type]! * presence.at(x, y, t)),
    mark: drawDeaths,
  });
  const run = (perDay: number, stream: Rng) =>
    withReports(
      hawkesStream(model(perDay), { days, warmUpDays }, stream.fork('process')),
      land,
      presence,
      stream,
    );

  const pilot = countReported(run(pilotPerDay, rng.fork('pilot')));
  for (let attempt = 0; ; attempt++) {
    // counts of a cluster process vary by a few times √n; four such deviations more than needed, then more again
    const excess = 1.02 + (12 * (attempt + 1)) / Math.sqrt(incidents);
    const perDay = (pilotPerDay * incidents * excess) / pilot;
    const stream = rng.fork(`attempt ${attempt}`);
    const found = countReported(run(perDay, stream));
    if (found < incidents) continue;
    return {
      actors,
      presence,
      backgroundPerDay: model(perDay).backgroundPerDay,
      lostShare: 1 - incidents / found,
      events: () => lose(run(perDay, stream), found, incidents, stream.fork('lost')),
    };
  }
}

function* withReports(
  batches: Iterable<HawkesEvents>,
  land: Republic,
  presence: Presence,
  stream: Rng,
): Generator<TrueEvents> {
  const rng = stream.fork('reporting');
  for (const batch of batches) {
    const n = batch.t.length;
    const events: TrueEvents = {
      ...batch,
      presence: new Float32Array(n),
      kmFromTown: new Float32Array(n),
      town: new Uint16Array(n),
      reported: new Uint8Array(n),
    };
    for (let i = 0; i < n; i++) {
      const [x, y] = [batch.x[i]!, batch.y[i]!];
      const nearest = land.nearestTown(x, y);
      const p = presence.at(x, y, batch.t[i]!);
      events.presence[i] = p;
      events.kmFromTown[i] = nearest.km;
      events.town[i] = nearest.town.index;
      events.reported[i] = rng.next() < chanceOfReport(batch.type[i]!, nearest.km, p, batch.mark[i]!) ? 1 : 0;
    }
    yield events;
  }
}

/** Keeps exactly `wanted` of `found` reports, each with the same chance (Knuth's algorithm S). */
function* lose(
  batches: Iterable<TrueEvents>,
  found: number,
  wanted: number,
  rng: Rng,
): Generator<TrueEvents> {
  let [left, needed] = [found, wanted];
  for (const batch of batches) {
    for (let i = 0; i < batch.reported.length; i++) {
      if (batch.reported[i] === 0) continue;
      if (rng.next() * left < needed) needed--;
      else batch.reported[i] = 0;
      left--;
    }
    yield batch;
  }
}

function countReported(batches: Iterable<TrueEvents>): number {
  let count = 0;
  for (const { reported } of batches) for (const yes of reported) count += yes;
  return count;
}

/** The season's and the weekday's factor on the background. */
function rhythm({ firstWeekday, firstDayOfYear }: SimulationNeeds): (day: number, type: number) => number {
  const { season, weekday } = trueParameters;
  return (day, type) => {
    const kind = categories[type]!.conflict ? 'conflict' : 'crime';
    const turn = (2 * Math.PI * (firstDayOfYear + day - season.peakDayOfYear)) / 365.25;
    const dayOfWeek = (((firstWeekday + day) % 7) + 7) % 7;
    return (1 + season[kind] * Math.cos(turn)) * weekday[kind][dayOfWeek]!;
  };
}
