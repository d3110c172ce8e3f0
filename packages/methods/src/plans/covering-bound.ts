import type { Breath } from '../long-run.ts';
import type { CoveringProblem } from './covering-problem.ts';
import { largest, nthLargest } from './top-sites.ts';

export interface CoveringDual {
  /** no choice of sites covers more */
  readonly bound: number;
  /** price of each demand point, from 0 to its weight, at which `bound` holds */
  readonly prices: Float64Array;
  /** Σ of the prices of the points that each site serves */
  readonly site: Float64Array;
  /** share of the late rounds in which a site was among the best: near 0 or 1 where the matter is clear */
  readonly share: Float64Array;
}

export interface SubgradientOptions {
  readonly rounds: number;
  readonly breath: Breath;
  /** how much of the whole search is done, for those who watch */
  readonly done: number;
  /** stops as soon as the bound is below it: nothing better than what is known can be hidden here */
  readonly below: () => number;
  /** a value known to be reachable; sets the lengths of the steps */
  readonly reached: () => number;
  /** rounds without a better bound after which the steps are halved */
  readonly patience: number;
  /** of a step, as a share of the step that would close the gap */
  readonly stepScale: number;
  /** told of a choice of sites and what it covers, when the bound has improved */
  readonly onSites?: (sites: Int32Array, value: number) => void;
}

/**
 * Lagrangian relaxation of "a point counts only if a site that serves it is open", each point at a price λ from 0 to
 * its weight: L(λ) = base + Σ (wᵢ − λᵢ) + the `choose` largest site sums Σᵢ λᵢ. Every L(λ) bounds the optimum from
 * above; the least equals the bound of the linear program (Galvão & ReVelle 1996, EJOR 88). Prices move along
 * subgradients with steps in proportion to the gap (Held, Wolfe & Crowder 1974). Only prices that move cost time.
 */
export const coveringDual = async (
  problem: CoveringProblem,
  start: Float64Array | undefined,
  { rounds, breath, done, below, reached, patience, stepScale, onSites }: SubgradientOptions,
): Promise<CoveringDual> => {
  const { weights, siteStarts, siteDemands, demandStarts, demandSites, base, ids } = problem;
  const n = ids.length;
  const m = weights.length;
  const choose = Math.min(problem.choose, n);
  const prices = start?.slice() ?? firstPrices(problem);
  const site = siteSums(problem, prices);
  const scratch = new Float64Array(n);
  const share = new Float64Array(n);
  const open = new Int32Array(choose);
  const before = new Uint8Array(n);
  const now = new Uint8Array(n);
  const times = new Int32Array(m);
  const moving = new Int32Array(m);
  const steepness = new Int32Array(m);
  const best = { bound: Number.POSITIVE_INFINITY, prices: prices.slice() };
  let scale = stepScale;
  let waited = 0;
  for (let round = 0; round < rounds; round++) {
    if (breath.due()) await breath.take(done);
    largest(site, choose, scratch, open);
    now.fill(0);
    let bound = base;
    for (let at = 0; at < choose; at++) {
      now[open[at]!] = 1;
      bound += site[open[at]!]!;
    }
    for (let j = 0; j < n; j++) {
      share[j]! += 0.1 * (now[j]! - share[j]!);
      const change = now[j]! - before[j]!;
      if (change === 0) continue;
      for (let at = siteStarts[j]!; at < siteStarts[j + 1]!; at++) times[siteDemands[at]!]! += change;
    }
    before.set(now);
    let count = 0;
    let squares = 0;
    let value = base;
    for (let i = 0; i < m; i++) {
      const price = prices[i]!;
      const weight = weights[i]!;
      const served = times[i]!;
      bound += weight - price;
      if (served > 0) value += weight;
      // what a projection onto [0, weight] would undo is left out of the direction
      if (served === 1 || (served === 0 ? price >= weight : price <= 0)) continue;
      moving[count] = i;
      steepness[count++] = served - 1;
      squares += (served - 1) ** 2;
    }
    if (bound < best.bound - 1e-9 * Math.abs(bound)) {
      waited = bound < best.bound - 1e-6 * Math.abs(bound) ? 0 : waited + 1;
      best.bound = bound;
      best.prices.set(prices);
      onSites?.(open, value);
    } else waited++;
    if (best.bound < below() || squares === 0) break;
    if (waited >= patience) {
      scale /= 2;
      waited = 0;
      if (scale < 1e-3) break;
    }
    const step = (scale * Math.max(bound - reached(), 1e-6 * Math.abs(bound))) / squares;
    for (let at = 0; at < count; at++) {
      const i = moving[at]!;
      const price = prices[i]!;
      const moved = Math.min(weights[i]!, Math.max(0, price - step * steepness[at]!));
      const change = moved - price;
      prices[i] = moved;
      for (let to = demandStarts[i]!; to < demandStarts[i + 1]!; to++) site[demandSites[to]!]! += change;
    }
  }
  // summed anew: what rounding gathered in the running sums must not weaken a proof
  const sums = siteSums(problem, best.prices);
  return { bound: boundAt(problem, best.prices, sums), prices: best.prices, site: sums, share };
};

/** Each point's weight shared out: the more sites serve it, the cheaper. */
const firstPrices = ({ weights, demandStarts }: CoveringProblem): Float64Array =>
  weights.map((weight, i) => weight / (demandStarts[i + 1]! - demandStarts[i]!) ** 0.5);

const siteSums = ({ ids, siteStarts, siteDemands }: CoveringProblem, prices: Float64Array): Float64Array =>
  Float64Array.from(ids, (_, j) => {
    let sum = 0;
    for (let at = siteStarts[j]!; at < siteStarts[j + 1]!; at++) sum += prices[siteDemands[at]!]!;
    return sum;
  });

const boundAt = (
  { base, weights, choose, ids }: CoveringProblem,
  prices: Float64Array,
  site: Float64Array,
): number => {
  let bound = base;
  for (let i = 0; i < weights.length; i++) bound += weights[i]! - prices[i]!;
  const open = new Int32Array(Math.min(choose, ids.length));
  largest(site, open.length, new Float64Array(ids.length), open);
  for (const j of open) bound += site[j]!;
  return bound;
};

/** The sums of the last site among the best and of the first beyond them, which price a swap. */
export const edges = (
  site: Float64Array,
  choose: number,
): { readonly last: number; readonly next: number } => {
  const scratch = new Float64Array(site.length);
  return {
    last: nthLargest(site, choose, scratch),
    next: choose < site.length ? nthLargest(site, choose + 1, scratch) : Number.NEGATIVE_INFINITY,
  };
};
