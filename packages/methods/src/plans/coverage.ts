import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, positive, sameLength } from '../problems.ts';

/** Which demand points a unit placed at each site would serve. */
export interface Coverage {
  readonly demands: number;
  readonly sites: number;
  /** site j covers covered[starts[j]] … covered[starts[j + 1] − 1] */
  readonly starts: Int32Array;
  /** demand points, ascending within a site */
  readonly covered: Int32Array;
}

/**
 * A site covers the demand points at most `radius` away, in the plane.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(demands · log demands + sites · points in a strip of width 2 radius).
 */
export const coverageWithin = (
  demandX: Float64Array,
  demandY: Float64Array,
  siteX: Float64Array,
  siteY: Float64Array,
  radius: number,
): Coverage => {
  const demands = sameLength({ demandX, demandY });
  const sites = sameLength({ siteX, siteY });
  for (const [name, values] of Object.entries({ demandX, demandY, siteX, siteY })) allFinite(name, values);
  positive('radius', radius);
  const byX = Int32Array.from(demandX.keys()).sort((a, b) => demandX[a]! - demandX[b]!);
  const sorted = Float64Array.from(byX, (i) => demandX[i]!);
  const lists: number[][] = [];
  for (let j = 0; j < sites; j++) {
    const list: number[] = [];
    const [x, y] = [siteX[j]!, siteY[j]!];
    for (let at = firstAtLeast(sorted, x - radius); at < demands && sorted[at]! <= x + radius; at++) {
      const i = byX[at]!;
      if ((demandX[i]! - x) ** 2 + (demandY[i]! - y) ** 2 <= radius * radius) list.push(i);
    }
    lists.push(list.sort((a, b) => a - b));
  }
  return coverageOf(demands, lists);
};

/**
 * Coverage from the demand points that each site serves, for instance by driving time.
 * @throws Problem METHOD_VALUE_INVALID at a number that is no demand point, or one listed twice
 */
export const coverageOf = (demands: number, lists: readonly ArrayLike<number>[]): Coverage => {
  const starts = new Int32Array(lists.length + 1);
  lists.forEach((list, j) => {
    starts[j + 1] = starts[j]! + list.length;
  });
  const covered = new Int32Array(starts[lists.length]!);
  lists.forEach((list, j) => {
    const own = Int32Array.from(list).sort();
    own.forEach((i, at) => {
      if (i < 0 || i >= demands || i === own[at - 1])
        throw new Problem(
          methodProblems.value,
          `Site ${j} lists demand point ${i}; points from 0 to ${demands - 1}, each once, were expected.`,
        );
    });
    covered.set(own, starts[j]!);
  });
  return { demands, sites: lists.length, starts, covered };
};

const firstAtLeast = (sorted: Float64Array, least: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
};
