import type { Insufficient } from '@bluehelm/methods';
import { computeSurface, type Job, type Surface } from './compute.ts';
import { type Drawn, featuresText } from './features.ts';
import { inThread } from './thread.ts';

export interface Computed {
  readonly surface: Surface | Insufficient;
  /** the hexagons as the text of a GeoJSON array; empty without a surface */
  readonly features: string;
}

// some ten milliseconds of work
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
