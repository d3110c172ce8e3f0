import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, sameLength } from '../problems.ts';

/** A closed line of corners; the first is not repeated at the end. */
export interface Ring {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The area that was observed: outer rings run counter-clockwise, holes clockwise. Make one with `polygonWindow`. */
export interface PolygonWindow {
  readonly rings: readonly Ring[];
  readonly area: number;
}

/**
 * A window of polygons, islands and holes in any order and direction: a ring inside an odd number of others is a hole.
 * Coordinates are those of a plane, in one unit; rings must not cross.
 *
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID for a ring of fewer than 3 corners or without area
 *
 * O(rings · corners).
 */
export const polygonWindow = (rings: readonly Ring[]): PolygonWindow => {
  if (rings.length === 0)
    throw new Problem(methodProblems.value, 'The window has no ring; at least one was expected.');
  const open = rings.map((ring, at) => {
    sameLength({ [`x of ring ${at}`]: ring.x, [`y of ring ${at}`]: ring.y });
    allFinite(`x of ring ${at}`, ring.x);
    allFinite(`y of ring ${at}`, ring.y);
    const closed = ring.x.length > 1 && ring.x[0] === ring.x.at(-1) && ring.y[0] === ring.y.at(-1);
    const plain = closed ? { x: ring.x.subarray(0, -1), y: ring.y.subarray(0, -1) } : ring;
    if (plain.x.length < 3 || signedArea(plain) === 0)
      throw new Problem(
        methodProblems.value,
        `Ring ${at} of the window has ${plain.x.length} corners and area ${Math.abs(signedArea(plain))}; three corners or more around some area were expected.`,
      );
    return plain;
  });
  const directed = open.map((ring, at) => {
    const around = open.filter((other, k) => k !== at && inRing(other, ring.x[0]!, ring.y[0]!)).length;
    const outer = around % 2 === 0;
    return signedArea(ring) > 0 === outer
      ? { x: ring.x.slice(), y: ring.y.slice() }
      : { x: ring.x.toReversed(), y: ring.y.toReversed() };
  });
  return { rings: directed, area: directed.reduce((sum, ring) => sum + signedArea(ring), 0) };
};

/** A rectangle as a window. */
export const rectangleWindow = (west: number, south: number, east: number, north: number): PolygonWindow =>
  polygonWindow([
    { x: Float64Array.of(west, east, east, west), y: Float64Array.of(south, south, north, north) },
  ]);

/** Whether a place lies in the window. On its border either answer may come. O(corners). */
export const inWindow = ({ rings }: PolygonWindow, x: number, y: number): boolean => {
  let inside = false;
  for (const ring of rings) if (inRing(ring, x, y)) inside = !inside;
  return inside;
};

const inRing = (ring: Ring, x: number, y: number): boolean => {
  const n = ring.x.length;
  let inside = false;
  for (let i = 0, j = n - 1; i < n; j = i++) {
    const [yi, yj] = [ring.y[i]!, ring.y[j]!];
    if (yi > y !== yj > y && x < ((ring.x[j]! - ring.x[i]!) * (y - yi)) / (yj - yi) + ring.x[i]!)
      inside = !inside;
  }
  return inside;
};

// around the first corner, so that far-off coordinates lose no digits
const signedArea = ({ x, y }: Ring): number => {
  let sum = 0;
  for (let i = 1; i + 1 < x.length; i++)
    sum += (x[i]! - x[0]!) * (y[i + 1]! - y[0]!) - (x[i + 1]! - x[0]!) * (y[i]! - y[0]!);
  return sum / 2;
};
