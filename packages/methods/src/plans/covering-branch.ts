import type { Breath } from '../long-run.ts';
import { type CoveringDual, coveringDual, edges } from './covering-bound.ts';
import { type CoveringProblem, LEFT_OUT, reduced, TAKEN } from './covering-problem.ts';
import { searchCover } from './covering-search.ts';

/** The best choice so far, by the caller's numbers of the sites. */
export interface Incumbent {
  sites: readonly number[];
  value: number;
}

export interface BranchOptions {
  /** problems looked at before the search gives up with the bound it has */
  readonly nodes: number;
  /** a better value is at least this much better: 1 for whole weights */
  readonly unit: number;
  /** how far below the optimum, relative to it, the choice may stay */
  readonly maxGap: number;
  readonly breath: Breath;
}

const ROOT_ROUNDS = 600;
const NODE_ROUNDS = 60;

/**
 * Depth-first branch and bound. At each problem the Lagrangian bound is improved a little from its parent's prices,
 * sites are decided whose other fate could not beat the best known choice, and the least decided site is tried both ways.
 *
 * @returns a bound on every choice; equal to the best value when the search was finished
 */
export const branchAndBound = async (
  root: CoveringProblem,
  best: Incumbent,
  { nodes, unit, maxGap, breath }: BranchOptions,
): Promise<{ readonly bound: number; readonly nodes: number }> => {
  const stack: { problem: CoveringProblem; prices: Float64Array | undefined; bound: number }[] = [
    { problem: root, prices: undefined, bound: Number.POSITIVE_INFINITY },
  ];
  let looked = 0;
  let rootBound = Number.POSITIVE_INFINITY;
  // what is not worth a look, and the largest bound that was let go because of maxGap
  const needed = (): number => Math.max(best.value + unit, best.value / (1 - maxGap));
  let conceded = Number.NEGATIVE_INFINITY;
  const letGo = (bound: number): void => {
    if (maxGap > 0) conceded = Math.max(conceded, bound);
  };
  const offer = (problem: CoveringProblem, sites: ArrayLike<number>, value: number): void => {
    if (value <= best.value) return;
    best.sites = [...problem.chosen, ...Array.from(sites, (j) => problem.ids[j]!)];
    best.value = value;
  };
  while (stack.length > 0 && looked < nodes) {
    if (breath.due()) await breath.take(looked / nodes);
    const node = stack.pop()!;
    if (node.bound < needed()) {
      letGo(node.bound);
      continue;
    }
    looked++;
    const { problem } = node;
    if (problem.choose === 0 || problem.ids.length <= problem.choose) {
      const sites = problem.ids.map((_, j) => j);
      offer(problem, problem.choose === 0 ? [] : sites, problem.choose === 0 ? problem.base : allOf(problem));
      continue;
    }
    const atRoot = looked === 1;
    // a search is worth its time from a choice that already covers more than those searched before
    let tried = best.value * 0.97;
    const dual = await coveringDual(problem, node.prices, {
      breath,
      done: looked / nodes,
      rounds: atRoot ? ROOT_ROUNDS : NODE_ROUNDS,
      patience: 6,
      stepScale: atRoot ? 2 : 0.5,
      below: needed,
      reached: () => best.value,
      onSites: (sites, value) => {
        if (value <= tried) return;
        tried = value;
        const cover = searchCover(problem, sites);
        offer(problem, cover.sites, cover.value);
      },
    });
    if (atRoot) rootBound = dual.bound;
    if (dual.bound < needed()) {
      letGo(dual.bound);
      continue;
    }
    const fate = decided(problem, dual, needed());
    letGo(needed());
    const fixed = fate.some((one) => one !== 0);
    const rest = fixed ? reduced(problem, fate) : undefined;
    const left = rest?.problem ?? problem;
    const prices = rest ? Float64Array.from(rest.kept, (i) => dual.prices[i]!) : dual.prices;
    if (left.choose === 0 || left.ids.length <= left.choose) {
      stack.push({ problem: left, prices, bound: dual.bound });
      continue;
    }
    const shares = dual.share.filter((_, j) => fate[j] === 0);
    const sums = dual.site.filter((_, j) => fate[j] === 0);
    const on = leastDecided(shares, sums);
    // the last one pushed, with the site taken, is looked at first: it finds good choices sooner
    for (const way of [LEFT_OUT, TAKEN]) {
      const one = new Uint8Array(left.ids.length);
      one[on] = way;
      const child = reduced(left, one);
      stack.push({
        problem: child.problem,
        prices: Float64Array.from(child.kept, (i) => prices[i]!),
        bound: dual.bound,
      });
    }
  }
  const open = stack.reduce((most, { bound }) => Math.max(most, bound), conceded);
  return { bound: Math.max(best.value, Math.min(rootBound, open)), nodes: looked };
};

const allOf = ({ base, weights }: CoveringProblem): number => {
  let sum = base;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum;
};

/** Sites whose other fate leaves a bound below `needed`: reduced-cost fixing. */
const decided = (
  { choose, ids }: CoveringProblem,
  { bound, site }: CoveringDual,
  needed: number,
): Uint8Array => {
  const { last, next } = edges(site, choose);
  const fate = new Uint8Array(ids.length);
  for (let j = 0; j < ids.length; j++) {
    if (site[j]! < last && bound - last + site[j]! < needed) fate[j] = LEFT_OUT;
    else if (site[j]! > next && bound - site[j]! + next < needed) fate[j] = TAKEN;
  }
  return fate;
};

const leastDecided = (shares: Float64Array, sums: Float64Array): number => {
  let on = 0;
  let most = -1;
  for (let j = 0; j < shares.length; j++) {
    const doubt = Math.min(shares[j]!, 1 - shares[j]!) * sums[j]! + 1e-9 * sums[j]!;
    if (doubt > most) {
      most = doubt;
      on = j;
    }
  }
  return on;
};
