import { clippedToDisc } from './disc-clip.ts';
import { gaussLegendre, type Quadrature } from './gauss-legendre.ts';
import type { RadialKnots } from './radial-knots.ts';
import type { PolygonWindow, Ring } from './window.ts';

/**
 * Integrals of functions of the distance r from a place, over the part of a window within `reach` of it:
 *
 *     ∫ f(|s − place|) ds = ∮ P(min(r, reach)) dφ,   P(r) = ∫₀ʳ f(ρ) ρ dρ
 *
 * along the window's border. The border is walked once a place; what remains of it are weights w on the knots with
 * ∫ = Σ w·P(knots), whatever f, so that changing f costs one short product. No clipping is needed: beyond the reach P
 * is constant and only the angle counts.
 *
 * @param reach at most the reach of the knots
 * @param discCorners where the border lies within reach, the disc becomes the inscribed regular polygon of so many
 * corners, the first to the east
 * @param into receives the weights from `at` on
 *
 * O(corners of the window + corners within reach). Source: Meyer & Held (2014), Annals of Applied Statistics 8(3),
 * supplement B, section 2.4, after Baddeley's line integral; here with P interpolated.
 */
export const radialWeights = (
  { rings }: PolygonWindow,
  x: number,
  y: number,
  reach: number,
  knots: RadialKnots,
  rules: EdgeRules,
  into: Float64Array,
  at: number,
  discCorners?: number,
): void => {
  let turn = 0;
  const clipped = discCorners !== undefined && rings.some((ring) => borderWithin(ring, x, y, reach));
  for (const ring of rings) {
    const { x: ringX, y: ringY }: Ring = clipped ? clippedToDisc(ring, x, y, reach, discCorners) : ring;
    const n = ringX.length;
    if (n === 0) continue;
    let ax = ringX[n - 1]! - x;
    let ay = ringY[n - 1]! - y;
    for (let i = 0; i < n; i++) {
      const bx = ringX[i]! - x;
      const by = ringY[i]! - y;
      turn += alongEdge(ax, ay, bx, by, reach, knots, rules, into, at);
      ax = bx;
      ay = by;
    }
  }
  if (turn !== 0) knots.spread(reach, turn, into, at);
};

const borderWithin = ({ x: ringX, y: ringY }: Ring, x: number, y: number, reach: number): boolean => {
  const n = ringX.length;
  for (let i = 0, j = n - 1; i < n; j = i++) {
    const dx = ringX[i]! - ringX[j]!;
    const dy = ringY[i]! - ringY[j]!;
    const along = ((x - ringX[j]!) * dx + (y - ringY[j]!) * dy) / (dx * dx + dy * dy);
    const share = along > 0 ? Math.min(1, along) : 0;
    if (Math.hypot(ringX[j]! + share * dx - x, ringY[j]! + share * dy - y) < reach) return true;
  }
  return false;
};

/** Quadratures for the pieces of an edge, by how long they are. */
export interface EdgeRules {
  readonly short: Quadrature;
  readonly middle: Quadrature;
  readonly long: Quadrature;
}

export const edgeRules = (): EdgeRules => ({
  short: gaussLegendre(2),
  middle: gaussLegendre(3),
  long: gaussLegendre(6),
});

/** Spreads the nodes of one edge within reach and returns the angle of its part beyond. */
const alongEdge = (
  ax: number,
  ay: number,
  bx: number,
  by: number,
  reach: number,
  knots: RadialKnots,
  rules: EdgeRules,
  into: Float64Array,
  at: number,
): number => {
  const cross = ax * by - ay * bx;
  // an edge towards the place is seen under no angle
  if (cross === 0) return 0;
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.sqrt(dx * dx + dy * dy);
  const sign = cross > 0 ? 1 : -1;
  const h = Math.abs(cross) / length;
  const from = (ax * dx + ay * dy) / length;
  const to = from + length;
  const half = h < reach ? Math.sqrt(reach * reach - h * h) : 0;
  const first = Math.max(from, -half);
  const last = Math.min(to, half);
  if (!(first < last)) return Math.atan2(cross, ax * bx + ay * by);
  let beyond = 0;
  if (from < first) beyond += Math.atan(first / h) - Math.atan(from / h);
  if (to > last) beyond += Math.atan(to / h) - Math.atan(last / h);
  // t = h·sinh u makes dφ = du / cosh u: places next to the border cost a logarithm, not a singularity
  const u0 = Math.asinh(first / h);
  const u1 = Math.asinh(last / h);
  const pieces = Math.ceil((u1 - u0) / 0.5);
  const wide = (u1 - u0) / pieces;
  const { nodes, weights } = wide < 0.02 ? rules.short : wide < 0.1 ? rules.middle : rules.long;
  for (let piece = 0; piece < pieces; piece++)
    for (let g = 0; g < nodes.length; g++) {
      const cosh = Math.cosh(u0 + wide * (piece + 0.5 * (1 + nodes[g]!)));
      knots.spread(h * cosh, (sign * 0.5 * wide * weights[g]!) / cosh, into, at);
    }
  return sign * beyond;
};
