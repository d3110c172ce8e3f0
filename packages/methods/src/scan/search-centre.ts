import type { ScanPlan } from './plan.ts';
import { logLikelihoodRatio } from './score.ts';
import { levelOf } from './thresholds.ts';

/** A circle and an interval. */
export interface Window {
  readonly zone: number;
  /** slot of the interval's end, and its length in steps */
  readonly end: number;
  readonly length: number;
}

/** Looks through the circles of one centre, window by window. */
export interface CentreSearch {
  /**
   * The largest log likelihood ratio above `floor` in the circles around a centre, or `floor` itself. `counts` are
   * cumulated in the plan's slots; where `flags` are given, only circles whose bit `lane` is set are looked at.
   */
  best(counts: Int32Array, centre: number, floor: number, flags?: Uint8Array, lane?: number): number;
  /** where the last `best` that rose above its floor was found */
  readonly where: Window & { readonly observed: number; readonly expected: number };
}

/** The exact half of a scan: what no threshold could rule out is counted and its likelihood ratio computed. */
export const centreSearch = (plan: ScanPlan): CentreSearch => {
  const {
    members,
    memberStarts,
    zoneStarts,
    zoneEnds,
    width,
    longest,
    codes,
    group,
    groups,
    expected,
    model,
  } = plan;
  const { least, codes: codesPerLevel } = plan.thresholds;
  const any = plan.ends === 'any';
  // one slot ahead of the first, empty, spares the loops a special case
  const cases = new Int32Array(width + 1);
  const sizes = new Float64Array(width + 1);
  const where = { zone: 0, end: 0, length: 0, observed: 0, expected: 0 };

  const best = (counts: Int32Array, centre: number, floor: number, flags?: Uint8Array, lane = 0): number => {
    let most = floor;
    let row = levelOf(most) * codesPerLevel;
    let counted = memberStarts[centre]!;
    let sized = counted;
    cases.fill(0);
    sizes.fill(0);
    const firstZone = zoneStarts[centre]!;
    for (let zone = firstZone; zone < zoneStarts[centre + 1]!; zone++) {
      if (flags && ((flags[zone - firstZone]! >> lane) & 1) === 0) continue;
      for (; counted < zoneEnds[zone]!; counted++) {
        const place = members[counted]! * width;
        for (let slot = 0; slot < width; slot++) cases[slot + 1] = cases[slot + 1]! + counts[place + slot]!;
      }
      for (let d = 0; d < longest; d++) {
        for (let g = any ? Math.floor(d / group) : 0; g < groups; g++) {
          const code = codes[(zone * longest + d) * groups + g]!;
          let enough = least[row + code]!;
          const stop = any ? Math.min(width, (g + 1) * group) : d + 1;
          for (let end = Math.max(d, g * group); end < stop; end++) {
            const observed = cases[end + 1]! - cases[end - d]!;
            if (observed < enough) continue;
            // expected counts of a circle are summed only where they are needed, always in the same order
            for (; sized < zoneEnds[zone]!; sized++) {
              const place = members[sized]! * width;
              for (let slot = 0; slot < width; slot++)
                sizes[slot + 1] = sizes[slot + 1]! + expected[place + slot]!;
            }
            const size = sizes[end + 1]! - sizes[end - d]!;
            const ratio = logLikelihoodRatio(model, observed, size);
            if (ratio <= most) continue;
            most = ratio;
            row = levelOf(most) * codesPerLevel;
            enough = least[row + code]!;
            where.zone = zone;
            where.end = end;
            where.length = d + 1;
            where.observed = observed;
            where.expected = size;
          }
        }
      }
    }
    return most;
  };
  return { best, where };
};
