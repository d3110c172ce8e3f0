import type { Breath } from '../long-run.ts';
import { FREE, LEFT_OUT, TAKEN } from './covering-problem.ts';
import { type MedianProblem, medianCost } from './median-problem.ts';
import { largest, nthLargest } from './top-sites.ts';

export interface MedianDual {
  /** no choice in this branch costs less */
  readonly bound: number;
  readonly prices: Float64Array;
  /** what opening each site saves at these prices; ±∞ for sites decided already */
  readonly savings: Float64Array;
  readonly share: Float64Array;
}

/**
 * Lagrangian relaxation of "every point is served once", each at a price u: L(u) = Σ uᵢ − the `choose` largest savings
 * Σᵢ max(0, uᵢ − cᵢⱼ). Cornuejols, Fisher & Nemhauser (1977), Management Science 23(8); prices move along subgradients.
 * A round costs the pairs with cᵢⱼ < uᵢ.
 */
export const medianDual = async (
  problem: MedianProblem,
  fate: Uint8Array,
  start: Float64Array,
  options: {
    readonly rounds: number;
    readonly breath: Breath;
    readonly done: number;
    readonly stepScale: number;
    readonly above: () => number;
    readonly reached: () => number;
    readonly onOpen: (open: Uint8Array, cost: number) => void;
  },
): Promise<MedianDual> => {
  const { demands, sites, choose, costs, order } = problem;
  const prices = start.slice();
  const savings = new Float64Array(sites);
  const scratch = new Float64Array(sites);
  const chosen = new Int32Array(choose);
  const open = new Uint8Array(sites);
  const slope = new Int32Array(demands);
  const share = new Float64Array(sites);
  const best = { bound: Number.NEGATIVE_INFINITY, prices: prices.slice(), savings: savings.slice() };
  let scale = options.stepScale;
  let waited = 0;
  for (let round = 0; round < options.rounds; round++) {
    if (options.breath.due()) await options.breath.take(options.done);
    savings.fill(0);
    for (let i = 0; i < demands; i++) {
      const price = prices[i]!;
      for (let at = i * sites; at < (i + 1) * sites; at++) {
        const j = order[at]!;
        const saved = price - costs[i * sites + j]!;
        if (saved <= 0) break;
        savings[j]! += saved;
      }
    }
    let bound = 0;
    for (let j = 0; j < sites; j++) {
      if (fate[j] === FREE) continue;
      if (fate[j] === TAKEN) bound -= savings[j]!;
      savings[j] = fate[j] === TAKEN ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    }
    largest(savings, choose, scratch, chosen);
    open.fill(0);
    for (const j of chosen) {
      open[j] = 1;
      if (fate[j] === FREE) bound -= savings[j]!;
    }
    for (let j = 0; j < sites; j++) share[j]! += 0.1 * (open[j]! - share[j]!);
    let squares = 0;
    for (let i = 0; i < demands; i++) {
      const price = prices[i]!;
      bound += price;
      let served = 0;
      for (let at = i * sites; at < (i + 1) * sites; at++) {
        const j = order[at]!;
        if (costs[i * sites + j]! >= price) break;
        served += open[j]!;
      }
      slope[i] = 1 - served;
      squares += slope[i]! ** 2;
    }
    if (bound > best.bound + 1e-9 * Math.abs(bound)) {
      waited = bound > best.bound + 1e-6 * Math.abs(bound) ? 0 : waited + 1;
      best.bound = bound;
      best.prices.set(prices);
      best.savings.set(savings);
      options.onOpen(open, medianCost(problem, open));
    } else waited++;
    if (best.bound > options.above() || squares === 0) break;
    if (waited >= 6) {
      scale /= 2;
      waited = 0;
      if (scale < 1e-3) break;
    }
    const room = Math.max(options.reached() - bound, 1e-6 * Math.abs(bound));
    const step = (scale * room) / squares;
    for (let i = 0; i < demands; i++) prices[i]! += step * slope[i]!;
  }
  return { bound: best.bound, prices: best.prices, savings: best.savings, share };
};

/** Decides, in `fate`, the sites whose other fate would cost `needed` or more. */
export const decideMedian = (
  { choose }: MedianProblem,
  fate: Uint8Array,
  { bound, savings }: MedianDual,
  needed: number,
): void => {
  const scratch = new Float64Array(savings.length);
  const last = nthLargest(savings, choose, scratch);
  const next = choose < savings.length ? nthLargest(savings, choose + 1, scratch) : Number.NEGATIVE_INFINITY;
  for (let j = 0; j < fate.length; j++) {
    if (fate[j] !== FREE) continue;
    if (savings[j]! < last && Number.isFinite(last) && bound + last - savings[j]! > needed)
      fate[j] = LEFT_OUT;
    else if (savings[j]! > next && bound + savings[j]! - next > needed) fate[j] = TAKEN;
  }
};
