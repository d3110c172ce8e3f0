import { seeded } from '../random/seeded.ts';
import type { Extent } from '../surfaces/raster.ts';
import type { BlockTask } from '../workers/blocks.ts';
import { kOf, type RipleyCorrection } from './ripley-k.ts';

export interface SimulatedPatterns {
  readonly events: number;
  readonly window: Extent;
  readonly distances: Float64Array;
  readonly correction: RipleyCorrection;
  readonly seed: number | bigint;
}

/** L of patterns of as many events strewn evenly over the window: one row of distances for each. */
export const ripleySimulations: BlockTask<SimulatedPatterns, Float64Array> = {
  name: 'ripley-simulations',
  run: ({ events, window, distances, correction, seed }, from, to) => {
    const root = seeded(seed);
    const rows = new Float64Array((to - from) * distances.length);
    const x = new Float64Array(events);
    const y = new Float64Array(events);
    for (let piece = from; piece < to; piece++) {
      const rng = root.fork(piece);
      for (let i = 0; i < events; i++) {
        x[i] = window.xMin + rng.next() * (window.xMax - window.xMin);
        y[i] = window.yMin + rng.next() * (window.yMax - window.yMin);
      }
      const k = kOf(x, y, window, distances, correction);
      for (let d = 0; d < k.length; d++) rows[(piece - from) * k.length + d] = Math.sqrt(k[d]! / Math.PI);
    }
    return rows;
  },
};
