import type { Extent } from '../surfaces/raster.ts';

/** The share of the circle around (x, y) that lies inside a rectangle which holds its centre. */
export const circleInside = (
  { xMin, xMax, yMin, yMax }: Extent,
  x: number,
  y: number,
  radius: number,
): number => {
  const left = x - xMin;
  const right = xMax - x;
  const below = y - yMin;
  const above = yMax - y;
  if (radius <= left && radius <= right && radius <= below && radius <= above) return 1;
  const l = halfAngle(left, radius);
  const r = halfAngle(right, radius);
  const b = halfAngle(below, radius);
  const a = halfAngle(above, radius);
  // each side cuts off twice its half angle; around a corner two of them overlap
  const cut = 2 * (l + r + b + a) - overlap(l, b) - overlap(l, a) - overlap(r, b) - overlap(r, a);
  return 1 - cut / (2 * Math.PI);
};

const halfAngle = (away: number, radius: number): number => (away < radius ? Math.acos(away / radius) : 0);
const overlap = (one: number, other: number): number =>
  one > 0 && other > 0 ? Math.max(0, one + other - Math.PI / 2) : 0;

/** The distance from a point inside a rectangle to its nearest side. */
export const distanceToBorder = ({ xMin, xMax, yMin, yMax }: Extent, x: number, y: number): number =>
  Math.min(x - xMin, xMax - x, y - yMin, yMax - y);
