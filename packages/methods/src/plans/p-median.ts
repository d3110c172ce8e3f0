import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, methodProblems, numberWithin, sameLength, wholeNumber } from '../problems.ts';
import { FREE, LEFT_OUT, TAKEN } from './covering-problem.ts';
import { decideMedian, medianDual } from './median-bound.ts';
import { medianCost, medianProblem } from './median-problem.ts';
import { searchMedian } from './median-search.ts';
import { type Planned, planned } from './planned.ts';

export interface PMedianOptions extends LongRun {
  /** how many sites are chosen */
  readonly choose: number;
  /** a plan so close to the best, as a share of it, is good enough; default 0: the best, proven */
  readonly maxGap?: number;
  /** branches looked at before the best plan so far is given with its gap; default 5,000 */
  readonly maxNodes?: number;
}

export interface PMedianResult extends Planned {
  readonly kind: 'p-median';
  readonly sites: Int32Array;
  /** the chosen site that is nearest to each demand point */
  readonly nearest: Int32Array;
  readonly nodes: number;
}

/** Distances in the plane, demands × sites, row by row. @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const planeDistances = (
  demandX: Float64Array,
  demandY: Float64Array,
  siteX: Float64Array,
  siteY: Float64Array,
): Float64Array => {
  const demands = sameLength({ demandX, demandY });
  const sites = sameLength({ siteX, siteY });
  for (const [name, values] of Object.entries({ demandX, demandY, siteX, siteY })) allFinite(name, values);
  const distances = new Float64Array(demands * sites);
  for (let i = 0; i < demands; i++)
    for (let j = 0; j < sites; j++)
      distances[i * sites + j] = Math.hypot(demandX[i]! - siteX[j]!, demandY[i]! - siteY[j]!);
  return distances;
};

/**
 * Which sites bring the demand nearest, when every point goes to its nearest chosen site?
 *
 * @param distances ≥ 0, or times, demands × sites, row by row
 * @param weights ≥ 0, one per demand point
 * @returns the sites and Σ weight × distance with a proven lower bound, or `Insufficient` without points or sites
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(demands × sites) a round of search, less a round of the bound; sorting costs O(demands × sites × log sites).
 * Source: Hakimi (1964), Operations Research 12(3); bound: Cornuejols, Fisher & Nemhauser (1977).
 */
export const pMedian = async (
  distances: Float64Array,
  weights: Float64Array,
  { choose, maxGap = 0, maxNodes = 5000, signal, onProgress }: PMedianOptions,
): Promise<PMedianResult | Insufficient> => {
  const sites = weights.length === 0 ? 0 : distances.length / weights.length;
  if (!Number.isInteger(sites))
    throw new Problem(
      methodProblems.lengths,
      `${distances.length} distances do not make whole rows for ${weights.length} demand points.`,
    );
  nonNegative('distances', distances);
  nonNegative('weights', weights);
  wholeNumber('choose', choose, 1);
  numberWithin('maxGap', maxGap, 0, 0.99);
  wholeNumber('maxNodes', maxNodes, 1);
  if (sites === 0)
    return insufficient({
      reason: 'no-sites',
      detail: 'There are no demand points or no sites to choose from.',
      have: 0,
      need: 1,
    });
  const breath = breathing({ signal, onProgress });
  const problem = medianProblem(distances, weights, sites, Math.min(choose, sites));
  const best = { open: searchMedian(problem, new Uint8Array(sites)), cost: 0 };
  best.cost = medianCost(problem, best.open);
  const needed = (): number => best.cost * (1 - Math.max(maxGap, 1e-10));
  const first = new Float64Array(weights.length);
  for (let i = 0; i < first.length; i++) {
    const at = i * sites;
    first[i] = problem.costs[at + problem.order[at + Math.min(1, sites - 1)]!]!;
  }
  const stack: { fate: Uint8Array; prices: Float64Array; bound: number }[] = [
    { fate: new Uint8Array(sites), prices: first, bound: 0 },
  ];
  let nodes = 0;
  let rootBound = Number.NEGATIVE_INFINITY;
  let conceded = Number.POSITIVE_INFINITY;
  while (stack.length > 0 && nodes < maxNodes) {
    if (breath.due()) await breath.take(nodes / maxNodes);
    const node = stack.pop()!;
    if (node.bound >= needed()) {
      conceded = Math.min(conceded, node.bound);
      continue;
    }
    const { fate } = node;
    nodes++;
    const atRoot = nodes === 1;
    // at the root choices near the best are worth a search, further down only better ones
    let tried = best.cost * (atRoot ? 1.01 : 1);
    const dual = await medianDual(problem, fate, node.prices, {
      breath,
      done: nodes / maxNodes,
      rounds: atRoot ? 600 : 60,
      stepScale: atRoot ? 2 : 0.5,
      above: needed,
      reached: () => best.cost,
      onOpen: (open, cost) => {
        if (cost >= tried) return;
        tried = cost;
        const found = searchMedian(problem, open);
        const foundCost = medianCost(problem, found);
        if (foundCost < best.cost) Object.assign(best, { open: found, cost: foundCost });
      },
    });
    if (atRoot) rootBound = dual.bound;
    if (dual.bound >= needed()) {
      conceded = Math.min(conceded, dual.bound);
      continue;
    }
    conceded = Math.min(conceded, needed());
    const settled = fate.slice();
    decideMedian(problem, settled, dual, needed());
    const taken = settled.filter((one) => one === TAKEN).length;
    const free = settled.filter((one) => one === FREE).length;
    if (taken > problem.choose || taken + free < problem.choose) continue;
    if (taken === problem.choose || taken + free === problem.choose) {
      const all = taken === problem.choose ? 0 : 1;
      const open = settled.map((one) => (one === TAKEN ? 1 : one === FREE ? all : 0));
      const cost = medianCost(problem, open);
      if (cost < best.cost) Object.assign(best, { open, cost });
      continue;
    }
    let on = -1;
    let most = -1;
    for (let j = 0; j < sites; j++) {
      if (settled[j] !== FREE) continue;
      const doubt = (Math.min(dual.share[j]!, 1 - dual.share[j]!) + 1e-9) * (dual.savings[j]! + 1e-300);
      if (doubt > most) {
        most = doubt;
        on = j;
      }
    }
    for (const way of [LEFT_OUT, TAKEN])
      stack.push({ fate: settled.with(on, way), prices: dual.prices, bound: dual.bound });
  }
  const lowest = stack.reduce((least, { bound }) => Math.min(least, bound), Math.min(conceded, best.cost));
  const nearest = Int32Array.from(
    weights,
    (_, i) => problem.order.subarray(i * sites, (i + 1) * sites).find((j) => best.open[j] === 1)!,
  );
  return {
    kind: 'p-median',
    sites: Int32Array.from(best.open.keys()).filter((j) => best.open[j] === 1),
    nearest,
    nodes,
    ...planned(best.cost, Math.max(0, rootBound, lowest)),
  };
};

const nonNegative = (name: string, values: Float64Array): void => {
  allFinite(name, values);
  const at = values.findIndex((value) => value < 0);
  if (at >= 0) numberWithin(`${name}[${at}]`, values[at]!, 0);
};
