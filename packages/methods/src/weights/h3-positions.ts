/** Where in a list of cells the cell at given coordinates stands. */
export interface LatticePositions {
  /** enters cell i; the position of an equal one entered before, or −1 */
  put(i: number): number;
  /** the position of the cell there, or −1 */
  find(base: number, a: number, b: number): number;
}

const BASE_CELLS = 128;

/**
 * @param lattice the coordinates a, b of every cell, one after the other
 * @param baseOf the base cell of a cell
 */
export const latticePositions = (lattice: Int32Array, baseOf: (i: number) => number): LatticePositions => {
  const n = lattice.length / 2;
  const leastA = new Int32Array(BASE_CELLS).fill(2 ** 30);
  const leastB = new Int32Array(BASE_CELLS).fill(2 ** 30);
  const mostA = new Int32Array(BASE_CELLS).fill(-(2 ** 30));
  const mostB = new Int32Array(BASE_CELLS).fill(-(2 ** 30));
  for (let i = 0; i < n; i++) {
    const base = baseOf(i);
    const a = lattice[2 * i]!;
    const b = lattice[2 * i + 1]!;
    if (a < leastA[base]!) leastA[base] = a;
    if (a > mostA[base]!) mostA[base] = a;
    if (b < leastB[base]!) leastB[base] = b;
    if (b > mostB[base]!) mostB[base] = b;
  }
  // one box of the lattice per base cell, its rows one after the other
  const width = new Float64Array(BASE_CELLS);
  const start = new Float64Array(BASE_CELLS);
  let room = 0;
  for (let base = 0; base < BASE_CELLS; base++) {
    start[base] = room;
    if (mostA[base]! < leastA[base]!) continue;
    width[base] = mostB[base]! - leastB[base]! + 1;
    room += (mostA[base]! - leastA[base]! + 1) * width[base]!;
  }
  // cells strewn thinly over a wide box would need more memory than they are worth
  if (room > 16 * n + 4096) return hashedPositions(lattice, baseOf);
  const entries = new Int32Array(room);
  const slotOf = (base: number, a: number, b: number): number =>
    start[base]! + (a - leastA[base]!) * width[base]! + (b - leastB[base]!);
  return {
    put: (i) => {
      const slot = slotOf(baseOf(i), lattice[2 * i]!, lattice[2 * i + 1]!);
      const earlier = entries[slot]! - 1;
      entries[slot] = i + 1;
      return earlier;
    },
    find: (base, a, b) =>
      a < leastA[base]! || a > mostA[base]! || b < leastB[base]! || b > mostB[base]!
        ? -1
        : entries[slotOf(base, a, b)]! - 1,
  };
};

/** An open-addressing table from (base cell, coordinates) to the position in the list. */
const hashedPositions = (lattice: Int32Array, baseOf: (i: number) => number): LatticePositions => {
  const mask = 2 ** Math.ceil(Math.log2(lattice.length + 2)) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  const slotOf = (base: number, a: number, b: number): number => {
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(base, 0xc2b2ae3d);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (let j = slots[slot]!; j >= 0; j = slots[slot]!) {
      if (lattice[2 * j] === a && lattice[2 * j + 1] === b && baseOf(j) === base) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  return {
    put: (i) => {
      const slot = slotOf(baseOf(i), lattice[2 * i]!, lattice[2 * i + 1]!);
      const earlier = slots[slot]!;
      if (earlier < 0) slots[slot] = i;
      return earlier;
    },
    find: (base, a, b) => slots[slotOf(base, a, b)]!,
  };
};
