import { type Id, Problem } from '@bluehelm/kernel';
import {
  credentialChannel,
  type Mission,
  markingChannel,
  type Needs,
  type Session,
  stillValid,
} from '../access/index.ts';
import { changeChannel } from '../records/index.ts';
import { frameOf, listChanges } from './changes.ts';
import { type Feed, type Handler, openFeed } from './feed.ts';
import { type Listener, type Listeners, openListeners, type Sink } from './listeners.ts';
import { listenTo } from './notifications.ts';
import { liveProblems } from './problems.ts';

/** The change feed of every mission, pushed to those who follow it. */
export interface Live {
  /**
   * Follows a mission inside the house: every batch of changes under every marking, in the order of commits, one after
   * the other. What was committed after the promise resolves is delivered. Mask it before it leaves the house.
   * @returns a function that ends it
   */
  onChange(mission: Mission, handler: Handler): Promise<() => void>;
  /**
   * Sends a reader the events it may see, from `after` (else from now) without a gap.
   * @returns a function that ends it
   * @throws Problem TOO_MANY_LISTENERS
   */
  listen(
    session: Session,
    credential: Id,
    sink: Sink,
    after: number | undefined,
    started?: () => void,
  ): Promise<() => void>;
  readonly listening: number;
  close(): Promise<void>;
}

export interface LiveOptions {
  readonly onFailure?: (error: unknown) => void;
  /** further announcements to hear with the same connection */
  readonly channels?: Readonly<Record<string, (payload: string) => void>>;
  readonly heartbeatMs?: number;
  readonly mostListeners?: number;
}

interface MissionLive {
  readonly feed: Feed;
  readonly listeners: Listeners;
}

const catchUpPage = 500;

export const openLive = async (needs: Needs, options: LiveOptions = {}): Promise<Live> => {
  const onFailure = options.onFailure ?? (() => undefined);
  const missions = new Map<Id, Promise<MissionLive>>();
  const opened = new Map<Id, MissionLive>();
  let closed = false;

  const of = (mission: Mission): Promise<MissionLive> => {
    const known = missions.get(mission.id);
    if (known) return known;
    const made = openFeed(needs, mission, onFailure).then((feed) => {
      const one = { feed, listeners: openListeners(needs.markings) };
      feed.add(one.listeners.broadcast);
      opened.set(mission.id, one);
      // what was announced while it was being opened
      feed.wake();
      return one;
    });
    missions.set(mission.id, made);
    made.catch(() => missions.delete(mission.id));
    return made;
  };

  const everyone = () => [...opened.values()].flatMap(({ listeners }) => [...listeners.all()]);
  const end = (ended: (listener: Listener) => boolean) => {
    for (const listener of everyone()) if (ended(listener)) listener.sink.end();
  };

  const notifications = await listenTo(
    needs.db,
    {
      ...options.channels,
      [changeChannel]: (payload) => {
        const [mission, seq] = payload.split(':');
        opened.get(mission as Id)?.feed.wake(Number(seq));
      },
      [markingChannel]: () => void needs.markings.refresh().catch(onFailure),
      [credentialChannel]: (payload) => {
        options.channels?.[credentialChannel]?.(payload);
        end((listener) => listener.credential === payload);
      },
    },
    () => {
      needs.markings.refresh().catch(onFailure);
      options.channels?.[credentialChannel]?.('');
      for (const { feed } of opened.values()) feed.wake();
    },
  );

  const beat = async () => {
    const listeners = everyone();
    if (listeners.length === 0) return;
    for (const { listeners: mine } of opened.values())
      for (const listener of mine.all()) mine.send(listener, ': still here\n\n');
    const valid = await stillValid(needs.db, [...new Set(listeners.map(({ credential }) => credential))]);
    end((listener) => !valid.has(listener.credential));
    // an announcement may be lost without the connection breaking
    for (const { feed } of opened.values()) feed.wake();
  };
  const heart = setInterval(() => void beat().catch(onFailure), options.heartbeatMs ?? 15_000).unref();

  const catchUp = async (one: MissionLive, session: Session, listener: Listener) => {
    for (;;) {
      const { entries, next, more } = await listChanges(needs, session, listener.last, catchUpPage);
      if (entries.length > 0) one.listeners.send(listener, entries.map(frameOf).join(''));
      listener.last = next;
      if (!more) break;
    }
    one.listeners.release(listener);
  };

  return {
    onChange: async (mission, handler) => {
      const { feed } = await of(mission);
      return feed.add(handler);
    },
    listen: async (session, credential, sink, after, started) => {
      const most = options.mostListeners ?? 10_000;
      if (closed || everyone().length >= most)
        throw new Problem(liveProblems.tooManyListeners, `There are ${most} live listeners already.`);
      const one = await of(session.mission);
      const listener: Listener = {
        sink,
        clearance: session.clearance,
        credential,
        last: after ?? one.feed.cursor,
        pending: [],
      };
      const stop = one.listeners.add(listener);
      started?.();
      try {
        await catchUp(one, session, listener);
      } catch (error) {
        stop();
        throw error;
      }
      return stop;
    },
    get listening() {
      return everyone().length;
    },
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(heart);
      end(() => true);
      await notifications.close();
      await Promise.all([...opened.values()].map(({ feed }) => feed.settled()));
    },
  };
};
