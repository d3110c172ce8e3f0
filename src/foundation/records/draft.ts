import {
  type DatePrecision,
  type Geometry,
  geometryBBox,
  instant,
  lonLat,
  type Marking,
  marking,
  type PlacePrecision,
  Problem,
  positions,
  when,
} from '@bluehelm/kernel';
import { type Session, sees } from '../access/index.ts';
import { geometry } from './geometry.ts';
import type { AnyKind } from './kind.ts';
import { recordProblems } from './problems.ts';

/** What a caller gives to make or change a record. */
export interface Draft {
  readonly when?: {
    readonly start: string;
    readonly end?: string;
    readonly precision?: DatePrecision;
  } | null;
  readonly where?: {
    readonly lon?: number;
    readonly lat?: number;
    readonly geometry?: Geometry;
    readonly precision?: PlacePrecision;
  } | null;
  readonly marking?: Parameters<typeof marking>[0] | Omit<Parameters<typeof marking>[0], 'originator'>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Time and place as they are stored. */
export interface Placed {
  readonly when: { start: Date; end: Date; precision: DatePrecision } | null;
  readonly where: {
    lon: number;
    lat: number;
    precision: PlacePrecision;
    geometry: Geometry | null;
    box: readonly [number, number, number, number] | null;
  } | null;
}

/** @throws Problem where the kind needs a place or time that is not given, or they cannot be */
export const placed = (kind: AnyKind, draft: Pick<Draft, 'when' | 'where'>): Placed => {
  if (kind.time === 'required' && !draft.when)
    throw new Problem(
      recordProblems.timeNeeded,
      `"${kind.name}" needs "when" with a "start" such as 2024-05-31.`,
    );
  if (kind.place === 'required' && !draft.where)
    throw new Problem(
      recordProblems.placeNeeded,
      `"${kind.name}" needs "where" with "lon" and "lat" in degrees.`,
    );
  for (const [part, policy] of [
    ['when', kind.time],
    ['where', kind.place],
  ] as const)
    if (policy === 'none' && draft[part])
      throw new Problem(
        recordProblems.placeRefused,
        `"${kind.name}" records have no "${part}"; leave it out.`,
      );
  return {
    when: draft.when ? placedWhen(draft.when) : null,
    where: draft.where ? placedWhere(kind, draft.where) : null,
  };
};

const placedWhen = (given: NonNullable<Draft['when']>): Placed['when'] => {
  const precision = given.precision ?? (given.start.length > 10 ? 0 : 1);
  // what is known to the day is kept as that day's midnight, whatever hour was written
  const read = (text: string) => (precision > 0 ? instant(dayOf(text)) : instant(text));
  const interval = when(read(given.start), read(given.end ?? given.start), precision);
  return { start: new Date(interval.start), end: new Date(interval.end), precision };
};

/** The day of a time as it was written. @throws Problem DATE_IMPOSSIBLE */
const dayOf = (text: string): string => {
  instant(text);
  return text.slice(0, 10);
};

const placedWhere = (kind: AnyKind, given: NonNullable<Draft['where']>): Placed['where'] => {
  if (given.geometry) geometry(given.geometry);
  else if (given.lon === undefined || given.lat === undefined)
    throw new Problem(
      recordProblems.placeNeeded,
      '"where" needs "lon" and "lat" in degrees, or a "geometry".',
    );
  if (given.geometry && given.geometry.type !== 'Point' && kind.shape !== 'any')
    throw new Problem(
      recordProblems.placeRefused,
      `"${kind.name}" records are at points; a ${given.geometry.type} was given.`,
    );
  const precision = given.precision ?? 1;
  if (given.geometry && given.geometry.type !== 'Point') {
    for (const [lon, lat] of positions(given.geometry)) lonLat(lon!, lat!);
    const box = geometryBBox(given.geometry);
    if (!box)
      throw new Problem(
        recordProblems.placeNeeded,
        'The geometry has no positions; at least one was expected.',
      );
    return {
      lon: (box.west + box.east) / 2,
      lat: (box.south + box.north) / 2,
      precision,
      geometry: given.geometry,
      box: [box.west, box.south, box.east, box.north],
    };
  }
  const [lon, lat] = given.geometry?.coordinates ?? [given.lon ?? Number.NaN, given.lat ?? Number.NaN];
  return { ...lonLat(lon!, lat!), precision, geometry: null, box: null };
};

/** The marking a session gives: nothing said means its organisation only. @throws Problem RECORD_MARKING_TOO_STRICT */
export const draftMarking = (session: Session, given: Draft['marking']): Marking => {
  const made = marking({ originator: session.clearance.organisation, ...given });
  if (sees(session, made)) return made;
  throw new Problem(
    recordProblems.markingTooStrict,
    'You could not read the record with this marking yourself, so it was not written.',
    { mend: 'Lower the level, leave out the compartment, or name your organisation in the audience.' },
  );
};
