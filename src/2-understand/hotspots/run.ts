import { Worker } from 'node:worker_threads';
import type { Insufficient } from '@bluehelm/methods';
import { computeSurface, type Job, type Surface } from './compute.ts';
import { type Drawn, featuresText } from './features.ts';

export interface Computed {
  readonly surface: Surface | Insufficient;
  /** the hexagons as the text of a GeoJSON array; empty without a surface */
  readonly features: string;
}

/** What the thread is given: a surface to compute, or one that only needs drawing. */
export type Task = { readonly job: Job } | { readonly drawn: Drawn };

// below this a surface takes less than the thread's own start
const inline = 1_000;

/** Computes a surface without holding up the server: a large one in a thread of its own. */
export const runJob = async (job: Job, aboutCells: number): Promise<Computed> => {
  const small = aboutCells <= inline && job.inference === 'analytic' && job.cells.length <= inline / 10;
  if (!small) return inThread<Computed>({ job });
  const surface = computeSurface(job);
  return { surface, features: surface.kind === 'surface' ? featuresText(surface) : '' };
};

/** A surface's hexagons as the text of a GeoJSON array, likewise. */
export const featuresOf = async (drawn: Drawn): Promise<string> =>
  drawn.cells.length <= inline
    ? featuresText(drawn)
    : (await inThread<{ features: string }>({ drawn })).features;

const inThread = <Answer>(task: Task): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread for hotspots ended with ${code}`)));
  });
