import { houseSession, type Mission, type Needs, reading } from '../access/index.ts';
import { type Entry, readEntries } from './entry.ts';

export interface Batch {
  /** the feed's end after this batch */
  readonly seq: number;
  /** entries in the order of their commits, under every marking: mask them before they leave the house */
  readonly rows: readonly Entry[];
}

export type Handler = (batch: Batch) => void | Promise<void>;

/** Follows one mission's feed for everybody: each change is read from the database once. */
export interface Feed {
  readonly mission: Mission;
  /** what was committed after this has not been delivered yet */
  readonly cursor: number;
  /** the feed's end is said to be at `seq` (unknown: look) */
  wake(seq?: number): void;
  add(handler: Handler): () => void;
  /** resolves when what is being delivered has been */
  settled(): Promise<void>;
}

const pageSize = 1_000;

/** Opens the feed at its present end. */
export const openFeed = async (
  needs: Needs,
  mission: Mission,
  onFailure: (error: unknown) => void,
): Promise<Feed> => {
  const handlers = new Set<Handler>();
  const house = houseSession(needs.markings, mission);
  let cursor = await reading(needs.db, house, async (client) => {
    const { rows } = await client.query<{ seq: number }>('select seq from bluehelm.head where mission = $1', [
      mission.id,
    ]);
    return rows[0]?.seq ?? 0;
  });
  let running: Promise<void> | undefined;
  let again = false;

  const deliver = async (rows: readonly Entry[]) => {
    // another process may have numbered a marking that we have not met
    if (rows.some((row) => row.marking !== undefined && !needs.markings.of(row.marking)))
      await needs.markings.refresh();
    const batch: Batch = { seq: rows.at(-1)!.seq, rows };
    for (const handler of handlers)
      try {
        await handler(batch);
      } catch (error) {
        onFailure(error);
      }
  };

  const follow = async () => {
    do {
      again = false;
      const rows = await reading(needs.db, house, (client) =>
        readEntries(client, mission.id, cursor, pageSize),
      );
      if (rows.length > 0) {
        await deliver(rows);
        cursor = rows.at(-1)!.seq;
      }
      again ||= rows.length === pageSize;
    } while (again);
  };

  const wake = (seq?: number) => {
    if (seq !== undefined && seq <= cursor) return;
    again = true;
    running ??= follow()
      .catch(onFailure)
      .finally(() => {
        running = undefined;
      });
  };

  return {
    mission,
    get cursor() {
      return cursor;
    },
    wake,
    add: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    settled: async () => running,
  };
};
