import type { Ring } from './window.ts';

/**
 * The part of a ring within the regular polygon of `corners` corners inscribed in a disc, the first corner to the east.
 * Where the part falls in pieces they stay joined by edges walked both ways, which line integrals do not see.
 * Source: Sutherland & Hodgman (1974), Communications of the ACM 17(1).
 */
export const clippedToDisc = (ring: Ring, x: number, y: number, radius: number, corners: number): Ring => {
  let xs = Array.from(ring.x);
  let ys = Array.from(ring.y);
  const apothem = radius * Math.cos(Math.PI / corners);
  for (let side = 0; side < corners && xs.length > 0; side++) {
    const angle = (2 * Math.PI * (side + 0.5)) / corners;
    const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
    const beyond = xs.map((value, i) => (value - x) * nx + (ys[i]! - y) * ny - apothem);
    if (beyond.every((value) => value <= 0)) continue;
    const [nextX, nextY]: [number[], number[]] = [[], []];
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
      const [out, outBefore] = [beyond[i]!, beyond[j]!];
      if (out <= 0 !== outBefore <= 0) {
        const share = outBefore / (outBefore - out);
        nextX.push(xs[j]! + share * (xs[i]! - xs[j]!));
        nextY.push(ys[j]! + share * (ys[i]! - ys[j]!));
      }
      if (out <= 0) {
        nextX.push(xs[i]!);
        nextY.push(ys[i]!);
      }
    }
    xs = nextX;
    ys = nextY;
  }
  return { x: Float64Array.from(xs), y: Float64Array.from(ys) };
};
