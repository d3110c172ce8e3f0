import type { Id } from '@bluehelm/kernel';
import { type Needs, reading, type Session } from '../access/index.ts';
import { build, type Client, run } from '../database/index.ts';
import { notFound } from './not-found.ts';
import { asRecord, type MissionRecord, type RecordRow, recordColumns } from './record.ts';

/** The current version's row, or undefined where there is none or it may not be seen. */
export const findRow = async (client: Client, session: Session, id: Id): Promise<RecordRow | undefined> => {
  const rows = await run(
    client,
    build
      .selectFrom('bluehelm.record')
      .select(recordColumns)
      .where('mission', '=', session.mission.id)
      .where('id', '=', id),
  );
  return rows[0] as RecordRow | undefined;
};

/** @throws Problem RECORD_NOT_FOUND, also where the record exists but may not be seen */
export const readRecord = (needs: Needs, session: Session, id: Id): Promise<MissionRecord> =>
  reading(needs.db, session, async (client) => {
    const row = await findRow(client, session, id);
    if (!row) throw notFound(id);
    return asRecord(row, needs.markings);
  });
