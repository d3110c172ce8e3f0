import { levelWeights, subtractMeans } from './demean-one-way.ts';
import type { Demeaner } from './demeaner.ts';
import type { Levels } from './levels.ts';

const MOST_ROUNDS = 20_000;
// of the column's own length
const CLOSE_ENOUGH = 1e-12;

/**
 * Three and more effects: alternating projections made symmetric, T = M₁M₂…Mₖ…M₂M₁ with Mⱼ subtracting the means of
 * effect j, accelerated by conjugate gradients on I − T. O(effects · n) a round.
 * Hernández-Ramos, Escalante & Raydan (2011), Numer. Func. Anal. Opt. 32(10); Correia (2017), "Linear models with
 * high-dimensional fixed effects".
 */
export const demeanByManyWays = (effects: readonly Levels[], weights: Float64Array | undefined): Demeaner => {
  const ways = effects.map((levels) => ({
    codes: levels.codes,
    total: levelWeights(levels, weights),
    mean: new Float64Array(levels.count),
  }));
  const there = [...ways, ...ways.slice(0, -1).reverse()];

  // into − T·from, written over `into`
  const apart = (from: Float64Array, into: Float64Array): void => {
    into.set(from);
    for (const { codes, total, mean } of there) subtractMeans(into, codes, weights, total, mean);
    for (let i = 0; i < from.length; i++) into[i] = from[i]! - into[i]!;
  };
  const dot = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    if (weights === undefined) for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
    else for (let i = 0; i < a.length; i++) sum += weights[i]! * a[i]! * b[i]!;
    return sum;
  };

  return {
    demean: async (column, breath) => {
      const n = column.length;
      const enough = dot(column, column) * CLOSE_ENOUGH ** 2;
      const residual = new Float64Array(n);
      apart(column, residual);
      const direction = residual.slice();
      const moved = new Float64Array(n);
      let length = dot(residual, residual);
      let rounds = 0;
      while (length > enough && rounds < MOST_ROUNDS) {
        rounds++;
        if (breath.due()) await breath.take(0);
        apart(direction, moved);
        const step = length / dot(direction, moved);
        if (!Number.isFinite(step)) break;
        for (let i = 0; i < n; i++) {
          column[i] = column[i]! - step * direction[i]!;
          residual[i] = residual[i]! - step * moved[i]!;
        }
        const before = length;
        length = dot(residual, residual);
        const turn = length / before;
        for (let i = 0; i < n; i++) direction[i] = residual[i]! + turn * direction[i]!;
      }
      return rounds < MOST_ROUNDS;
    },
  };
};
