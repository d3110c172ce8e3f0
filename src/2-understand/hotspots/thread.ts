import { Worker } from 'node:worker_threads';
import type { Job } from './compute.ts';
import type { Drawn } from './features.ts';

/** What the thread is given: a surface to compute, or one that only needs drawing. */
export type Task = { readonly job: Job } | { readonly drawn: Drawn };

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** One thread beside the server, started at first use and kept: loading it takes longer than most surfaces do. */
const openThread = () => {
  let worker: Worker | undefined;
  let next = 0;
  const waiting = new Map<number, Waiting>();

  const fail = (error: Error) => {
    worker = undefined;
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./worker.ts', import.meta.url));
    started.on('message', ({ number, answer }: { number: number; answer: never }) => {
      waiting.get(number)?.resolve(answer);
      waiting.delete(number);
      // a thread that waits for work does not keep the process
      if (waiting.size === 0) started.unref();
    });
    started.on('error', fail);
    started.on('exit', (code) => fail(new Error(`the thread for hotspots ended with ${code}`)));
    return started;
  };

  return <Answer>(task: Task): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      worker ??= start();
      worker.ref();
      waiting.set(++next, { resolve, reject });
      worker.postMessage({ number: next, task });
    });
};

/** Does a task in the thread beside the server; tasks wait for each other. */
export const inThread = openThread();
