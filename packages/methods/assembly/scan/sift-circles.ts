// Which circles around one centre may hold a window above a level, in 8 simulations side by side. The counts of a place's
// slots, cumulated, fill 16 bytes each, one 16-bit number per simulation; sums may run over, their differences over an
// interval do not. Circle z ends before member zoneEnds[z] and has a row of `longest` codes, which lead to thresholds.
// Circles come in runs: first the counts of a run's last circle are held against the thresholds of its first; only a run
// that passes is gone through circle by circle, each simulation against the thresholds of its own level.

/** Adds the slots of members from … to − 1 to `sums`, whose first slot stays empty. */
// @ts-ignore: decorator
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

// @ts-ignore: decorator
@inline
function threshold(least: usize, codes: usize, d: u32): v128 {
  return v128.load16_splat(least + (<usize>load<u16>(codes + (<usize>d << 1)) << 1));
}

/** The largest counts of intervals of d + 1 steps. */
// @ts-ignore: decorator
@inline
function largest(any: bool, sums: usize, bytes: usize, d: u32): v128 {
  let end = sums + (<usize>(d + 1) << 4);
  // intervals that end with the last step are counted from it
  if (!any) return v128.load(end);
  const stop = sums + bytes;
  let most = i16x8.splat(0);
  let before = sums;
  for (; end < stop; end += 32) {
    most = i16x8.max_s(most, i16x8.sub(v128.load(end), v128.load(before)));
    most = i16x8.max_s(most, i16x8.sub(v128.load(end, 16), v128.load(before, 16)));
    before += 32;
  }
  if (end == stop) most = i16x8.max_s(most, i16x8.sub(v128.load(end), v128.load(before)));
  return most;
}

/** The lanes in which a circle may reach the level of all. */
// @ts-ignore: decorator
@inline
function together(any: bool, sums: usize, bytes: usize, longest: u32, least: usize, codes: usize): v128 {
  let hits = i16x8.splat(0);
  for (let d: u32 = 0; d < longest; d++)
    hits = v128.or(hits, i16x8.ge_s(largest(any, sums, bytes, d), threshold(least, codes, d)));
  return hits;
}

// @ts-ignore: decorator
@inline
function own(least: usize, rows: usize, lane: u32, code: usize): i16 {
  return load<i16>(least + <usize>load<u32>(rows + (<usize>lane << 2)) + code);
}

/** The lanes in which a circle may reach each lane's own level, whose rows of thresholds begin at least + rows[lane]. */
// @ts-ignore: decorator
@inline
function apart(any: bool, sums: usize, bytes: usize, longest: u32, least: usize, rows: usize, codes: usize): v128 {
  let hits = i16x8.splat(0);
  for (let d: u32 = 0; d < longest; d++) {
    const code = <usize>load<u16>(codes + (<usize>d << 1)) << 1;
    let limits = i16x8.splat(own(least, rows, 0, code));
    limits = i16x8.replace_lane(limits, 1, own(least, rows, 1, code));
    limits = i16x8.replace_lane(limits, 2, own(least, rows, 2, code));
    limits = i16x8.replace_lane(limits, 3, own(least, rows, 3, code));
    limits = i16x8.replace_lane(limits, 4, own(least, rows, 4, code));
    limits = i16x8.replace_lane(limits, 5, own(least, rows, 5, code));
    limits = i16x8.replace_lane(limits, 6, own(least, rows, 6, code));
    limits = i16x8.replace_lane(limits, 7, own(least, rows, 7, code));
    hits = v128.or(hits, i16x8.ge_s(largest(any, sums, bytes, d), limits));
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
    const row = codes + (<usize>(zone * longest) << 1);
    if (!v128.any_true(together(any, sums, bytes, longest, level, row))) {
      memory.fill(flags + zone, 0, next - zone);
      continue;
    }
    let added = start;
    for (let z = zone; z < next; z++) {
      const zoneEnd = members + (<usize>load<u32>(zoneEnds + (<usize>z << 2)) << 2);
      addMembers(cells, added, zoneEnd, before, bytes);
      added = zoneEnd;
      const lanes = i16x8.bitmask(
        apart(any, before, bytes, longest, least, rows, codes + (<usize>(z * longest) << 1)),
      );
      store<u8>(flags + z, <u8>lanes);
      seen |= lanes;
    }
  }
  return seen;
}
