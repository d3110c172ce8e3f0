import { parentPort, workerData } from 'node:worker_threads';
import { computeSurface } from './compute.ts';
import { featuresText } from './features.ts';
import type { Task } from './run.ts';

const task = workerData as Task;
const surface = 'drawn' in task ? task.drawn : computeSurface(task.job);
const features = 'cells' in surface ? featuresText(surface) : '';
parentPort!.postMessage('drawn' in task ? { features } : { surface, features });
