import { Problem } from '@bluehelm/kernel/problem';
import { closePairs, type Metric } from '../cells/close-pairs.ts';
import type { Breath } from '../long-run.ts';
import { methodProblems } from '../problems.ts';

/** Pairs of one band of distance: for each place of the order the later places it pairs with. */
export interface PairBand {
  readonly offsets: Uint32Array;
  readonly neighbours: Uint32Array;
}

export interface PairBands {
  /** the point at each place of the order */
  readonly order: Uint32Array;
  readonly bands: readonly PairBand[];
}

/** Whether a distance lies within a limit: up to and with it (`closed`), or below it. */
export const isWithin = (distance: number, limit: number, closed: boolean): boolean =>
  closed ? distance <= limit : distance < limit;

// a gigabyte
const MOST_PAIRS = 250_000_000;

/**
 * Lists the pairs that lie within the last of the ascending limits, in one band between each two limits; the first band
 * begins at 0.
 * @throws Problem METHOD_VALUE_INVALID when there are too many
 */
export const pairBands = async (
  x: Float64Array,
  y: Float64Array,
  limits: readonly number[],
  { metric, closed, breath }: { metric: Metric; closed: boolean; breath: Breath },
): Promise<PairBands> => {
  const n = x.length;
  const pairs = closePairs(x, y, limits.at(-1) ?? 0, metric);
  const lists = limits.map(() => growing());
  const offsets = limits.map(() => new Uint32Array(n + 1));
  let listed = 0;
  for (let i = 0; i < n; i++) {
    if ((i & 63) === 0 && breath.due()) await breath.take(0);
    const found = pairs.from(i);
    listed += found;
    if (listed > MOST_PAIRS)
      throw new Problem(
        methodProblems.value,
        `Distances up to ${limits.at(-1)} hold more than ${MOST_PAIRS / 1e6} million pairs; smaller ones were expected.`,
        { mend: 'Closeness in space should single out few pairs. A last band without end costs nothing.' },
      );
    const { later, distances } = pairs;
    for (let k = 0; k < found; k++) {
      const distance = distances[k]!;
      for (let band = 0; band < limits.length; band++)
        if (isWithin(distance, limits[band]!, closed)) {
          lists[band]!.push(later[k]!);
          break;
        }
    }
    for (let band = 0; band < limits.length; band++) offsets[band]![i + 1] = lists[band]!.length;
  }
  return {
    order: pairs.order,
    bands: lists.map((list, band) => ({ offsets: offsets[band]!, neighbours: list.values() })),
  };
};

/** A list of numbers that doubles its room as it grows. */
const growing = () => {
  let kept = new Uint32Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value: number): void {
      if (length === kept.length) {
        const larger = new Uint32Array(2 * length);
        larger.set(kept);
        kept = larger;
      }
      kept[length++] = value;
    },
    values: () => kept.slice(0, length),
  };
};
