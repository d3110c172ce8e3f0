import { createHash } from 'node:crypto';

/** One link of a mission's audit chain, before it is numbered. */
export interface Act {
  readonly actor: string;
  /** verb and object: `record.create`, `import.batch`, `export`, `read` */
  readonly act: string;
  /** what it was done to: `incident/0192…/v3`, `records?kind=incident` */
  readonly subject: string;
  /** number of the marking of what it was done to */
  readonly marking: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Link extends Act {
  readonly seq: number;
  readonly at: Date;
}

/** JSON with sorted keys, so that a document read back from jsonb gives the same text. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
};

/** The hash of a link: SHA-256 over the hash before it and the link itself. */
export const linkHash = (before: Uint8Array, link: Link): Buffer =>
  createHash('sha256')
    .update(before)
    .update(
      canonicalJson([
        link.seq,
        link.at.toISOString(),
        link.actor,
        link.act,
        link.subject,
        link.marking,
        link.detail,
      ]),
    )
    .digest();
