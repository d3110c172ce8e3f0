import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, methodProblems, numberWithin, wholeNumber } from '../problems.ts';
import type { Coverage } from './coverage.ts';
import { branchAndBound } from './covering-branch.ts';
import { coveringProblem } from './covering-problem.ts';
import { searchCover } from './covering-search.ts';
import { type Planned, planned } from './planned.ts';

export interface MaximalCoveringOptions extends LongRun {
  /** how many sites may be chosen */
  readonly choose: number;
  /** a plan so close to the best, as a share of it, is good enough; default 0: the best, proven */
  readonly maxGap?: number;
  /** branches looked at before the best plan so far is given with its gap; default 20,000 */
  readonly maxNodes?: number;
}

export interface MaximalCoveringResult extends Planned {
  readonly kind: 'maximal-covering';
  /** the chosen sites, ascending */
  readonly sites: Int32Array;
  /** 1 where a demand point is covered */
  readonly covered: Uint8Array;
  /** the weight of all demand points */
  readonly total: number;
  /** branches looked at */
  readonly nodes: number;
}

/**
 * Which sites cover most of the demand, when only so many can be had?
 *
 * @param coverage which demand points each site would cover
 * @param weights ≥ 0, one per demand point
 * @returns the sites with the weight they cover and a proven bound, or `Insufficient` without sites or demand
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * A round of the bound or of the search costs O(covered pairs); mostly a few hundred rounds and few branches.
 * Source: Church & ReVelle (1974), Papers of the Regional Science Association 32; Lagrangian bound: Galvão & ReVelle
 * (1996), European Journal of Operational Research 88.
 */
export const maximalCovering = async (
  coverage: Coverage,
  weights: Float64Array,
  { choose, maxGap = 0, maxNodes = 20_000, signal, onProgress }: MaximalCoveringOptions,
): Promise<MaximalCoveringResult | Insufficient> => {
  const total = checkedWeights(coverage, weights);
  wholeNumber('choose', choose, 1);
  numberWithin('maxGap', maxGap, 0, 0.99);
  wholeNumber('maxNodes', maxNodes, 1);
  const refusal = nothingToCover(coverage, total);
  if (refusal) return refusal;
  const breath = breathing({ signal, onProgress });
  const problem = coveringProblem(coverage, weights, Math.min(choose, coverage.sites));
  const { sites, value } = searchCover(problem);
  const best = { sites: Array.from(sites), value };
  const whole = weights.every(Number.isInteger);
  const { bound, nodes } = await branchAndBound(problem, best, {
    nodes: maxNodes,
    maxGap,
    unit: whole ? 1 - 1e-6 : 1e-9 * total,
    breath,
  });
  const chosen = Int32Array.from(best.sites).sort();
  const covered = coveredBy(coverage, chosen);
  return {
    kind: 'maximal-covering',
    sites: chosen,
    covered,
    total,
    nodes,
    ...planned(weightOf(covered, weights), Math.min(total, whole ? Math.floor(bound + 1e-6) : bound)),
  };
};

/** @throws Problem unless there is a weight ≥ 0 for each point; returns their sum */
export const checkedWeights = ({ demands }: Coverage, weights: Float64Array): number => {
  if (weights.length !== demands)
    throw new Problem(
      methodProblems.lengths,
      `${weights.length} weights were given for ${demands} demand points; one each was expected.`,
    );
  allFinite('weights', weights);
  let total = 0;
  weights.forEach((weight, i) => {
    numberWithin(`weights[${i}]`, weight, 0);
    total += weight;
  });
  return total;
};

export const nothingToCover = ({ sites }: Coverage, total: number): Insufficient | undefined => {
  if (sites === 0)
    return insufficient({
      reason: 'no-sites',
      detail: 'There is no site to choose from.',
      have: 0,
      need: 1,
    });
  return total > 0
    ? undefined
    : insufficient({
        reason: 'no-demand',
        detail: 'No demand point has a weight, so any choice of sites is as good as another.',
        have: 0,
        need: 1,
      });
};

export const coveredBy = ({ demands, starts, covered }: Coverage, sites: ArrayLike<number>): Uint8Array => {
  const flags = new Uint8Array(demands);
  for (let s = 0; s < sites.length; s++)
    for (let at = starts[sites[s]!]!; at < starts[sites[s]! + 1]!; at++) flags[covered[at]!] = 1;
  return flags;
};

export const weightOf = (covered: Uint8Array, weights: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) if (covered[i] === 1) sum += weights[i]!;
  return sum;
};
