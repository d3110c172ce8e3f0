import { inWindow, type PolygonWindow } from '../windows/window.ts';

/**
 * The share of the circle around (x, y) that lies in a window: Ripley's edge correction is its reciprocal. The circle is
 * cut where it crosses an edge, and each arc lies inside if its middle does. O(corners · arcs).
 */
export const circleInWindow = (window: PolygonWindow, x: number, y: number, radius: number): number => {
  const cuts: number[] = [];
  for (const ring of window.rings)
    for (let i = 0, j = ring.x.length - 1; i < ring.x.length; j = i++) {
      const fromX = ring.x[j]! - x;
      const fromY = ring.y[j]! - y;
      const alongX = ring.x[i]! - x - fromX;
      const alongY = ring.y[i]! - y - fromY;
      // |from + share · along| = radius
      const a = alongX * alongX + alongY * alongY;
      const b = fromX * alongX + fromY * alongY;
      const root = b * b - a * (fromX * fromX + fromY * fromY - radius * radius);
      if (root <= 0 || a === 0) continue;
      for (const sign of [-1, 1]) {
        const share = (-b + sign * Math.sqrt(root)) / a;
        if (share >= 0 && share <= 1) cuts.push(Math.atan2(fromY + share * alongY, fromX + share * alongX));
      }
    }
  const isInside = (angle: number) =>
    inWindow(window, x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  if (cuts.length === 0) return isInside(0) ? 1 : 0;
  cuts.sort((one, other) => one - other);
  let inside = 0;
  cuts.forEach((cut, at) => {
    const next = cuts[at + 1] ?? cuts[0]! + 2 * Math.PI;
    if (next > cut && isInside((cut + next) / 2)) inside += next - cut;
  });
  return inside / (2 * Math.PI);
};

/** The distance to the nearest edge of a window. O(corners). */
export const distanceToEdge = ({ rings }: PolygonWindow, x: number, y: number): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const ring of rings)
    for (let i = 0, j = ring.x.length - 1; i < ring.x.length; j = i++) {
      const alongX = ring.x[i]! - ring.x[j]!;
      const alongY = ring.y[i]! - ring.y[j]!;
      const length = alongX * alongX + alongY * alongY;
      const share = length === 0 ? 0 : ((x - ring.x[j]!) * alongX + (y - ring.y[j]!) * alongY) / length;
      const at = Math.min(1, Math.max(0, share));
      least = Math.min(least, Math.hypot(ring.x[j]! + at * alongX - x, ring.y[j]! + at * alongY - y));
    }
  return least;
};
