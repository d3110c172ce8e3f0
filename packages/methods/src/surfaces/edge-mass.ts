import { normalUpperTail } from '../distributions/normal.ts';
import { type Kernel, QUARTIC_REACH } from './kernels.ts';
import type { Extent } from './raster.ts';

/**
 * The share of a kernel centred at (x, y) that lies inside a rectangle: 1 far inside, ¼ in a corner. In closed form:
 * differences of the normal distribution, or the quartic kernel's mass below and left of each corner.
 */
export const kernelMass = (
  kernel: Kernel,
  bandwidth: number,
  { xMin, xMax, yMin, yMax }: Extent,
  x: number,
  y: number,
): number => {
  if (kernel === 'gaussian')
    return normalBetween(xMin, xMax, x, bandwidth) * normalBetween(yMin, yMax, y, bandwidth);
  const radius = QUARTIC_REACH * bandwidth;
  const [left, right] = [(xMin - x) / radius, (xMax - x) / radius];
  const [below, above] = [(yMin - y) / radius, (yMax - y) / radius];
  return (
    quarticQuadrant(right, above) -
    quarticQuadrant(left, above) -
    quarticQuadrant(right, below) +
    quarticQuadrant(left, below)
  );
};

/** The mass of a normal distribution around `mean` between two bounds. */
export const normalBetween = (least: number, most: number, mean: number, deviation: number): number => {
  const low = (least - mean) / deviation;
  const high = (most - mean) / deviation;
  // farther out there is less than double precision sees
  if (low < -8.3 && high > 8.3) return 1;
  // two left tails lose nothing where both bounds are far right
  return low > 0
    ? normalUpperTail(low) - normalUpperTail(high)
    : normalUpperTail(-high) - normalUpperTail(-low);
};

/**
 * ∫∫ (3/π)(1 − x² − y²)² over x ≤ a, y ≤ b within the unit disc. A column of the disc at x reaches from −√(1−x²) to
 * the lower of b and √(1−x²); both cases have a polynomial in x or powers of √(1−x²) as their integral.
 */
const quarticQuadrant = (a: number, b: number): number => {
  if (a <= -1 || b <= -1) return 0;
  const to = Math.min(1, a);
  const top = Math.min(1, b);
  // columns with |x| < u are cut by y = b; the others are whole when b > 0, else empty
  const u = Math.sqrt(1 - top * top);
  const cutFrom = -u;
  const cutTo = Math.min(to, u);
  let sum = 0;
  if (cutTo > cutFrom)
    sum +=
      0.5 * (wholeColumns(cutTo) - wholeColumns(cutFrom)) + cutColumns(cutTo, top) - cutColumns(cutFrom, top);
  if (top > 0) {
    sum += wholeColumns(Math.min(to, -u)) - wholeColumns(-1);
    if (to > u) sum += wholeColumns(to) - wholeColumns(u);
  }
  return (3 / Math.PI) * sum;
};

/** An integral of the whole column's mass (16/15)(1 − x²)^(5/2), with x = sin t. */
const wholeColumns = (x: number): number => {
  const t = Math.asin(x);
  return (
    (16 / 15) *
    ((5 / 16) * t + (15 / 64) * Math.sin(2 * t) + (3 / 64) * Math.sin(4 * t) + (1 / 192) * Math.sin(6 * t))
  );
};

/** An integral over x of ∫₀ᵇ (1 − x² − y²)² dy = c²b − ⅔cb³ + b⁵/5 with c = 1 − x². */
const cutColumns = (x: number, b: number): number => {
  const x3 = x ** 3;
  return b * (x - (2 / 3) * x3 + x ** 5 / 5) - (2 / 3) * b ** 3 * (x - x3 / 3) + (b ** 5 / 5) * x;
};
