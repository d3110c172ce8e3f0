/**
 * H3 cells as whole-number coordinates, so that neighbours are found by addition. A cell index names one of 122 base
 * cells and then one digit (0–6) per resolution, each a step to one of seven children; alternate resolutions turn the
 * lattice one way or the other. Inside a base cell that is a hexagon this is a plain, undistorted hexagonal lattice.
 * Coordinates are (i − k, j − k) of H3's ijk coordinates. Source: H3 documentation, "H3 Index representation" and
 * "Coordinate systems" (aperture-7 grid, Class II and Class III); checked against h3-js's gridDisk.
 */

// the twelve base cells around the vertices of the icosahedron: their descendants include a pentagon
const PENTAGON_BASE_CELLS = new Set([4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117]);

// where the child of each digit lies from its parent's centre, in the child's lattice
const DIGIT_A = Int8Array.of(0, -1, 0, -1, 1, 0, 1);
const DIGIT_B = Int8Array.of(0, -1, 1, 0, 0, -1, 1);

/** The number of steps between two cells that lie (a, b) apart. */
export const latticeDistance = (a: number, b: number): number =>
  Math.max(Math.abs(a), Math.abs(b), Math.abs(a - b));

/** Every step (a, b) to a cell within `rings`, nearest first, the centre left out: 3·rings·(rings + 1) of them. */
export const diskSteps = (rings: number): readonly (readonly [number, number])[] => {
  const steps: [number, number][] = [];
  for (let a = -rings; a <= rings; a++)
    for (let b = -rings; b <= rings; b++) {
      const distance = latticeDistance(a, b);
      if (distance > 0 && distance <= rings) steps.push([a, b]);
    }
  return steps.sort((one, other) => latticeDistance(...one) - latticeDistance(...other));
};

/** The upper 32 bits of an index hold its mode, resolution, base cell and first digits. */
export const resolutionOf = (high: number): number => (high >>> 20) & 15;
export const baseCellOf = (high: number): number => (high >>> 13) & 127;
export const hasPentagon = (baseCell: number): boolean => PENTAGON_BASE_CELLS.has(baseCell);
/** True for a cell index (mode 1) of a base cell that exists; the digits are not looked at. */
export const looksLikeCell = (high: number): boolean =>
  high >>> 27 === 1 && (high & 0x7000000) === 0 && baseCellOf(high) < 122;

/**
 * Writes the coordinates of a cell, given by the halves of its index, to `into[at]` and `into[at + 1]`.
 * False if a digit up to its resolution is 7, which no cell has.
 */
export const latticeOf = (high: number, low: number, into: Int32Array, at: number): boolean => {
  const resolution = resolutionOf(high);
  let a = 0;
  let b = 0;
  for (let r = 1; r <= resolution; r++) {
    const shift = 3 * (15 - r);
    // digit 5 straddles the halves: its lowest two bits end the low half's top
    const digit =
      shift >= 32
        ? (high >>> (shift - 32)) & 7
        : shift === 30
          ? ((low >>> 30) | (high << 2)) & 7
          : (low >>> shift) & 7;
    if (digit === 7) return false;
    const parentA = a;
    if (r & 1) {
      a = 2 * parentA + b;
      b = 3 * b - parentA;
    } else {
      a = 3 * parentA - b;
      b = parentA + 2 * b;
    }
    a += DIGIT_A[digit]!;
    b += DIGIT_B[digit]!;
  }
  into[at] = a;
  into[at + 1] = b;
  return true;
};

/** Whether the cell at these coordinates still belongs to the base cell whose centre is (0, 0). */
export const insideBaseCell = (a: number, b: number, resolution: number): boolean => {
  for (let r = resolution; r >= 1; r--) {
    const childA = a;
    // a child lies less than half a parent's step from its parent's centre, so rounding finds the parent
    if (r & 1) {
      a = Math.round((3 * childA - b) / 7);
      b = Math.round((childA + 2 * b) / 7);
    } else {
      a = Math.round((2 * childA + b) / 7);
      b = Math.round((3 * b - childA) / 7);
    }
  }
  return a === 0 && b === 0;
};
