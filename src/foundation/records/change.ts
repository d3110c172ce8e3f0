import { atMost, type Id, join, type Marking, newId, Problem } from '@bluehelm/kernel';
import { bind, demand, houseSession, type Needs, type Session } from '../access/index.ts';
import { type Draft, draftMarking, placed } from './draft.ts';
import type { AnyKind, Move } from './kind.ts';
import { notFound } from './not-found.ts';
import { recordProblems } from './problems.ts';
import { findRow, readRecord } from './read.ts';
import { asRecord, keptPart, type MissionRecord, type Provenance, type RecordRow } from './record.ts';
import type { Kinds } from './registry.ts';
import { wordsOf } from './words.ts';
import {
  insertRecord,
  keepVersion,
  type NewVersion,
  noteSightLost,
  replaceRecord,
  subjectOf,
  type Writer,
  writing,
} from './write.ts';

export type RecordNeeds = Needs & { readonly kinds: Kinds };

const words = (kind: AnyKind, body: Draft['body']) => {
  const title = kind.headline(body);
  return { title, search: wordsOf(`${title} ${kind.words?.(body) ?? ''}`) };
};

export interface Making {
  readonly state?: string;
  readonly provenance?: Provenance;
  readonly source?: { readonly name: string; readonly id: string };
}

/** Makes a record. @throws Problem RIGHT_MISSING, RECORD_* */
export const createRecord = async (
  needs: RecordNeeds,
  session: Session,
  kindName: string,
  draft: Draft,
  making: Making = {},
): Promise<MissionRecord> => {
  const kind = needs.kinds.get(kindName);
  demand(session, kind.create);
  if (kind.derived && making.provenance?.method === undefined)
    throw new Problem(recordProblems.derived, `"${kind.name}" records are made by a method, not by hand.`);
  needs.kinds.check(kind, draft.body);
  if (making.state !== undefined && making.state !== kind.initial)
    demand(session, moveOf(kind, kind.initial, making.state).right);
  const marked = draftMarking(session, draft.marking);
  const marking = await needs.markings.number(marked);
  const given: NewVersion = {
    ...placed(kind, draft),
    ...words(kind, draft.body),
    id: newId(),
    kind,
    version: 1,
    state: making.state ?? kind.initial,
    marking,
    provenance: making.provenance ?? { method: 'entered by hand' },
    body: draft.body,
  };
  return writing(needs, session, async (writer) => {
    await insertRecord(writer, given, making.source).catch(sourceTaken);
    writer.act({
      act: 'record.create',
      subject: subjectOf(kind.name, given.id, 1),
      marking,
      detail: { state: given.state },
    });
    return asRecord((await findRow(writer.client, session, given.id))!, needs.markings);
  });
};

const sourceTaken = (error: unknown): never => {
  if ((error as { code?: string }).code === '23505')
    throw new Problem(recordProblems.sourceTaken, 'A record of this source and identifier exists already.');
  throw error;
};

/** What a change may replace; `body` is merged as RFC 7396 says (null removes a field). */
export type Patch = Partial<Draft>;

/** Changes a record made on `version`. @throws Problem RECORD_NOT_FOUND, RECORD_STALE, RIGHT_MISSING, RECORD_* */
export const changeRecord = (
  needs: RecordNeeds,
  session: Session,
  id: Id,
  version: number,
  patch: Patch,
): Promise<MissionRecord> =>
  revise(needs, session, id, version, async (row, kind) => {
    demand(session, kind.edit);
    if (kind.derived)
      throw new Problem(recordProblems.derived, `A "${kind.name}" record is computed; run it again instead.`);
    const before = asRecord(row, needs.markings);
    const body = merge(before.body, patch.body ?? {}) as Draft['body'];
    needs.kinds.check(kind, body);
    const touched = Object.keys(patch.body ?? {});
    const moved = (['when', 'where'] as const).filter((part) => patch[part] !== undefined);
    const kept = [
      ...new Set([...(before.provenance.kept ?? []), ...touched, ...moved.map((part) => keptPart[part])]),
    ].sort();
    return {
      ...placed(kind, {
        when: patch.when === undefined ? before.when : patch.when,
        where: patch.where === undefined ? before.where : patch.where,
      }),
      ...words(kind, body),
      state: row.state,
      marked: patch.marking ? remarked(session, before.marking, patch.marking) : before.marking,
      provenance: before.source && kept.length > 0 ? { ...row.provenance, kept } : row.provenance,
      body,
      act: 'record.change',
      detail: { fields: Object.keys(patch), body: touched },
    };
  });

/** Anyone who may edit makes a marking stricter; only its originator lets more people in or hands it on. */
const remarked = (session: Session, before: Marking, given: NonNullable<Patch['marking']>): Marking => {
  const made = draftMarking(session, { ...before, ...given });
  const ours = before.originator === session.clearance.organisation;
  if (ours || (made.originator === before.originator && atMost(before, made))) return made;
  throw new Problem(
    recordProblems.notOriginator,
    `The record is "${before.originator}"'s; "${session.clearance.organisation}" may make its marking stricter, not release it.`,
    { mend: 'Ask the originator to release it.' },
  );
};

