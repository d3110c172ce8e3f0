import { drawPoisson } from '../random/counts.ts';
import type { Rng } from '../random/seeded.ts';
import type { EndemicGrid, EpidemicEvents } from './model.ts';

/** What simulated epidemics on the square [0, side]² are made of; covariate 1 on its east half, 0 on the west. */
export interface Truth {
  readonly side: number;
  readonly length: number;
  readonly endemic: readonly [intercept: number, east: number];
  readonly epidemic: readonly [intercept: number, marked: number];
  readonly sigma: number;
  /** of a power law (1 + r/σ)^−d, not 1 or 2; Gaussian when absent */
  readonly decay?: number;
  readonly alpha: number;
  readonly reach: { readonly space: number; readonly time: number };
  readonly types: number;
  readonly excites: Float64Array;
}

/** By branching: endemic events, then the offspring of each, exponential in time. */
export const simulateEpidemic = (truth: Truth, rng: Rng): { events: EpidemicEvents; grid: EndemicGrid } => {
  const { side, length, types, reach, sigma, alpha } = truth;
  const all: { x: number; y: number; time: number; type: number; mark: number }[] = [];
  const mark = (): number => (rng.next() < 0.4 ? 1 : 0);
  for (const east of [0, 1])
    for (let type = 0; type < types; type++) {
      const expected = Math.exp(truth.endemic[0] + east * truth.endemic[1]) * (side ** 2 / 2) * length;
      for (let count = drawPoisson(rng, expected); count > 0; count--)
        all.push({
          x: (side / 2) * (east + rng.next()),
          y: side * rng.next(),
          time: length * rng.next(),
          type,
          mark: mark(),
        });
    }
  const within =
    truth.decay === undefined ? gaussianWithin : (z: number): number => powerWithin(z, truth.decay!);
  const full = within(reach.space / sigma);
  const space = 2 * Math.PI * sigma ** 2 * full;
  const fade = -Math.expm1(-alpha * reach.time);
  for (let j = 0; j < all.length; j++) {
    const source = all[j]!;
    const eta = Math.exp(truth.epidemic[0] + source.mark * truth.epidemic[1]);
    for (let type = 0; type < types; type++) {
      const expected = (truth.excites[source.type * types + type]! * eta * space * fade) / alpha;
      for (let count = drawPoisson(rng, expected); count > 0; count--) {
        const time = source.time - Math.log1p(-rng.next() * fade) / alpha;
        const r = sigma * crossing(within, rng.next() * full, reach.space / sigma);
        const angle = 2 * Math.PI * rng.next();
        const x = source.x + r * Math.cos(angle);
        const y = source.y + r * Math.sin(angle);
        const seen = x >= 0 && x < side && y >= 0 && y < side && time < length;
        if (seen) all.push({ x, y, time, type, mark: mark() });
      }
    }
  }
  const column = (of: 'x' | 'y' | 'time' | 'mark'): Float64Array =>
    Float64Array.from(all, (event) => event[of]);
  return {
    events: {
      x: column('x'),
      y: column('y'),
      time: column('time'),
      type: all.map(({ type }) => type),
      cell: all.map(({ x }) => (x < side / 2 ? 0 : 1)),
      marks: { names: ['marked'], values: column('mark') },
    },
    grid: {
      area: new Float64Array(2).fill(side ** 2 / 2),
      duration: new Float64Array(2).fill(length),
      covariates: { names: ['east'], values: Float64Array.of(0, 1) },
    },
  };
};

/** ∫₀ᶻ f(ρ) ρ dρ for both kernels, in units of σ. */
const gaussianWithin = (z: number): number => -Math.expm1(-0.5 * z ** 2);
const powerWithin = (z: number, d: number): number =>
  ((1 + z) ** (2 - d) - 1) / (2 - d) - ((1 + z) ** (1 - d) - 1) / (1 - d);

/** Where a rising function passes a level, by halving. */
const crossing = (rising: (z: number) => number, level: number, most: number): number => {
  let [low, high] = [0, most];
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (rising(middle) < level) low = middle;
    else high = middle;
  }
  return high;
};
