import { drawPoisson } from '../random/counts.ts';
import type { Rng } from '../random/seeded.ts';
import type { EtasEvents, EtasParameters } from './model.ts';

/** ETAS by branching on [0, side]² × [0, length]: a uniform background, exponential magnitudes above 0. */
export const simulateEtas = (
  { mu, A, c, alpha, p, D, q, gamma }: EtasParameters,
  background: number,
  side: number,
  length: number,
  rng: Rng,
): EtasEvents => {
  const all: { x: number; y: number; time: number; m: number }[] = [];
  const magnitude = (): number => -Math.log1p(-rng.next()) / 2.3;
  for (let count = drawPoisson(rng, mu * background); count > 0; count--)
    all.push({ x: side * rng.next(), y: side * rng.next(), time: length * rng.next(), m: magnitude() });
  for (let j = 0; j < all.length; j++) {
    const source = all[j]!;
    const sigma = D * Math.exp(gamma * source.m);
    for (let count = drawPoisson(rng, A * Math.exp(alpha * source.m)); count > 0; count--) {
      const time = source.time + c * ((1 - rng.next()) ** (1 / (1 - p)) - 1);
      const r = Math.sqrt(sigma * ((1 - rng.next()) ** (1 / (1 - q)) - 1));
      const angle = 2 * Math.PI * rng.next();
      const x = source.x + r * Math.cos(angle);
      const y = source.y + r * Math.sin(angle);
      if (time < length && x >= 0 && x < side && y >= 0 && y < side) all.push({ x, y, time, m: magnitude() });
    }
  }
  const column = (of: 'x' | 'y' | 'time' | 'm'): Float64Array => Float64Array.from(all, (event) => event[of]);
  return { x: column('x'), y: column('y'), time: column('time'), magnitude: column('m') };
};
