import { type FirstStage, momentTest } from './moment-test.ts';
import type { Polyhedron } from './trend-bounds.ts';

/** Estimates before and after the treatment, and what is asked of those after. */
export interface Effect {
  readonly estimates: Float64Array;
  readonly covariance: Float64Array;
  /** lower triangle of the covariance's Cholesky root */
  readonly root: Float64Array;
  readonly pre: number;
  readonly weights: Float64Array;
}

interface Size {
  readonly alpha: number;
  readonly hybrid: FirstStage | undefined;
}

/**
 * Whether a value of the effect fits the estimates with some difference in trends out of a union of polyhedra.
 * δ = β − (0, τ) with A δ ≤ d becomes A β̂ − d − A₀θ·g − A₀N·t ≤ 0 on average: g carries the effect θ, N what leaves it alone.
 * Rambachan & Roth (2023), equation 12. Inequalities about times before the treatment alone say nothing of θ and are left out.
 */
export const effectTests = async (
  effect: Effect,
  union: readonly Polyhedron[],
  size: Size,
): Promise<(theta: number) => boolean> => {
  const tests: ((theta: number) => boolean)[] = [];
  for (const [at, polyhedron] of union.entries())
    tests.push(await polyhedronTest(effect, polyhedron, size, at));
  // neighbouring effects are mostly accepted by the same polyhedron: it is asked first
  let last = 0;
  return (theta) => {
    if (tests[last]!(theta)) return true;
    const found = tests.findIndex((accepts, at) => at !== last && accepts(theta));
    if (found < 0) return false;
    last = found;
    return true;
  };
};

const polyhedronTest = async (
  { estimates, root, pre, weights }: Effect,
  { a, d }: Polyhedron,
  { alpha, hybrid }: Size,
  at: number,
): Promise<(theta: number) => boolean> => {
  const size = estimates.length;
  const post = weights.length;
  const rows = Array.from(d, (_, row) => row).filter(
    (row) => post === 1 || a.subarray(row * size + pre, (row + 1) * size).some((value) => value !== 0),
  );
  const moments = rows.length;
  const main = weights.reduce(
    (most, weight, t) => (Math.abs(weight) > Math.abs(weights[most]!) ? t : most),
    0,
  );
  const others = Array.from(weights, (_, t) => t).filter((t) => t !== main);
  const nuisances = others.length;
  const start = new Float64Array(moments);
  const turn = new Float64Array(moments);
  const x = new Float64Array(moments * nuisances);
  rows.forEach((row, i) => {
    const of = (column: number): number => a[row * size + column]!;
    let sum = -d[row]!;
    for (let j = 0; j < size; j++) sum += of(j) * estimates[j]!;
    start[i] = sum;
    turn[i] = of(pre + main) / weights[main]!;
    others.forEach((t, k) => {
      x[i * nuisances + k] = of(pre + t) - (weights[t]! / weights[main]!) * of(pre + main);
    });
  });
  const half = product(a, root, rows, size);
  const test = momentTest(x, squared(half, moments, size), nuisances);
  if (test === undefined) return () => true;
  const y = new Float64Array(moments);
  const kappa = alpha / 10;
  const conditional = hybrid ? (alpha - kappa) / (1 - kappa) : alpha;
  const ceiling = hybrid
    ? await test.leastFavourable(half, kappa, { ...hybrid, rng: hybrid.rng.fork(at) })
    : Number.POSITIVE_INFINITY;
  return (theta) => {
    for (let i = 0; i < moments; i++) y[i] = start[i]! - theta * turn[i]!;
    return !test.rejects(y, conditional, ceiling);
  };
};

/** A·L for some rows of A. */
const product = (
  a: Float64Array,
  root: Float64Array,
  rows: readonly number[],
  size: number,
): Float64Array => {
  const half = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = j; k < size; k++) sum += a[row * size + k]! * root[k * size + j]!;
      half[i * size + j] = sum;
    }
  });
  return half;
};

/** H·H′. */
const squared = (half: Float64Array, moments: number, size: number): Float64Array => {
  const whole = new Float64Array(moments * moments);
  for (let i = 0; i < moments; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += half[i * size + k]! * half[j * size + k]!;
      whole[i * moments + j] = sum;
      whole[j * moments + i] = sum;
    }
  return whole;
};
