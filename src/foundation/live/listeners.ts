import { type Clearance, hasBit, type Id } from '@bluehelm/kernel';
import type { Markings } from '../access/index.ts';
import { frameOf } from './changes.ts';
import type { Entry } from './entry.ts';
import type { Batch } from './feed.ts';

/** Where a listener's events go: a connection. */
export interface Sink {
  write(frames: Uint8Array | string): void;
  /** bytes written that the other side has not taken yet */
  readonly waiting: number;
  end(): void;
}

export interface Listener {
  readonly sink: Sink;
  readonly clearance: Clearance;
  readonly credential: Id;
  /** last entry that was sent */
  last: number;
  /** entries that come while earlier ones are still being fetched; undefined once they are */
  pending: { seq: number; frame: Uint8Array }[] | undefined;
}

/** A listener this far behind is dropped; it comes back with Last-Event-ID and misses nothing. */
const mostWaiting = 1_048_576;
const mostPending = 20_000;

/**
 * The listeners of one mission, grouped by clearance: an event is written out once, and decided on once per group,
 * however many listen.
 */
export const openListeners = (markings: Markings) => {
  const groups = new Map<string, { clearance: Clearance; members: Set<Listener> }>();

  const keyOf = ({ level, compartments, organisation }: Clearance) =>
    JSON.stringify([level, compartments, organisation]);

  const drop = (listener: Listener) => {
    const key = keyOf(listener.clearance);
    const group = groups.get(key);
    group?.members.delete(listener);
    if (group?.members.size === 0) groups.delete(key);
  };

  const send = (listener: Listener, frames: Uint8Array | string) => {
    listener.sink.write(frames);
    if (listener.sink.waiting <= mostWaiting) return;
    drop(listener);
    listener.sink.end();
  };

  const hand = (listener: Listener, events: Events) => {
    if (listener.pending) {
      listener.pending.push(...events.each);
      if (listener.pending.length <= mostPending) return;
      drop(listener);
      listener.sink.end();
      return;
    }
    // after a resumption the feed may still be behind what was fetched
    if (listener.last < events.first) send(listener, events.all());
    else {
      const rest = events.each.filter(({ seq }) => seq > listener.last);
      if (rest.length > 0) send(listener, Buffer.concat(rest.map(({ frame }) => frame)));
    }
    listener.last = Math.max(listener.last, events.last);
  };

  return {
    add: (listener: Listener) => {
      const key = keyOf(listener.clearance);
      const group = groups.get(key) ?? { clearance: listener.clearance, members: new Set() };
      groups.set(key, group);
      group.members.add(listener);
      return () => drop(listener);
    },

    /** Hands a batch to everyone who may see its entries. */
    broadcast: ({ rows }: Batch) => {
      const frames = new Map<Entry, Uint8Array>();
      const frame = (entry: Entry) => {
        const known = frames.get(entry) ?? Buffer.from(frameOf(entry));
        frames.set(entry, known);
        return known;
      };
      for (const { clearance, members } of groups.values()) {
        // asked anew each time: markings that appeared meanwhile are in
        const bits = markings.bits(clearance);
        const seen = rows.filter((entry) => concerns(entry, bits));
        if (seen.length === 0) continue;
        const events = eventsOf(seen.map((entry) => ({ seq: entry.seq, frame: frame(entry) })));
        for (const listener of members) hand(listener, events);
      }
    },

    /** Sends what came meanwhile and goes over to live delivery. */
    release: (listener: Listener) => {
      const pending = listener.pending ?? [];
      listener.pending = undefined;
      const events = pending.filter(({ seq }) => seq > listener.last);
      if (events.length > 0) hand(listener, eventsOf(events));
    },
    send,
    *all(): Generator<Listener> {
      for (const { members } of groups.values()) yield* members;
    },
  };
};

export type Listeners = ReturnType<typeof openListeners>;

interface Events {
  readonly first: number;
  readonly last: number;
  readonly each: readonly { seq: number; frame: Uint8Array }[];
  all(): Uint8Array;
}

const eventsOf = (each: Events['each']): Events => {
  let joined: Uint8Array | undefined;
  return {
    first: each[0]!.seq,
    last: each.at(-1)!.seq,
    each,
    all: () => {
      joined ??= each.length === 1 ? each[0]!.frame : Buffer.concat(each.map(({ frame }) => frame));
      return joined;
    },
  };
};

/** Whether who has these bits hears of the entry: it may see the record, or has just lost sight of it. */
const concerns = (entry: Entry, bits: Uint8Array): boolean =>
  entry.type === 'changed'
    ? hasBit(bits, entry.marking)
    : hasBit(bits, entry.before) && (entry.marking === undefined || !hasBit(bits, entry.marking));
