import type { Id } from '@bluehelm/kernel';
import type { Database } from '../database/index.ts';
import { transaction } from '../database/index.ts';
import { type Link, linkHash } from './chain.ts';

export interface Verdict {
  readonly intact: boolean;
  /** links read */
  readonly entries: number;
  /** hash of the last good link, hexadecimal: kept elsewhere, it proves later that nothing before it changed */
  readonly head: string;
  /** where the chain first breaks, and how */
  readonly fault?: { readonly seq: number; readonly reason: string };
}

const page = 5_000;

/**
 * Walks a mission's audit chain from its first link to its head: a link that is missing, changed, added or out of
 * order breaks it. Run by the owner, in constant memory.
 */
export const verifyChain = (db: Database, mission: Id): Promise<Verdict> =>
  transaction(db.owner, async (client) => {
    // one snapshot, so that links added meanwhile do not look like a fault
    await client.query('set transaction isolation level repeatable read read only');
    let before: Buffer = Buffer.alloc(0);
    let seq = 0;
    // entries are numbered from 1; one that was slipped in before it is to be seen, too
    let after: number | string = '-9223372036854775808';
    const verdict = (reason?: string): Verdict => ({
      intact: reason === undefined,
      entries: seq,
      head: before.toString('hex'),
      ...(reason === undefined ? {} : { fault: { seq: seq + 1, reason } }),
    });
    for (;;) {
      const { rows } = await client.query<Link & { hash: Buffer }>(
        `select seq, at, actor, act, subject, marking, detail, hash from bluehelm.audit_entry
         where mission = $1 and seq > $2 order by seq limit $3`,
        [mission, after, page],
      );
      for (const { hash, ...link } of rows) {
        if (link.seq > seq + 1) return verdict(`entry ${seq + 1} is missing`);
        if (link.seq <= seq) return verdict(`an entry numbered ${link.seq} was added before it`);
        if (!linkHash(before, link).equals(hash)) return verdict('the entry does not match its hash');
        before = hash;
        seq = link.seq;
        after = seq;
      }
      if (rows.length < page) break;
    }
    const { rows } = await client.query<{ audit_seq: number; audit_hash: Buffer }>(
      'select audit_seq, audit_hash from bluehelm.head where mission = $1',
      [mission],
    );
    const head = rows[0];
    if (!head) return verdict('the head that says where the chain ends is missing');
    if (head.audit_seq !== seq)
      return verdict(`the chain ends at ${seq}, but ${head.audit_seq} entries were written`);
    if (!head.audit_hash.equals(before)) return verdict('the last entry is not the one that was written');
    return verdict();
  });
