import { bind, houseSession, type Mission, type Needs, type Session } from '../access/index.ts';
import { transaction } from '../database/index.ts';
import { appendActs, lockHead } from './append.ts';
import type { Act } from './chain.ts';

/** Reads of single records, noted in memory and chained together at most a second later. */
export interface Reads {
  /**
   * @param subject what was read: `incident/0192…/v3`
   * @param marking the number of its marking
   */
  note(session: Session, subject: string, marking: number): void;
  /** chains what has been noted; rejects where it cannot, keeping it for the next time */
  flush(): Promise<void>;
  /** flushes for the last time */
  close(): Promise<void>;
}

const everyMs = 1_000;
// a reader that walks through thousands of records does not make one endless act
const most = 500;

interface Noted {
  readonly actor: string;
  readonly marking: number;
  readonly subjects: string[];
}

/**
 * Opens the batch of reads. One act is chained per reader, marking and second, so that reading costs no transaction of
 * its own; what was read in the last second is lost if the process is killed.
 */
export const openReads = (needs: Needs, onFailure: (error: unknown) => void = () => undefined): Reads => {
  const noted = new Map<string, { mission: Mission; acts: Map<string, Noted> }>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const add = (mission: Mission, { actor, marking, subjects }: Noted) => {
    const of = noted.get(mission.id) ?? { mission, acts: new Map<string, Noted>() };
    noted.set(mission.id, of);
    const key = `${marking} ${actor}`;
    const known = of.acts.get(key);
    if (known) known.subjects.push(...subjects);
    else of.acts.set(key, { actor, marking, subjects: [...subjects] });
    timer ??= setTimeout(() => flush().catch(onFailure), everyMs).unref();
  };

  const flushAll = async () => {
    clearTimeout(timer);
    timer = undefined;
    const taken = [...noted.values()];
    noted.clear();
    const results = await Promise.allSettled(
      taken.map(({ mission, acts }) => chain(needs, mission, [...acts.values()])),
    );
    const failed = results.flatMap((result, i) => {
      if (result.status === 'fulfilled') return [];
      for (const one of taken[i]!.acts.values()) add(taken[i]!.mission, one);
      return [result.reason as unknown];
    });
    if (failed.length > 0) throw failed[0];
  };

  const flush = () => {
    running = running.catch(() => undefined).then(flushAll);
    return running;
  };

  return {
    note: (session, subject, marking) =>
      add(session.mission, { actor: session.actor, marking, subjects: [subject] }),
    flush,
    close: async () => {
      await flush();
      clearTimeout(timer);
    },
  };
};

const chain = (needs: Needs, mission: Mission, noted: readonly Noted[]): Promise<void> =>
  transaction(needs.db.app, async (client) => {
    await bind(client, houseSession(needs.markings, mission));
    const acts = noted.flatMap(actsOf);
    await appendActs(client, mission.id, await lockHead(client, mission.id), acts);
  });

const actsOf = ({ actor, marking, subjects }: Noted): Act[] => {
  const acts: Act[] = [];
  for (let i = 0; i < subjects.length; i += most) {
    const some = subjects.slice(i, i + most);
    acts.push({ actor, act: 'read', subject: some[0]!, marking, detail: { read: some } });
  }
  return acts;
};
