import { parentPort } from 'node:worker_threads';
import { computeSurface } from './compute.ts';
import { featuresText } from './features.ts';
import type { Task } from './thread.ts';

const answer = (task: Task): object => {
  if ('drawn' in task) return { features: featuresText(task.drawn) };
  const surface = computeSurface(task.job);
  return { surface, features: surface.kind === 'surface' ? featuresText(surface) : '' };
};

parentPort!.on('message', ({ number, task }: { number: number; task: Task }) =>
  parentPort!.postMessage({ number, answer: answer(task) }),
);
