import { normalUpperTail } from '../distributions/normal.ts';
import type { Breath } from '../long-run.ts';
import { drawNormal } from '../random/continuous.ts';
import type { Rng } from '../random/seeded.ts';
import { linearProgramme, type Programme } from './linear-program.ts';

/**
 * Is there any nuisance τ with y − Xτ ≤ 0 on average? Moment inequalities with normal y of known covariance.
 * Andrews, Roth & Pakes (2023), Review of Economic Studies 90(6): the statistic is the least η with y − Xτ ≤ η·σ for some τ,
 * judged given which inequalities bind.
 */
export interface MomentTest {
  /** @param alpha of the conditional test @param ceiling what a first stage let pass, Infinity without one */
  rejects(y: Float64Array, alpha: number, ceiling: number): boolean;
  /** what η of y with mean 0 stays below with probability 1 − kappa, the least favourable case */
  leastFavourable(root: Float64Array, kappa: number, { draws, rng, breath }: FirstStage): Promise<number>;
}

/** Draws of the first stage, which may take long. */
export interface FirstStage {
  readonly draws: number;
  readonly rng: Rng;
  readonly breath: Breath;
}

// beyond so many standard deviations nothing is left of the normal distribution
const OUT_OF_SIGHT = 40;
const NOTHING = 1e-9;

/**
 * @param x moments × nuisances, row by row @param covariance moments × moments
 * @returns undefined where some τ satisfies any y: nothing can be rejected
 */
export const momentTest = (
  x: Float64Array,
  covariance: Float64Array,
  nuisances: number,
): MomentTest | undefined => {
  const moments = Math.round(Math.sqrt(covariance.length));
  // the dual: max y′γ with γ′σ = 1, γ′X = 0, γ ≥ 0
  const constraints = new Float64Array((nuisances + 1) * moments);
  for (let j = 0; j < moments; j++) {
    constraints[j] = Math.sqrt(covariance[j * moments + j]!);
    for (let k = 0; k < nuisances; k++) constraints[(k + 1) * moments + j] = x[j * nuisances + k]!;
  }
  const right = new Float64Array(nuisances + 1);
  right[0] = 1;
  const solve = linearProgramme(constraints, right, moments);
  if (solve === undefined) return undefined;
  const along = new Float64Array(moments);
  const base = new Float64Array(moments);
  const here = new Float64Array(moments);
  const solved = (y: Float64Array): Programme => {
    const found = solve(y);
    // with γ′σ = 1 and γ ≥ 0 nothing can run away
    return found === 'unbounded' ? { value: Number.POSITIVE_INFINITY, x: along } : found;
  };

  /** Where γ stops being the best, coming from `far`: Newton's steps on a convex function made of straight pieces. */
  const edge = (far: number, own: number, scale: number): number => {
    let value = far;
    for (let step = 0; step < 100; step++) {
      for (let j = 0; j < moments; j++) here[j] = base[j]! + value * along[j]!;
      const other = solved(here);
      if (!(other.value - value > NOTHING * Math.max(scale, Math.abs(value)))) return value;
      let level = 0;
      let slope = 0;
      for (let j = 0; j < moments; j++) {
        level += other.x[j]! * base[j]!;
        slope += other.x[j]! * along[j]!;
      }
      const next = level / (1 - slope);
      // past the own value: rounding
      if (!(far < own ? next > value && next <= own : next < value && next >= own)) return own;
      value = next;
    }
    return value;
  };

  return {
    rejects(y, alpha, ceiling) {
      const { value, x: gamma } = solved(y);
      if (value > ceiling) return true;
      if (value <= 0) return false;
      let variance = 0;
      for (let i = 0; i < moments; i++) {
        let sum = 0;
        for (let j = 0; j < moments; j++) sum += covariance[i * moments + j]! * gamma[j]!;
        along[i] = sum;
        variance += sum * gamma[i]!;
      }
      if (!(variance > 1e-24)) return true;
      for (let i = 0; i < moments; i++) {
        along[i] = along[i]! / variance;
        base[i] = y[i]! - value * along[i]!;
      }
      const deviation = Math.sqrt(variance);
      const low = edge(-OUT_OF_SIGHT * deviation, value, deviation);
      const high = edge(Math.min(ceiling, value + OUT_OF_SIGHT * deviation), value, deviation);
      return beyondTruncated(value / deviation, low / deviation, high / deviation, alpha);
    },
    async leastFavourable(root, kappa, { draws, rng, breath }) {
      const inner = root.length / moments;
      const values = new Float64Array(draws);
      const normal = new Float64Array(inner);
      const y = new Float64Array(moments);
      for (let draw = 0; draw < draws; draw++) {
        if (breath.due()) await breath.take(0);
        for (let k = 0; k < inner; k++) normal[k] = drawNormal(rng);
        for (let i = 0; i < moments; i++) {
          let sum = 0;
          for (let k = 0; k < inner; k++) sum += root[i * inner + k]! * normal[k]!;
          y[i] = sum;
        }
        values[draw] = solved(y).value;
      }
      values.sort();
      const at = (1 - kappa) * (draws - 1);
      const below = Math.floor(at);
      const next = values[Math.min(draws - 1, below + 1)]!;
      return values[below]! + (at - below) * (next - values[below]!);
    },
  };
};

/** Whether z lies above the 1 − alpha quantile of a standard normal within [low, high], by tails in logarithms. */
const beyondTruncated = (z: number, low: number, high: number, alpha: number): boolean => {
  const [a, b] = [Math.log(alpha) + logTail(low), Math.log(1 - alpha) + logTail(high)];
  const most = Math.max(a, b);
  return logTail(z) < most + Math.log(Math.exp(a - most) + Math.exp(b - most));
};

const logTail = (z: number): number =>
  z < 30
    ? Math.log(normalUpperTail(z))
    : -0.5 * z * z -
      Math.log(z * Math.sqrt(2 * Math.PI)) +
      Math.log1p(-1 / z ** 2 + 3 / z ** 4 - 15 / z ** 6);
