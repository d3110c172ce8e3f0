import { loadWasm } from '../wasm/load-wasm.ts';
import { memoryLayout } from '../wasm/memory-layout.ts';
import { fitsSmallCounts, type ScanPlan } from './plan.ts';
import type { Sieve } from './sieve.ts';
import { siftCirclesWasm } from './sift-circles.wasm.ts';
import { levelOf } from './thresholds.ts';

interface SiftCircles {
  siftCircles(
    any: number,
    width: number,
    longest: number,
    group: number,
    groups: number,
    cells: number,
    members: number,
    zoneEnds: number,
    runZones: number,
    codes: number,
    from: number,
    to: number,
    member: number,
    least: number,
    level: number,
    rows: number,
    sums: number,
    flags: number,
  ): number;
}

const LANES = 8;

/** The sieve with eight simulations in the lanes of SIMD; undefined where the engine or the counts forbid it. */
export const simdSieve = (plan: ScanPlan): Sieve | undefined => {
  if (!fitsSmallCounts(plan.mostExpected)) return undefined;
  const { places, width, longest, members, memberStarts, zoneStarts, zoneEnds, runStarts, runZones } = plan;
  const { least, codes: codesPerLevel } = plan.thresholds;
  const layout = memoryLayout();
  const at = {
    cells: layout.take(16 * places * width),
    sums: layout.take(32 * (width + 1)),
    members: layout.take(4 * members.length),
    zoneEnds: layout.take(4 * zoneEnds.length),
    runZones: layout.take(4 * runZones.length),
    codes: layout.take(2 * plan.codes.length),
    least: layout.take(2 * least.length),
    rows: layout.take(4 * LANES),
    flags: layout.take(zoneEnds.length),
  };
  const loaded = loadWasm<SiftCircles>(siftCirclesWasm, layout.size);
  if (!loaded) return undefined;
  const { buffer } = loaded.memory;
  const cells = new Int16Array(buffer, at.cells, LANES * places * width);
  const flags = new Uint8Array(buffer, at.flags, zoneEnds.length);
  const rows = new Uint32Array(buffer, at.rows, LANES);
  new Int32Array(buffer, at.members, members.length).set(members);
  new Int32Array(buffer, at.zoneEnds, zoneEnds.length).set(zoneEnds);
  new Int32Array(buffer, at.runZones, runZones.length).set(runZones);
  new Uint16Array(buffer, at.codes, plan.codes.length).set(plan.codes);
  new Int16Array(buffer, at.least, least.length).set(least);
  const rowOf = (ratio: number): number => 2 * levelOf(ratio) * codesPerLevel;

  return {
    lanes: LANES,
    load(counts) {
      for (let lane = 0; lane < LANES; lane++) {
        const own = counts[lane];
        for (let i = 0, to = lane; i < places * width; i++, to += LANES) cells[to] = own ? own[i]! : 0;
      }
    },
    suspects(centre, levels) {
      let lowest = Number.POSITIVE_INFINITY;
      for (let lane = 0; lane < LANES; lane++) {
        const level = levels[lane] ?? Number.POSITIVE_INFINITY;
        rows[lane] = rowOf(level);
        if (level < lowest) lowest = level;
      }
      const any = loaded.exports.siftCircles(
        plan.ends === 'any' ? 1 : 0,
        width,
        longest,
        plan.group,
        plan.groups,
        at.cells,
        at.members,
        at.zoneEnds,
        at.runZones,
        at.codes,
        runStarts[centre]!,
        runStarts[centre + 1]!,
        memberStarts[centre]!,
        at.least,
        at.least + rowOf(lowest),
        at.rows,
        at.sums,
        at.flags,
      );
      return any === 0 ? undefined : flags.subarray(zoneStarts[centre], zoneStarts[centre + 1]);
    },
  };
};
