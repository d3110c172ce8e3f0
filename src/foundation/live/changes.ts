import { type Needs, reading, type Session } from '../access/index.ts';
import { type Changed, type Entry, type Lost, readEntries } from './entry.ts';

export interface Changes {
  /** records that changed and may be seen, and notes of those that may no longer be seen */
  readonly entries: readonly Entry[];
  /** give it back to go on from here */
  readonly next: number;
  /** whether there is more already */
  readonly more: boolean;
}

/** What changed in the mission after `after`, as far as the session may know. A record appears with its last change. */
export const listChanges = (needs: Needs, session: Session, after: number, limit: number): Promise<Changes> =>
  reading(needs.db, session, async (client) => {
    const all = await readEntries(client, session.mission.id, after, limit);
    // what left one marking that may be read for another is still there for this reader
    const entries = all.filter((entry) => entry.type === 'changed' || entry.marking === undefined);
    return { entries, next: all.at(-1)?.seq ?? after, more: all.length === limit };
  });

/** An entry as a server-sent event. */
export const frameOf = (entry: Entry): string => `id: ${entry.seq}\n${eventOf(entry)}\n\n`;

const eventOf = (entry: Entry): string =>
  entry.type === 'changed'
    ? `event: change\ndata: ${JSON.stringify(changeOf(entry))}`
    : `event: removed\ndata: ${JSON.stringify(removalOf(entry))}`;

const changeOf = ({ seq, id, kind, version, state, title, when, where }: Changed) => ({
  seq,
  id,
  kind,
  version,
  state,
  title,
  when,
  where,
});

const removalOf = ({ seq, id }: Lost) => ({ seq, id });
