import { seeded } from '../random/seeded.ts';
import type { BlockTask } from '../workers/blocks.ts';
import { type NullModel, nullDraw } from './null-models.ts';
import type { ScanPlan } from './plan.ts';
import { centreSearch } from './search-centre.ts';
import { plainSieve } from './sieve.ts';

export interface SimulatedMaxima {
  readonly plan: ScanPlan;
  readonly nullModel: NullModel;
  readonly seed: number | bigint;
  /** number of the first simulation */
  readonly first: number;
  /** a guess below which few maxima lie: it saves time and changes no result */
  readonly floor: number;
}

/** The largest log likelihood ratio of each simulation; 0 where no window has more cases than expected. */
export const simulatedMaxima: BlockTask<SimulatedMaxima, Float64Array> = {
  name: 'scan-simulated-maxima',
  run: ({ plan, nullModel, seed, first, floor: guess }, from, to) => {
    const root = seeded(seed);
    const draw = nullDraw(nullModel);
    const sieve = plainSieve(plan);
    const search = centreSearch(plan);
    const lanes = Array.from({ length: sieve.lanes }, () => new Int32Array(plan.places * plan.width));
    const maxima = new Float64Array(to - from);
    let floor = guess;
    for (let done = 0; done < maxima.length; done += lanes.length) {
      const some = lanes.slice(0, maxima.length - done);
      for (const [lane, counts] of some.entries()) {
        draw(root.fork(first + from + done + lane), counts);
        cumulate(counts, plan.width);
      }
      sieve.load(some);
      const found = maxima.subarray(done, done + some.length);
      // all lanes are searched above the floor first; a maximum below it shows itself by staying there
      sift(plan, sieve.suspects, search.best, some, found.fill(floor));
      if (floor > 0 && found.includes(floor)) sift(plan, sieve.suspects, search.best, some, found.fill(0));
      floor = Math.min(
        done === 0 && floor === 0 ? Number.POSITIVE_INFINITY : floor,
        0.9 * Math.min(...found),
      );
    }
    return maxima;
  },
};

/** Raises the lanes' maxima by all windows above them. */
const sift = (
  plan: ScanPlan,
  suspects: (centre: number, level: number) => Uint8Array,
  best: (counts: Int32Array, centre: number, floor: number, wanted: (run: number) => boolean) => number,
  lanes: readonly Int32Array[],
  maxima: Float64Array,
): void => {
  for (let centre = 0; centre < plan.places; centre++) {
    const first = plan.runStarts[centre]!;
    const flags = suspects(centre, Math.min(...maxima));
    let any = 0;
    for (let run = first; run < plan.runStarts[centre + 1]!; run++) any |= flags[run - first]!;
    if (any === 0) continue;
    for (const [lane, counts] of lanes.entries())
      if ((any >> lane) & 1)
        maxima[lane] = best(
          counts,
          centre,
          maxima[lane]!,
          (run) => ((flags[run - first]! >> lane) & 1) === 1,
        );
  }
};

const cumulate = (counts: Int32Array, width: number): void => {
  for (let i = 0; i < counts.length; i++) if (i % width !== 0) counts[i] = counts[i]! + counts[i - 1]!;
};
