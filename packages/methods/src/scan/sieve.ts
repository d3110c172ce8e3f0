import { fitsSmallCounts, type ScanPlan } from './plan.ts';
import { levelOf } from './thresholds.ts';

/**
 * Looks at several simulations side by side and tells which circles might hold a window above a level. It compares whole
 * numbers only, and a whole run of circles first: no window of a run has more cases than the run's last circle, and none
 * expects fewer than its first.
 */
export interface Sieve {
  /** how many simulations at once */
  readonly lanes: number;
  /** takes counts, cumulated in the plan's slots, one array per lane; fewer leave lanes empty */
  load(counts: readonly Int32Array[]): void;
  /**
   * For each circle around a centre, the lanes (as bits) in which it may hold a window that reaches the lane's level;
   * undefined when there is none. The array is used again by the next call.
   */
  suspects(centre: number, levels: Float64Array): Uint8Array | undefined;
}

/** The sieve in plain TypeScript: two simulations in the halves of a 32-bit word, or one where counts are large. */
export const plainSieve = (plan: ScanPlan): Sieve => {
  const {
    members,
    memberStarts,
    zoneStarts,
    zoneEnds,
    runStarts,
    runZones,
    width,
    longest,
    codes,
    group,
    groups,
  } = plan;
  const { least, codes: codesPerLevel } = plan.thresholds;
  const any = plan.ends === 'any';
  const lanes = fitsSmallCounts(plan.mostExpected) ? 2 : 1;
  // the highest bits of words that hold `largest` count − threshold, lane by lane, are set where the threshold is reached
  const highest = lanes === 2 ? 0x80008000 | 0 : 0x80000000 | 0;
  const room = least.map((count) => (lanes === 2 ? 0x8000 : 0x80000000) - count);
  const words = new Int32Array(plan.places * width);
  const sums = new Int32Array(width + 1);
  const before = new Int32Array(width + 1);
  const flags = new Uint8Array(zoneEnds.length);

  const add = (into: Int32Array, from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const row = members[at]! * width;
      for (let slot = 0; slot < width; slot++) into[slot + 1] = into[slot + 1]! + words[row + slot]!;
    }
  };
  const hits = (counts: Int32Array, zone: number, row: number, otherRow: number): number => {
    let hits = 0;
    for (let d = 0; d < longest; d++) {
      for (let g = any ? Math.floor(d / group) : 0; g < groups; g++) {
        const code = codes[(zone * longest + d) * groups + g]!;
        const missing = lanes === 2 ? room[row + code]! + (room[otherRow + code]! << 16) : room[row + code]!;
        const stop = any ? Math.min(width, (g + 1) * group) : d + 1;
        for (let end = Math.max(d, g * group); end < stop; end++)
          hits |= counts[end + 1]! - counts[end - d]! + missing;
      }
    }
    return hits & highest;
  };

  return {
    lanes,
    load([first, second]) {
      // sums of words may run over from one half into the other; their differences over an interval do not
      for (let i = 0; i < words.length; i++) words[i] = first![i]! + (second ? second[i]! << 16 : 0);
    },
    suspects(centre, levels) {
      const row = levelOf(levels[0]!) * codesPerLevel;
      const otherRow = levelOf(levels[1] ?? Number.POSITIVE_INFINITY) * codesPerLevel;
      let seen = 0;
      let at = memberStarts[centre]!;
      sums.fill(0);
      for (let run = runStarts[centre]!; run < runStarts[centre + 1]!; run++) {
        const [zone, next] = [runZones[run]!, runZones[run + 1]!];
        before.set(sums);
        let added = at;
        at = zoneEnds[next - 1]!;
        add(sums, added, at);
        if (hits(sums, zone, row, otherRow) === 0) {
          flags.fill(0, zone, next);
          continue;
        }
        for (let z = zone; z < next; z++) {
          add(before, added, zoneEnds[z]!);
          added = zoneEnds[z]!;
          const found = hits(before, z, row, otherRow);
          flags[z] = lanes === 1 ? found >>> 31 : ((found >>> 30) & 2) | ((found >>> 15) & 1);
          seen |= found;
        }
      }
      return seen === 0 ? undefined : flags.subarray(zoneStarts[centre], zoneStarts[centre + 1]);
    },
  };
};
