import { type Clearance, everyone, type Marking, markingBits, markingKey } from '@bluehelm/kernel';
import type { Database } from '../database/index.ts';
import { transaction } from '../database/index.ts';

/** The installation's numbered markings, kept in memory and grown when a new one is met. */
export interface Markings {
  /** the number of a marking, given to it now where it is new */
  number(marked: Marking): Promise<number>;
  /** @returns undefined for a number nobody has given yet; call refresh() and ask again */
  of(number: number): Marking | undefined;
  refresh(): Promise<void>;
  bits(clearance: Clearance): Uint8Array;
  readonly size: number;
}

const lock = 471_147_005;

/**
 * Bits kept for markings that another process numbers before we hear of it. Row security reads the whole set for every
 * row: 4 096 bits cost 4 µs a row, these a quarter of it.
 */
export const slackBits = 256;

/** What every process hears when a marking was numbered. */
export const markingChannel = 'bluehelm_marking';

export const openMarkings = async (db: Database): Promise<Markings> => {
  const byNumber: Marking[] = [];
  const byKey = new Map<string, number>();
  // bits by clearance; cleared when a marking is added
  const bitsOf = new Map<string, Uint8Array>();

  const refresh = async () => {
    const { rows } = await db.owner.query<{ number: number; marking: Marking }>(
      'select number, marking from bluehelm.marking where number >= $1 order by number',
      [byNumber.length],
    );
    for (const row of rows) {
      byNumber[row.number] = row.marking;
      byKey.set(markingKey(row.marking), row.number);
    }
    if (rows.length > 0) bitsOf.clear();
  };

  const add = (marked: Marking) =>
    transaction(db.owner, async (client) => {
      await client.query('select pg_advisory_xact_lock($1)', [lock]);
      await client.query(
        `insert into bluehelm.marking (number, key, marking)
         select coalesce(max(number) + 1, 0), $1, $2 from bluehelm.marking on conflict (key) do nothing`,
        [markingKey(marked), JSON.stringify(marked)],
      );
      await addOrganisations(client, marked);
      await client.query('select pg_notify($1, $2)', [markingChannel, '']);
    });

  await refresh();
  return {
    refresh,
    of: (number) => byNumber[number],
    get size() {
      return byNumber.length;
    },
    number: async (marked) => {
      const key = markingKey(marked);
      if (!byKey.has(key)) {
        await add(marked);
        await refresh();
      }
      return byKey.get(key)!;
    },
    bits: (clearance) => {
      const key = JSON.stringify([clearance.level, clearance.compartments, clearance.organisation]);
      const known = bitsOf.get(key);
      if (known) return known;
      const made = markingBits(clearance, byNumber.entries(), slackBits);
      bitsOf.set(key, made);
      return made;
    },
  };
};

const addOrganisations = async (
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  marked: Marking,
): Promise<void> => {
  const named = [marked.originator, ...marked.audience].filter((one) => one !== everyone);
  await client.query(
    'insert into bluehelm.organisation (code, title) select code, code from unnest($1::text[]) code on conflict do nothing',
    [named],
  );
};
