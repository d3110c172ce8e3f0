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
  readonly alpha: number;
  readonly reach: { readonly space: number; readonly time: number };
  readonly types: number;
  readonly excites: Float64Array;
}

/** By branching: endemic events, then the offspring of each, Gaussian in space and exponential in time. */
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
  const space = 2 * Math.PI * sigma ** 2 * -Math.expm1(-0.5 * (reach.space / sigma) ** 2);
  const fade = -Math.expm1(-alpha * reach.time);
  for (let j = 0; j < all.length; j++) {
    const source = all[j]!;
    const eta = Math.exp(truth.epidemic[0] + source.mark * truth.epidemic[1]);
    for (let type = 0; type < types; type++) {
      const expected = (truth.excites[source.type * types + type]! * eta * space * fade) / alpha;
      for (let count = drawPoisson(rng, expected); count > 0; count--) {
        const time = source.time - Math.log1p(-rng.next() * fade) / alpha;
        const r =
          sigma * Math.sqrt(-2 * Math.log1p(rng.next() * Math.expm1(-0.5 * (reach.space / sigma) ** 2)));
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
