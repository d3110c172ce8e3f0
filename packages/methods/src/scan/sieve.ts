import { fitsSmallCounts, type ScanPlan } from './plan.ts';
import { levelOf } from './thresholds.ts';

/**
 * Looks at several simulations side by side and tells which runs of circles might hold a window above a level. It
 * compares whole numbers only, a whole run at a time: no window of a run has more cases than the run's last circle,
 * and none expects fewer than its first.
 */
export interface Sieve {
  /** how many simulations at once */
  readonly lanes: number;
  /** takes counts, cumulated in the plan's slots, one array per lane; fewer leave lanes empty */
  load(counts: readonly Int32Array[]): void;
  /** for each run of a centre, from its first, the lanes (as bits) in which it may reach the level */
  suspects(centre: number, level: number): Uint8Array;
}

/** The sieve in plain TypeScript: two simulations in the halves of a 32-bit word, or one where counts are large. */
export const plainSieve = (plan: ScanPlan): Sieve => {
  const { members, memberStarts, zoneEnds, runStarts, runZones, width, longest, codes } = plan;
  const { least, codes: codesPerLevel } = plan.thresholds;
  const any = plan.ends === 'any';
  const lanes = fitsSmallCounts(plan.mostExpected) ? 2 : 1;
  // count + room has its lane's highest bit set where the count reaches the threshold
  const room = least.map((count) => (lanes === 2 ? (0x8000 - count) * 0x10001 : 0x80000000 - count));
  const highest = lanes === 2 ? 0x80008000 | 0 : 0x80000000 | 0;
  const words = new Int32Array(plan.places * width);
  const sums = new Int32Array(width + 1);
  const flags = new Uint8Array(Math.max(...runStarts.subarray(1).map((end, c) => end - runStarts[c]!)));

  const add = (from: number, to: number): void => {
    let at = from;
    for (; at + 2 < to; at += 3) {
      const a = members[at]! * width;
      const b = members[at + 1]! * width;
      const c = members[at + 2]! * width;
      for (let slot = 0; slot < width; slot++)
        sums[slot + 1] = sums[slot + 1]! + words[a + slot]! + words[b + slot]! + words[c + slot]!;
    }
    for (; at < to; at++) {
      const a = members[at]! * width;
      for (let slot = 0; slot < width; slot++) sums[slot + 1] = sums[slot + 1]! + words[a + slot]!;
    }
  };
  const anyEnd = (code: number, row: number): number => {
    let hits = 0;
    for (let d = 0; d < longest; d++) {
      const missing = room[row + codes[code + d]!]!;
      for (let end = d + 1; end <= width; end++) hits |= sums[end]! - sums[end - d - 1]! + missing;
    }
    return hits & highest;
  };
  const lastEnd = (code: number, row: number): number => {
    let hits = 0;
    for (let d = 0; d < longest; d++) hits |= sums[d + 1]! + room[row + codes[code + d]!]!;
    return hits & highest;
  };

  return {
    lanes,
    load([first, second]) {
      // sums of words may run over from one half into the other; their differences over an interval do not
      for (let i = 0; i < words.length; i++) words[i] = first![i]! + (second ? second[i]! << 16 : 0);
    },
    suspects(centre, level) {
      const row = levelOf(level) * codesPerLevel;
      const first = runStarts[centre]!;
      let at = memberStarts[centre]!;
      sums.fill(0);
      for (let run = first; run < runStarts[centre + 1]!; run++) {
        const end = zoneEnds[runZones[run + 1]! - 1]!;
        add(at, end);
        at = end;
        const code = runZones[run]! * longest;
        const hits = any ? anyEnd(code, row) : lastEnd(code, row);
        flags[run - first] = hits === 0 ? 0 : lanes === 1 ? 1 : (hits < 0 ? 2 : 0) | ((hits >>> 15) & 1);
      }
      return flags;
    },
  };
};
