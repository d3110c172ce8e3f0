import type { BlockTask } from './blocks.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { taskLoaders } from './task-loaders.ts';

// the program of a worker thread: does blocks of one task until it is ended
let task: Promise<BlockTask<never, unknown>> | undefined;
let shared: never;

const answer = async (message: ToWorker): Promise<FromWorker | undefined> => {
  if ('task' in message) {
    shared = message.shared as never;
    task = taskLoaders[message.task]?.() ?? Promise.reject(new Error(`no task is named ${message.task}`));
    return undefined;
  }
  const { block, from, to } = message;
  return { block, answer: (await task!).run(shared, from, to) };
};

const hear = async (message: ToWorker, reply: (message: FromWorker) => void): Promise<void> => {
  try {
    const said = await answer(message);
    if (said) reply(said);
  } catch (error) {
    reply({ failed: error as Error });
  }
};

const begin = async (): Promise<void> => {
  if (typeof self !== 'undefined') {
    self.onmessage = (event: MessageEvent<ToWorker>) => hear(event.data, (said) => self.postMessage(said));
    return;
  }
  const { parentPort } = await import('node:worker_threads');
  parentPort?.on('message', (message: ToWorker) => hear(message, (said) => parentPort.postMessage(said)));
};

// not awaited here: some bundlers cannot wait at a module's top
void begin();
