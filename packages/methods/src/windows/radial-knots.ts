import { gaussLegendre } from './gauss-legendre.ts';

/**
 * Radii at which a smooth function of distance is known, so that it can be had anywhere in [0, reach] by interpolation:
 * Chebyshev–Lobatto points on panels that halve towards 0.
 */
export interface RadialKnots {
  readonly reach: number;
  /** ascending; the ends of neighbouring panels coincide */
  readonly radii: Float64Array;
  /** radii of the quadrature nodes between each knot and the one before */
  readonly nodes: Float64Array;
  /** node weights times the node's radius */
  readonly nodeWeights: Float64Array;
  /** adds to `into[at + k]` the weights with which the function at `radius` (≤ reach) is had from the knots */
  spread(radius: number, amount: number, into: Float64Array, at: number): void;
}

// twelve points a panel interpolate exp(−r²/2σ²) and (1 + r²/σ)^−q to about 1e-8 whatever σ above reach / 2^14
const PER_PANEL = 12;
const PANELS = 15;
const NODES = 5;

export const radialKnots = (reach: number): RadialKnots => {
  const radii = new Float64Array(PANELS * PER_PANEL);
  const unit = new Float64Array(PER_PANEL).map((_, k) => -Math.cos((Math.PI * k) / (PER_PANEL - 1)));
  const barycentric = unit.map((_, k) => (k % 2 === 0 ? 1 : -1) * (k === 0 || k === PER_PANEL - 1 ? 0.5 : 1));
  const edge = (panel: number): number => (panel === 0 ? 0 : reach * 2 ** (panel - PANELS));
  for (let panel = 0; panel < PANELS; panel++) {
    const [from, to] = [edge(panel), edge(panel + 1)];
    for (let k = 0; k < PER_PANEL; k++)
      radii[panel * PER_PANEL + k] =
        k === 0 ? from : k === PER_PANEL - 1 ? to : from + (to - from) * 0.5 * (1 + unit[k]!);
  }
  const { nodes: at, weights } = gaussLegendre(NODES);
  const nodes = new Float64Array(radii.length * NODES);
  const nodeWeights = new Float64Array(nodes.length);
  for (let k = 1; k < radii.length; k++) {
    const half = (radii[k]! - radii[k - 1]!) / 2;
    for (let g = 0; g < NODES; g++) {
      nodes[k * NODES + g] = radii[k - 1]! + half * (1 + at[g]!);
      nodeWeights[k * NODES + g] = half * weights[g]! * nodes[k * NODES + g]!;
    }
  }

  const share = new Float64Array(PER_PANEL);
  const spread: RadialKnots['spread'] = (radius, amount, into, start) => {
    const doublings = Math.ceil(Math.log2(Math.min(1, radius / reach)));
    const panel = Math.min(PANELS - 1, Math.max(0, PANELS - 1 + doublings));
    const first = start + panel * PER_PANEL;
    const [from, to] = [edge(panel), edge(panel + 1)];
    const x = Math.min(1, (2 * (radius - from)) / (to - from) - 1);
    let sum = 0;
    for (let k = 0; k < PER_PANEL; k++) {
      const away = x - unit[k]!;
      if (away === 0) {
        into[first + k]! += amount;
        return;
      }
      const value = barycentric[k]! / away;
      share[k] = value;
      sum += value;
    }
    for (let k = 0; k < PER_PANEL; k++) into[first + k]! += (amount * share[k]!) / sum;
  };
  return { reach, radii, nodes, nodeWeights, spread };
};

/** P(r) = ∫₀ʳ f(ρ) ρ dρ at the knots, from f at the nodes. */
export const radialPrimitive = (knots: RadialKnots, atNodes: Float64Array): Float64Array => {
  const primitive = new Float64Array(knots.radii.length);
  for (let k = 1; k < primitive.length; k++) {
    let sum = primitive[k - 1]!;
    for (let g = k * NODES; g < (k + 1) * NODES; g++) sum += knots.nodeWeights[g]! * atNodes[g]!;
    primitive[k] = sum;
  }
  return primitive;
};
