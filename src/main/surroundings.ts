import { Socket } from 'node:net';

/** What the surroundings may do to a command: end it. */
export interface Surroundings {
  /** aborted by Ctrl-C, SIGTERM, or the end of the process that started this one */
  readonly signal: AbortSignal;
}

/**
 * A signal that aborts when this process is asked to end: Ctrl-C, SIGTERM, SIGHUP, or when the starter that holds the
 * other end of our lifeline is gone, even by SIGKILL.
 */
export const endSignal = (): AbortSignal => {
  const ending = new AbortController();
  const end = () => ending.abort(new DOMException('asked to end', 'AbortError'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  const lifeline = Number(process.env.BLUEHELM_LIFELINE);
  if (lifeline > 2) {
    const socket = new Socket({ fd: lifeline });
    socket.on('end', end).on('error', end).resume();
    // the lifeline alone keeps nothing alive
    socket.unref();
    delete process.env.BLUEHELM_LIFELINE;
  }
  return ending.signal;
};
