import { type Client, storableJson, storableText } from '../database/index.ts';
import { type Act, type Link, linkHash } from './chain.ts';

/** The end of a mission's feed and chain, locked by the transaction that holds it. */
export interface Head {
  seq: number;
  auditSeq: number;
  auditHash: Buffer;
}

/** Locks the mission's head until the transaction ends: who writes to a mission writes alone. */
export const lockHead = async (client: Client, mission: string): Promise<Head> => {
  const { rows } = await client.query<{ seq: number; audit_seq: number; audit_hash: Buffer }>(
    'select seq, audit_seq, audit_hash from bluehelm.head where mission = $1 for update',
    [mission],
  );
  return { seq: rows[0]!.seq, auditSeq: rows[0]!.audit_seq, auditHash: rows[0]!.audit_hash };
};

/** An act as it will be read back: what is hashed must be what is kept. */
const asKept = (act: Act): Act => ({
  actor: storableText(act.actor),
  act: storableText(act.act),
  subject: storableText(act.subject),
  marking: act.marking,
  detail: JSON.parse(storableJson(act.detail)) as Act['detail'],
});

/** Appends acts to the chain and stores the head as it then is. Call once, last in the transaction. */
export const appendActs = async (
  client: Client,
  mission: string,
  head: Head,
  acts: readonly Act[],
  at: Date = new Date(),
): Promise<void> => {
  const links: (Link & { hash: Buffer })[] = [];
  for (const act of acts) {
    const link: Link = { ...asKept(act), seq: ++head.auditSeq, at };
    head.auditHash = linkHash(head.auditHash, link);
    links.push({ ...link, hash: head.auditHash });
  }
  if (links.length > 0)
    await client.query(
      `insert into bluehelm.audit_entry (mission, seq, at, actor, act, subject, marking, detail, hash)
       select $1, seq, $2, actor, act, subject, marking, detail, hash
       from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::int[], $8::jsonb[], $9::bytea[])
         as link (seq, actor, act, subject, marking, detail, hash)`,
      [
        mission,
        at,
        links.map((link) => link.seq),
        links.map((link) => link.actor),
        links.map((link) => link.act),
        links.map((link) => link.subject),
        links.map((link) => link.marking),
        links.map((link) => JSON.stringify(link.detail)),
        links.map((link) => link.hash),
      ],
    );
  await client.query(
    'update bluehelm.head set seq = $2, audit_seq = $3, audit_hash = $4 where mission = $1',
    [mission, head.seq, head.auditSeq, head.auditHash],
  );
};
