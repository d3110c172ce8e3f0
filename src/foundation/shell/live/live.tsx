import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useSession } from '../session.tsx';

/** A change as the stream tells it. `removed`: the reader may no longer see the record. */
export interface LiveChange {
  readonly seq: number;
  readonly id: string;
  readonly kind?: string;
  readonly version?: number;
  readonly state?: string;
  readonly title?: string;
  readonly where?: { readonly lon: number; readonly lat: number } | null;
  readonly removed?: true;
}

type Listener = (changes: readonly LiveChange[]) => void;
const Listeners = createContext<Set<Listener>>(new Set());
const Connected = createContext(false);

/** Gathers calls: the first goes out after `waitMs`, with all that came meanwhile. */
export const gathered = <T,>(tell: (all: readonly T[]) => void, waitMs: number) => {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    add: (one: T) => {
      waiting.push(one);
      timer ??= setTimeout(() => {
        const all = waiting;
        waiting = [];
        timer = undefined;
        tell(all);
      }, waitMs);
    },
    stop: () => clearTimeout(timer),
  };
};

/** One stream of changes for the whole page; it connects again by itself and misses nothing (Last-Event-ID). */
export const LiveProvider = ({ children }: { children: ReactNode }) => {
  const { client } = useSession();
  const listeners = useRef(new Set<Listener>()).current;
  const [connected, setConnected] = useState(false);
  const url = useMemo(() => client.url('/changes/stream'), [client]);
  useEffect(() => {
    const batch = gathered<LiveChange>((all) => {
      for (const listener of listeners) listener(all);
    }, 250);
    const source = new EventSource(url);
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.addEventListener('change', (event) => batch.add(JSON.parse(event.data) as LiveChange));
    source.addEventListener('removed', (event) =>
      batch.add({ ...(JSON.parse(event.data) as LiveChange), removed: true }),
    );
    return () => {
      source.close();
      batch.stop();
    };
  }, [url, listeners]);
  return (
    <Listeners value={listeners}>
      <Connected value={connected}>{children}</Connected>
    </Listeners>
  );
};

export const useLiveState = (): boolean => useContext(Connected);

/** Calls back with what changed, a quarter of a second's worth at a time. */
export const useLive = (listener: Listener): void => {
  const listeners = useContext(Listeners);
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const call: Listener = (changes) => latest.current(changes);
    listeners.add(call);
    return () => {
      listeners.delete(call);
    };
  }, [listeners]);
};
