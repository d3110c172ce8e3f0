/** What every method takes that may run for longer than a moment. */
export interface LongRun {
  /** ends the method: its promise is rejected with the signal's reason, and nothing half done is returned */
  readonly signal?: AbortSignal | undefined;
  /** told now and then how much is done, from 0 to 1; never less than before */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Lets a long computation on one thread be watched and ended. */
export interface Breath {
  /** whether so much time has passed that `take` should be called; cheap enough for an inner loop */
  due(): boolean;
  /** tells progress, gives everything else on this thread a turn, and throws when the signal asks to end */
  take(share: number): Promise<void>;
}

const PAUSE_AFTER_MS = 40;

/**
 * Long methods are written `if (breath.due()) await breath.take(done / total)`. When it pauses depends on the time,
 * what is computed does not.
 */
export const breathing = ({ signal, onProgress }: LongRun = {}): Breath => {
  signal?.throwIfAborted();
  let last = performance.now();
  let told = 0;
  return {
    due: () => performance.now() - last > PAUSE_AFTER_MS,
    take: async (share) => {
      signal?.throwIfAborted();
      told = Math.max(told, Math.min(1, share));
      onProgress?.(told);
      await turn();
      signal?.throwIfAborted();
      last = performance.now();
    },
  };
};

// where there is one; a browser has none. In Node a first message would load much else
const { setImmediate: soon } = globalThis as { setImmediate?: (run: () => void) => unknown };

// a time-out of 0 costs a browser 4 ms, a message nearly nothing
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (soon) {
      soon(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
