import { bind, houseSession, type Mission, type Needs, reading } from '../access/index.ts';
import { type Client, transaction } from '../database/index.ts';
import { copyOut } from './copy-out.ts';
import { copiedColumns, copyReader } from './copy-reader.ts';
import type { ColumnTable } from './table.ts';

/** The end of a mission's change feed. */
export const headOf = (needs: Needs, mission: Mission): Promise<number> =>
  reading(needs.db, houseSession(needs.markings, mission), (client) => headIn(client, mission));

const headIn = async (client: Client, mission: Mission): Promise<number> => {
  const { rows } = await client.query<{ seq: number }>('select seq from bluehelm.head where mission = $1', [
    mission.id,
  ]);
  return rows[0]?.seq ?? 0;
};

/**
 * Brings a table up to the feed's end: the first time by all facts, later by those that changed after `since`, which
 * are put in all at once so that nobody sees half of them.
 * @returns the end of the feed at which the table then stands: facts and feed are read in one snapshot
 */
export const catchUp = async (
  needs: Needs,
  mission: Mission,
  kind: string,
  table: ColumnTable,
  since: number,
): Promise<number> => {
  await needs.markings.refresh();
  return transaction(needs.db.app, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    await bind(client, houseSession(needs.markings, mission));
    const head = await headIn(client, mission);
    if (head <= since) return since;
    if (since === 0) table.reserve(Math.min(head, mostReserved));
    const reader = copyReader(table, since === 0);
    const held: Buffer[] = [];
    await copyOut(
      client,
      `copy (${selection(mission, kind, since)}) to stdout (format binary)`,
      since === 0 ? reader.take : (bytes, from, to) => void held.push(Buffer.from(bytes.subarray(from, to))),
    );
    for (const message of held) reader.take(message, 0, message.length);
    reader.end();
    return head;
  });
};

// reserved room that is not used costs no memory, but the feed's end also counts versions and other kinds
const mostReserved = 4_000_000;

// COPY takes no parameters; identifiers and kinds' names hold no quotes, by their own rules
const selection = (mission: Mission, kind: string, since: number): string =>
  since === 0
    ? `select ${copiedColumns} from bluehelm.fact f where f.mission = '${mission.id}' and f.kind = '${kind}'`
    : `select ${copiedColumns} from bluehelm.record r join bluehelm.fact f on f.mission = r.mission and f.id = r.id
       where r.mission = '${mission.id}' and r.seq > ${since} and f.kind = '${kind}'`;
