// Which circles around one centre may hold a window above a level, in 8 simulations side by side. The counts of a place's
// slots, cumulated, fill 16 bytes each, one 16-bit number per simulation; sums may run over, their differences over an
// interval do not. Circle z ends before member zoneEnds[z] and has a row of longest × groups codes, which lead to
// thresholds: one for all intervals of a length whose ends lie in the same `group` slots.
// Circles come in runs: first the counts of a run's last circle are held against the thresholds of its first; only a run
// that passes is gone through circle by circle, each simulation against the thresholds of its own level.

/** Adds the slots of members from … to − 1 to `sums`, whose first slot stays empty. */
@inline
function addMembers(cells: usize, from: usize, to: usize, sums: usize, bytes: usize): void {
  let at = from;
  for (; at + 8 < to; at += 12) {
    const a = cells + bytes * <usize>load<u32>(at);
    const b = cells + bytes * <usize>load<u32>(at, 4);
    const c = cells + bytes * <usize>load<u32>(at, 8);
    for (let slot: usize = 0; slot < bytes; slot += 16) {
      const more = i16x8.add(i16x8.add(v128.load(a + slot), v128.load(b + slot)), v128.load(c + slot));
      v128.store(sums + slot, i16x8.add(v128.load(sums + slot, 16), more), 16);
    }
  }
  for (; at < to; at += 4) {
    const a = cells + bytes * <usize>load<u32>(at);
    for (let slot: usize = 0; slot < bytes; slot += 16)
      v128.store(sums + slot, i16x8.add(v128.load(sums + slot, 16), v128.load(a + slot)), 16);
  }
}

/** The largest counts of intervals of d + 1 steps that end in slots from … to − 1. */
@inline
function largest(any: bool, sums: usize, d: u32, from: u32, to: u32): v128 {
  // intervals that end with the last step are counted from it
  if (!any) return v128.load(sums + (<usize>d << 4), 16);
  let end = sums + (<usize>from << 4);
  const stop = sums + (<usize>to << 4);
  const length = <usize>(d + 1) << 4;
  let most = i16x8.splat(0);
  for (; end + 16 < stop; end += 32) {
    most = i16x8.max_s(most, i16x8.sub(v128.load(end, 16), v128.load(end + 16 - length)));
    most = i16x8.max_s(most, i16x8.sub(v128.load(end, 32), v128.load(end + 32 - length)));
  }
  if (end < stop) most = i16x8.max_s(most, i16x8.sub(v128.load(end, 16), v128.load(end + 16 - length)));
  return most;
}

@inline
function own(least: usize, rows: usize, lane: u32, code: usize): i16 {
  return load<i16>(least + <usize>load<u32>(rows + (<usize>lane << 2)) + code);
}

/** Each lane's threshold, its row beginning at least + rows[lane]; or, without rows, that of one level for all. */
@inline
function limits(least: usize, rows: usize, codeAt: usize): v128 {
  const code = <usize>load<u16>(codeAt) << 1;
  if (!rows) return v128.load16_splat(least + code);
  let each = i16x8.splat(own(least, rows, 0, code));
  each = i16x8.replace_lane(each, 1, own(least, rows, 1, code));
  each = i16x8.replace_lane(each, 2, own(least, rows, 2, code));
  each = i16x8.replace_lane(each, 3, own(least, rows, 3, code));
  each = i16x8.replace_lane(each, 4, own(least, rows, 4, code));
  each = i16x8.replace_lane(each, 5, own(least, rows, 5, code));
  each = i16x8.replace_lane(each, 6, own(least, rows, 6, code));
  return i16x8.replace_lane(each, 7, own(least, rows, 7, code));
}

/** The lanes in which a window of a circle reaches its threshold. */
function reached(
  any: bool,
  sums: usize,
  width: u32,
  longest: u32,
  group: u32,
  groups: u32,
  least: usize,
  rows: usize,
  codes: usize,
): v128 {
  let hits = i16x8.splat(0);
  for (let d: u32 = 0; d < longest; d++) {
    const row = codes + (<usize>(d * groups) << 1);
    let from = d;
    for (let g: u32 = any ? d / group : 0; g < groups; g++) {
      const to = min<u32>(width, (g + 1) * group);
      hits = v128.or(
        hits,
        i16x8.ge_s(largest(any, sums, d, from, to), limits(least, rows, row + (<usize>g << 1))),
      );
      from = to;
    }
  }
  return hits;
}

/**
 * Goes through runs from … to − 1, which begin with circle runZones[run] and, the first, with member `member`. Writes a
 * byte per circle to `flags`, a bit per simulation, and returns all of them together. `level` is the row of the lowest
 * level, `sums` has room for 2 · (width + 1) slots.
 */
export function siftCircles(
  any: bool,
  width: u32,
  longest: u32,
  group: u32,
  groups: u32,
  cells: usize,
  members: usize,
  zoneEnds: usize,
  runZones: usize,
  codes: usize,
  from: u32,
  to: u32,
  member: u32,
  least: usize,
  level: usize,
  rows: usize,
  sums: usize,
  flags: usize,
): u32 {
  const bytes = <usize>width << 4;
  const before = sums + bytes + 16;
  memory.fill(sums, 0, 2 * (bytes + 16));
  let at = members + (<usize>member << 2);
  let seen: u32 = 0;
  for (let run = from; run < to; run++) {
    const zone = load<u32>(runZones + (<usize>run << 2));
    const next = load<u32>(runZones + (<usize>run << 2), 4);
    const end = members + (<usize>load<u32>(zoneEnds + (<usize>(next - 1) << 2)) << 2);
    const start = at;
    memory.copy(before, sums, bytes + 16);
    addMembers(cells, at, end, sums, bytes);
    at = end;
    const codesPerZone = longest * groups;
    const row = codes + (<usize>(zone * codesPerZone) << 1);
    if (!v128.any_true(reached(any, sums, width, longest, group, groups, level, 0, row))) {
      memory.fill(flags + zone, 0, next - zone);
      continue;
    }
    let added = start;
    for (let z = zone; z < next; z++) {
      const zoneEnd = members + (<usize>load<u32>(zoneEnds + (<usize>z << 2)) << 2);
      addMembers(cells, added, zoneEnd, before, bytes);
      added = zoneEnd;
      const own = codes + (<usize>(z * codesPerZone) << 1);
      const lanes = i16x8.bitmask(
        reached(any, before, width, longest, group, groups, least, rows, own),
      );
      store<u8>(flags + z, <u8>lanes);
      seen |= lanes;
    }
  }
  return seen;
}
