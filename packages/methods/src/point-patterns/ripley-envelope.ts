import { type Insufficient, isInsufficient } from '../insufficient.ts';
import type { LongRun } from '../long-run.ts';
import { numberWithin, wholeNumber } from '../problems.ts';
import { inBlocks } from '../workers/blocks.ts';
import { type RipleyKOptions, ripleyK } from './ripley-k.ts';
import { ripleySimulations } from './ripley-simulations.ts';

export interface RipleyEnvelopeOptions extends RipleyKOptions, LongRun {
  /** random patterns to compare with, 19 to 99,999; default 999 */
  readonly simulations?: number | undefined;
  readonly seed: number | bigint;
  /** share of random patterns that leave the pointwise envelope at a distance, both sides together; default 0.05 */
  readonly level?: number | undefined;
  /** threads beside this one; the answer does not depend on it */
  readonly workers?: number | undefined;
}

export interface RipleyEnvelope {
  readonly kind: 'ripley-envelope';
  readonly distances: Float64Array;
  /** L(r) of the events */
  readonly l: Float64Array;
  /** pointwise: at one distance fixed beforehand, L of random patterns leaves it with probability `level` */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /**
   * of the largest distance between L and its mean over all distances together: the one test whose p holds when the
   * distances were not fixed beforehand
   */
  readonly p: number;
  /** largest |L(r) − mean L(r)| */
  readonly deviation: number;
  /** the r where it is */
  readonly at: number;
  /** events left out because they lie outside the window */
  readonly outside: number;
}

/** Events in one block: about a tenth of a second's work. */
const EVENTS_IN_BLOCK = 20_000;

/**
 * Do events gather, or keep apart, more than as many events strewn at random would? L(r) with an envelope of simulated
 * patterns and a test over all distances at once.
 *
 * @returns L with its envelope and p, or `Insufficient` for fewer than 10 events inside the window
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(simulations · (n + pairs within the largest distance)). p = (r + 1) / (m + 1), r counting simulated patterns that
 * deviate at least as much; deviations are taken from the mean over all m + 1, so that the p is exact. Sources: Ripley
 * (1977), JRSS B 39(2); Besag's L in its discussion; maximum deviation and why the envelope is no test: Baddeley et al.
 * (2014), Ecological Monographs 84(3); exchangeable deviations: Myllymäki et al. (2017), JRSS B 79(2), 2.
 */
export const ripleyEnvelope = async (
  x: Float64Array,
  y: Float64Array,
  { simulations = 999, seed, level = 0.05, workers, signal, onProgress, ...options }: RipleyEnvelopeOptions,
): Promise<RipleyEnvelope | Insufficient> => {
  wholeNumber('simulations', simulations, 19, 99_999);
  numberWithin('level', level, 2 / (simulations + 1), 0.5);
  const observed = ripleyK(x, y, options);
  if (isInsufficient(observed)) return observed;
  const { distances, l, outside } = observed;
  const events = x.length - outside;
  const blocks = await inBlocks(
    ripleySimulations,
    {
      events,
      window: options.window,
      distances,
      correction: options.correction ?? 'isotropic',
      seed,
    },
    simulations,
    { workers, signal, onProgress, blockSize: Math.max(1, Math.floor(EVENTS_IN_BLOCK / events)) },
  );
  const rows = blocks.flatMap((block) =>
    Array.from({ length: block.length / l.length }, (_, row) =>
      block.subarray(row * l.length, (row + 1) * l.length),
    ),
  );
  const rank = Math.floor(((simulations + 1) * level) / 2);
  const lower = new Float64Array(l.length);
  const upper = new Float64Array(l.length);
  const means = new Float64Array(l.length);
  for (let d = 0; d < l.length; d++) {
    const sorted = Float64Array.from(rows, (row) => row[d]!).sort();
    lower[d] = sorted[rank - 1]!;
    upper[d] = sorted[simulations - rank]!;
    means[d] = (l[d]! + sorted.reduce((a, b) => a + b, 0)) / (simulations + 1);
  }
  const own = farthest(l, means);
  const as = rows.reduce(
    (count, row) => count + (farthest(row, means).deviation >= own.deviation ? 1 : 0),
    0,
  );
  return {
    kind: 'ripley-envelope',
    distances,
    l,
    lower,
    upper,
    p: (as + 1) / (simulations + 1),
    deviation: own.deviation,
    at: distances[own.index]!,
    outside,
  };
};

// with `border` there may be no L at the largest distances; what is not a number deviates by nothing
const farthest = (l: Float64Array, means: Float64Array): { deviation: number; index: number } => {
  let deviation = 0;
  let index = 0;
  for (let d = 0; d < l.length; d++) {
    const away = Math.abs(l[d]! - means[d]!);
    if (away > deviation) {
      deviation = away;
      index = d;
    }
  }
  return { deviation, index };
};
