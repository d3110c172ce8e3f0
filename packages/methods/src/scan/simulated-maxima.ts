import { seeded } from '../random/seeded.ts';
import type { BlockTask } from '../workers/blocks.ts';
import { type NullModel, nullDraw } from './null-models.ts';
import type { ScanPlan } from './plan.ts';
import { type CentreSearch, centreSearch } from './search-centre.ts';
import { plainSieve, type Sieve } from './sieve.ts';
import { simdSieve } from './simd-sieve.ts';

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
  run: ({ plan, nullModel, seed, first, floor }, from, to) => {
    const root = seeded(seed);
    const draw = nullDraw(nullModel);
    const sieve = simdSieve(plan) ?? plainSieve(plan);
    const search = centreSearch(plan);
    const lanes = Array.from({ length: sieve.lanes }, () => new Int32Array(plan.places * plan.width));
    const maxima = new Float64Array(to - from);
    for (let done = 0; done < maxima.length; done += lanes.length) {
      const some = lanes.slice(0, maxima.length - done);
      for (const [lane, counts] of some.entries()) {
        draw(root.fork(first + from + done + lane), counts);
        cumulate(counts, plan.width);
      }
      sieve.load(some);
      const found = maxima.subarray(done, done + some.length).fill(floor);
      raise(plan.places, sieve, search, some, found);
      // a maximum below the floor shows itself by staying there; the others are past their search
      if (floor > 0 && found.includes(floor)) {
        const again = found.map((maximum) => (maximum === floor ? 0 : Number.POSITIVE_INFINITY));
        raise(plan.places, sieve, search, some, again);
        for (const [lane, maximum] of again.entries()) if (maximum < floor) found[lane] = maximum;
      }
    }
    return maxima;
  },
};

/** Raises the lanes' maxima by all windows above them. */
const raise = (
  places: number,
  sieve: Sieve,
  search: CentreSearch,
  lanes: readonly Int32Array[],
  maxima: Float64Array,
): void => {
  for (let centre = 0; centre < places; centre++) {
    const flags = sieve.suspects(centre, maxima);
    if (flags === undefined) continue;
    let any = 0;
    for (let zone = 0; zone < flags.length; zone++) any |= flags[zone]!;
    for (let lane = 0; lane < lanes.length; lane++)
      if ((any >> lane) & 1) maxima[lane] = search.best(lanes[lane]!, centre, maxima[lane]!, flags, lane);
  }
};

const cumulate = (counts: Int32Array, width: number): void => {
  for (let row = 0; row < counts.length; row += width)
    for (let i = row + 1; i < row + width; i++) counts[i] = counts[i]! + counts[i - 1]!;
};
