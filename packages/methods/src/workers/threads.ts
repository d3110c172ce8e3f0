import type { LongRun } from '../long-run.ts';
import type { FromWorker, ToWorker } from './messages.ts';

export interface ThreadOptions extends LongRun {
  readonly count: number;
  readonly blockSize: number;
  readonly workers: number;
}

/** One worker thread, of Node or of a browser. */
interface Thread {
  post(message: ToWorker): void;
  listen(hear: (message: FromWorker) => void, failed: (error: Error) => void): void;
  end(): void;
}

/** Hands the blocks out one at a time to whoever is free, and gathers their answers in order. */
export const inWorkers = async <Answer>(
  task: string,
  shared: unknown,
  { count, blockSize, workers, signal, onProgress }: ThreadOptions,
): Promise<Answer[]> => {
  signal?.throwIfAborted();
  const blocks = Math.ceil(count / blockSize);
  const answers = new Array<Answer>(blocks);
  const threads = await Promise.all(Array.from({ length: workers }, openThread));
  let next = 0;
  let done = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      for (const thread of threads) {
        const give = (): void => {
          if (next === blocks) return;
          const block = next++;
          thread.post({ block, from: block * blockSize, to: Math.min(count, (block + 1) * blockSize) });
        };
        thread.listen((message) => {
          if ('failed' in message) return reject(message.failed);
          answers[message.block] = message.answer as Answer;
          done++;
          onProgress?.(done / blocks);
          if (done === blocks) resolve();
          else give();
        }, reject);
        thread.post({ task, shared });
        give();
      }
    });
  } finally {
    for (const thread of threads) thread.end();
  }
  return answers;
};

const openThread = async (): Promise<Thread> => {
  // bundlers find the worker's file by this very expression
  if (typeof Worker !== 'undefined') {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    return {
      post: (message) => worker.postMessage(message),
      listen: (hear, failed) => {
        worker.onmessage = (event: MessageEvent<FromWorker>) => hear(event.data);
        worker.onerror = (event) => failed(new Error(event.message));
      },
      end: () => worker.terminate(),
    };
  }
  const node = await import('node:worker_threads');
  const worker = new node.Worker(new URL('./worker.ts', import.meta.url));
  return {
    post: (message) => worker.postMessage(message),
    listen: (hear, failed) => {
      worker.on('message', hear);
      worker.on('error', (error) => failed(error as Error));
    },
    end: () => void worker.terminate(),
  };
};