const moveOf = (kind: AnyKind, from: string, to: string): Move => {
  const move = kind.moves.find((one) => one.from === from && one.to === to);
  if (move) return move;
  const open = kind.moves.filter((one) => one.from === from).map((one) => one.to);
  throw new Problem(
    recordProblems.moveRefused,
    `A "${kind.name}" that is "${from}" cannot become "${to.slice(0, 60)}"; ${
      open.length === 0 ? 'this state is final' : `one of ${open.join(', ')} was expected`
    }.`,
  );
};

/** Moves a record along its life cycle. @throws Problem RECORD_MOVE_REFUSED naming the moves there are */
export const moveRecord = (
  needs: RecordNeeds,
  session: Session,
  id: Id,
  version: number,
  to: string,
): Promise<MissionRecord> =>
  revise(needs, session, id, version, async (row, kind) => {
    const move = moveOf(kind, row.state, to);
    demand(session, move.right);
    const before = asRecord(row, needs.markings);
    return {
      ...placed(kind, before),
      ...words(kind, before.body),
      state: to,
      marked: before.marking,
      provenance: row.provenance,
      body: before.body,
      act: 'record.move',
      detail: { from: row.state, to },
    };
  });

/**
 * Ends a derived record that was made while its method still ran: its final state and body.
 * @throws Problem RECORD_NOT_FOUND, RIGHT_MISSING, RECORD_BODY_REFUSED
 */
export const concludeRecord = async (
  needs: RecordNeeds,
  session: Session,
  id: Id,
  state: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<MissionRecord> => {
  const { version } = await readRecord(needs, session, id);
  return revise(needs, session, id, version, async (row, kind) => {
    demand(session, kind.create);
    const before = asRecord(row, needs.markings);
    const final = body ?? before.body;
    needs.kinds.check(kind, final);
    return {
      ...placed(kind, before),
      ...words(kind, final),
      state,
      marked: before.marking,
      provenance: row.provenance,
      body: final,
      act: 'record.conclude',
      detail: { from: row.state, to: state },
    };
  });
};

type Revision = Omit<NewVersion, 'id' | 'kind' | 'version' | 'marking'> & {
  marked: MissionRecord['marking'];
  act: string;
  detail: Record<string, unknown>;
};

const revise = async (
  needs: RecordNeeds,
  session: Session,
  id: Id,
  version: number,
  work: (row: RecordRow, kind: AnyKind) => Promise<Revision>,
): Promise<MissionRecord> =>
  writing(needs, session, async (writer) => {
    const row = await findRow(writer.client, session, id);
    if (!row) throw notFound(id);
    if (row.version !== version)
      throw new Problem(
        recordProblems.stale,
        `The change was made on version ${version}; the record is at version ${row.version}.`,
        { mend: 'Read it again, and make the change on what it says now.' },
      );
    const kind = needs.kinds.get(row.kind);
    const { marked, act, detail, ...revision } = await work(row, kind);
    const marking = await needs.markings.number(marked);
    // a marking numbered just now is not yet in the session's bits
    await bind(writer.client, session, true);
    await keepVersion(writer, id);
    if (marking !== row.marking) {
      await noteSightLost(writer, id, row.marking);
      await markPast(needs, writer, id, marking);
    }
    await replaceRecord(writer, { ...revision, id, kind, version: version + 1, marking });
    writer.act({ act, subject: subjectOf(kind.name, id, version + 1), marking, detail });
    return asRecord((await findRow(writer.client, session, id))!, needs.markings);
  });

/**
 * Earlier versions become at least as strict as the present one, so that nobody reads in them what is now closed. Done
 * with the house's sight: the writer may not see all of them.
 */
const markPast = async (needs: RecordNeeds, writer: Writer, id: Id, now: number): Promise<void> => {
  const mission = writer.session.mission.id;
  const house = houseSession(needs.markings, writer.session.mission);
  await bind(writer.client, house, true);
  const { rows } = await writer.client.query<{ marking: number }>(
    'select distinct marking from bluehelm.record_past where mission = $1 and id = $2',
    [mission, id],
  );
  for (const { marking } of rows) {
    const joined = await needs.markings.number(join(needs.markings.of(marking)!, needs.markings.of(now)!));
    await writer.client.query(
      'update bluehelm.record_past set marking = $3 where mission = $1 and id = $2 and marking = $4',
      [mission, id, joined, marking],
    );
  }
  await bind(writer.client, writer.session, true);
};

const isObject = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** RFC 7396, section 2. */
const merge = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch;
  // a map, because setting a field called __proto__ would set none
  const merged = new Map<string, unknown>(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch))
    if (value === null) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  return Object.fromEntries(merged);
};
