import type { Refusal } from '@bluehelm/formats';
import type { Id } from '@bluehelm/kernel';
import { bind, type Needs, reading, type Session } from '../../foundation/access/index.ts';
import { transaction } from '../../foundation/database/index.ts';

type Run = Pick<Needs, 'db'>;

/** What an import has done so far. */
export interface Progress {
  bytes: number | undefined;
  bytesRead: number;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
}

/** Seconds without a beat after which an import's process is taken for dead. */
export const lostAfterSeconds = 60;

export const beat = (
  { db }: Run,
  session: Session,
  run: { id: Id; marking: number; progress: Progress; ended?: boolean },
): Promise<void> =>
  transaction(db.app, async (client) => {
    await bind(client, session, true);
    await client.query(
      `insert into bluehelm.import_run (mission, id, marking, progress, beat_at, ended)
       values ($1, $2, $3, $4, now(), $5)
       on conflict (mission, id) do update set progress = $4, beat_at = now(), ended = $5`,
      [session.mission.id, run.id, run.marking, JSON.stringify(run.progress), run.ended ?? false],
    );
  });

export const progressOf = ({ db }: Run, session: Session, id: Id): Promise<Progress | undefined> =>
  reading(db, session, async (client) => {
    const { rows } = await client.query<{ progress: Progress }>(
      'select progress from bluehelm.import_run where mission = $1 and id = $2',
      [session.mission.id, id],
    );
    return rows[0]?.progress;
  });

/** Imports that never ended and whose process has not been heard of for a while. */
export const lostImports = ({ db }: Run, session: Session, afterSeconds = lostAfterSeconds): Promise<Id[]> =>
  reading(db, session, async (client) => {
    const { rows } = await client.query<{ id: Id }>(
      `select id from bluehelm.import_run
       where mission = $1 and not ended and beat_at < now() - make_interval(secs => $2)`,
      [session.mission.id, afterSeconds],
    );
    return rows.map((row) => row.id);
  });

export const addRefused = (
  { db }: Run,
  session: Session,
  run: { id: Id; marking: number; from: number },
  refused: readonly Pick<Refusal, 'line' | 'column' | 'given' | 'reason'>[],
): Promise<void> =>
  transaction(db.app, async (client) => {
    await bind(client, session, true);
    await client.query(
      `insert into bluehelm.import_refused (mission, import, position, marking, line, "column", given, reason)
       select $1, $2, $3 + position, $4, line, "column", given, reason
       from unnest($5::int[], $6::text[], $7::text[], $8::text[])
         with ordinality as row (line, "column", given, reason, position)
       on conflict do nothing`,
      [
        session.mission.id,
        run.id,
        run.from,
        run.marking,
        refused.map((row) => row.line),
        refused.map((row) => clean(row.column)),
        refused.map((row) => clean(row.given)),
        refused.map((row) => clean(row.reason)),
      ],
    );
  });

// PostgreSQL's text cannot hold U+0000
const clean = (text: string): string => text.replaceAll('\0', '\u2400');

export interface RefusedRow {
  readonly position: number;
  readonly line: number;
  readonly column: string;
  readonly given: string;
  readonly reason: string;
}

/** The refused rows of an import in the file's order, page by page. */
export async function* refusedRows({ db }: Run, session: Session, id: Id): AsyncGenerator<RefusedRow[]> {
  let after = 0;
  for (;;) {
    const rows = await reading(db, session, async (client) => {
      const found = await client.query<RefusedRow>(
        `select position, line, "column", given, reason from bluehelm.import_refused
         where mission = $1 and import = $2 and position > $3 order by position limit 2000`,
        [session.mission.id, id, after],
      );
      return found.rows;
    });
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.position;
  }
}
