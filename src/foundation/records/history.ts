import type { Id } from '@bluehelm/kernel';
import { type Needs, reading, type Session } from '../access/index.ts';
import { build, run } from '../database/index.ts';
import { type Difference, differences } from './difference.ts';
import { notFound } from './not-found.ts';
import { findRow } from './read.ts';
import { asRecord, type MissionRecord, type RecordRow } from './record.ts';

/** A version and what it changed from the one before it that may be seen. */
export interface Version {
  readonly record: MissionRecord;
  readonly changes: readonly Difference[];
}

interface Snapshot extends Omit<RecordRow, 'created_at' | 'changed_at' | 'when_start' | 'when_end'> {
  created_at: string;
  changed_at: string;
  when_start: string | null;
  when_end: string | null;
}

const compared = ({ state, title, when, where, marking, body }: MissionRecord) => ({
  state,
  title,
  when,
  where,
  marking,
  body,
});

/**
 * Every version of a record that the session may see, newest first. Versions under a marking it may not read are left
 * out, and a record it may not see now has no history for it.
 * @throws Problem RECORD_NOT_FOUND
 */
export const recordHistory = (needs: Needs, session: Session, id: Id): Promise<Version[]> =>
  reading(needs.db, session, async (client) => {
    const now = await findRow(client, session, id);
    if (!now) throw notFound(id);
    const past = await run(
      client,
      build
        .selectFrom('bluehelm.record_past')
        .select(['snapshot', 'marking'])
        .where('mission', '=', session.mission.id)
        .where('id', '=', id)
        .orderBy('version'),
    );
    const rows = past.map(({ snapshot, marking }) => asRow(snapshot as unknown as Snapshot, marking));
    const records = [...rows, now].map((row) => asRecord(row, needs.markings));
    return records
      .map((record, i): Version => {
        const before = records[i - 1];
        return { record, changes: before ? differences(compared(before), compared(record)) : [] };
      })
      .reverse();
  });

const asRow = (snapshot: Snapshot, marking: number): RecordRow => ({
  ...snapshot,
  marking,
  seq: 0,
  mission: '',
  created_at: new Date(snapshot.created_at),
  changed_at: new Date(snapshot.changed_at),
  when_start: snapshot.when_start === null ? null : new Date(snapshot.when_start),
  when_end: snapshot.when_end === null ? null : new Date(snapshot.when_end),
});
