import { everyone, instant, marking } from '@bluehelm/kernel';
import type { ImportBody } from '../../1-collect/sources/index.ts';
import type { Session } from '../../foundation/access/index.ts';
import {
  concludeRecord,
  createRecord,
  filter,
  listRecords,
  type RecordNeeds,
  type SourceDraft,
  upsertBatch,
} from '../../foundation/records/index.ts';
import { boundaryDrafts, placeDrafts, roadDrafts } from './land-drafts.ts';
import { type ExerciseIncident, type ExerciseOptions, exerciseMission } from './mission.ts';

/** Name and title of the mission that a first start makes. */
export const exerciseName = 'exercise';
export const exerciseTitle = 'Exercise Orvessa (simulated)';

const source = 'exercise';

const datePrecision = { day: 1, week: 3, month: 4 } as const;
const placePrecision = { exact: 1, near: 2, district: 3, province: 4 } as const;

/** An incident of the exercise as it is written. */
export const exerciseDraft = (incident: ExerciseIncident): SourceDraft => ({
  sourceId: incident.sourceId,
  state: incident.verification,
  when: {
    start: instant(incident.dateStart),
    end: instant(incident.dateEnd),
    precision: datePrecision[incident.datePrecision],
  },
  where: {
    lon: incident.longitude,
    lat: incident.latitude,
    precision: placePrecision[incident.placePrecision],
  },
  body: {
    category: incident.category,
    summary: incident.headline,
    description: incident.description,
    deaths: incident.deaths,
    ...(incident.injured > 0 ? { harm: [{ group: 'all', injured: incident.injured }] } : {}),
    actors: incident.actors,
    place: { name: incident.place, admin1: incident.admin1, country: 'Orvessa (simulated)' },
    grading: { reliability: incident.reliability, credibility: incident.credibility },
    sources: [{ name: `${incident.source} (simulated)` }],
    byPatrol: incident.reportedByPatrol,
  },
});

/**
 * Fills a mission with the exercise: land, places, roads, incidents. Every incident has its own identifier, so a load
 * that was interrupted is completed by the next, and nothing is doubled. Does nothing where it is complete.
 * @returns incidents written now
 */
export const loadExercise = async (
  needs: RecordNeeds,
  session: Session,
  options: ExerciseOptions = {},
  onProgress: (written: number) => void = () => undefined,
): Promise<number> => {
  if (await isComplete(needs, session)) return 0;
  const exercise = exerciseMission(options);
  const open = await marked(needs, session, {});
  const body: ImportBody = {
    file: `simulated exercise, seed ${options.seed ?? 1}`,
    format: 'exercise',
    layout: 'simulation',
    source,
    of: 'incident',
    bytesRead: 0,
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: 0,
  };
  const record = await createRecord(
    needs,
    session,
    'import',
    { body, marking: { audience: [everyone] } },
    { provenance: { method: 'simulation', parameters: { ...options, seed: `${options.seed ?? 1}` } } },
  );
  const write = (kind: string, marked: number, drafts: readonly SourceDraft[]) =>
    upsertBatch(
      needs,
      session,
      { kind: needs.kinds.get(kind), source, marking: marked, importId: record.id },
      drafts,
    );
  await write('boundary', open, boundaryDrafts(exercise.geography));
  await write('place', open, placeDrafts(exercise.geography));
  await write('road', open, roadDrafts(exercise.geography));
  const sensitive = await marked(needs, session, { level: 'confidential' });
  for (const incidents of exercise.incidents()) {
    const drafts = incidents.map((incident) =>
      // what armed groups' kidnappings are known from is kept closer, so that the exercise shows markings at work
      incident.category === 'kidnapping'
        ? { ...exerciseDraft(incident), marking: sensitive }
        : exerciseDraft(incident),
    );
    const outcome = await write('incident', open, drafts);
    body.read += drafts.length;
    body.created += outcome.created;
    body.updated += outcome.updated;
    body.unchanged += outcome.unchanged;
    onProgress(body.read);
  }
  await concludeRecord(needs, session, record.id, 'done', { ...body, span: [exercise.from, exercise.until] });
  return body.created;
};

const marked = (needs: RecordNeeds, session: Session, given: { level?: string }): Promise<number> =>
  needs.markings.number(
    marking({ ...given, originator: session.clearance.organisation, audience: [everyone] }),
  );

const isComplete = async (needs: RecordNeeds, session: Session): Promise<boolean> => {
  const done = filter(needs.kinds.get('import'), { state: 'done' });
  const { records } = await listRecords(needs, session, done, { sort: 'changed', limit: 1000 });
  return records.some((record) => record.body.source === source);
};
