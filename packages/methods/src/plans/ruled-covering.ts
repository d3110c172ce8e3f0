import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, numberWithin, sameLength, wholeNumber } from '../problems.ts';
import type { Coverage } from './coverage.ts';
import { loadSolver, type SolverSource } from './highs.ts';
import { checkedWeights, coveredBy, maximalCovering, nothingToCover, weightOf } from './maximal-covering.ts';
import { type Planned, planned } from './planned.ts';
import { type CoveringRules, type RuledGoal, ruledModel } from './ruled-model.ts';

export interface RuledCoveringOptions extends LongRun {
  /** how many sites may be chosen, at most */
  readonly choose: number;
  /** chosen sites lie at least so far apart */
  readonly apart?: { readonly x: Float64Array; readonly y: Float64Array; readonly least: number } | undefined;
  /** of each group's weight at least this share is covered; `group` numbers the group of each demand point from 0 */
  readonly fair?: { readonly group: Int32Array; readonly least: Float64Array } | undefined;
  /** branches of the solver before the best plan so far is given with its gap; default 20,000 */
  readonly maxNodes?: number;
  readonly solver?: SolverSource | undefined;
}

export interface RuledCoveringResult extends Planned {
  readonly kind: 'ruled-covering';
  readonly sites: Int32Array;
  readonly covered: Uint8Array;
  readonly total: number;
  /** per group the share of its weight that is covered; NaN where it has none */
  readonly shares: Float64Array;
  /** what could be covered without the rules at most: the rules' price is the difference */
  readonly unruled: number;
}

/**
 * Which sites cover most when they must lie apart from each other, and every community must have its share?
 *
 * The solver runs on this thread without a pause; call it from a worker where that matters.
 *
 * @returns the sites with a proven bound, or `Insufficient` naming the rule that cannot be kept
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * Exponential in the worst case. Source: Church & ReVelle (1974) with separation constraints (Moon & Chaudhry 1984,
 * Management Science 30(3)) and a least share per group; solved by HiGHS (Huangfu & Hall 2018).
 */
export const ruledCovering = async (
  coverage: Coverage,
  weights: Float64Array,
  { choose, apart, fair, maxNodes = 20_000, solver: source, signal, onProgress }: RuledCoveringOptions,
): Promise<RuledCoveringResult | Insufficient> => {
  const total = checkedWeights(coverage, weights);
  wholeNumber('choose', choose, 1);
  const rules = rulesOf(coverage, weights, apart, fair);
  const refusal = nothingToCover(coverage, total);
  if (refusal) return refusal;
  const breath = breathing({ signal, onProgress });
  const free = await maximalCovering(coverage, weights, { choose, signal });
  if (free.kind === 'insufficient') return free;
  await breath.take(0.1);
  let sites: Int32Array | undefined = keeps(coverage, weights, rules, free.sites) ? free.sites : undefined;
  let bound = free.bound;
  if (!sites || !free.proven) {
    const solver = await loadSolver(source);
    const solve = (goal: RuledGoal) =>
      ruledModel(coverage, weights, rules, goal).solve(
        solver,
        goal.seek === 'few-sites' ? 'minimize' : 'maximize',
        { maxNodes },
      );
    const answer = solve({ seek: 'weight', choose });
    await breath.take(0.8);
    if (answer.status === 'infeasible') return whyNot(rules, weights, choose, coverage.sites, solve);
    const found = Int32Array.from({ length: coverage.sites }, (_, j) => j).filter(
      (j) => answer.columns[j]! > 0.5,
    );
    if (answer.columns.length > 0 && keeps(coverage, weights, rules, found)) {
      sites = found;
      const worth = weightOf(coveredBy(coverage, found), weights);
      bound = answer.status === 'optimal' ? worth : Math.min(bound, answer.bound);
    }
    if (!sites)
      return insufficient({
        reason: 'undecided',
        detail:
          'No plan that keeps the rules was found, nor a proof that there is none; allow more branches.',
        have: maxNodes,
        need: maxNodes + 1,
      });
  }
  const covered = coveredBy(coverage, sites);
  const groups = groupWeights(rules, weights);
  return {
    kind: 'ruled-covering',
    sites,
    covered,
    total,
    shares: groupWeights(rules, weights, covered).map((weight, g) => weight / groups[g]!),
    unruled: free.bound,
    ...planned(weightOf(covered, weights), Math.max(bound, weightOf(covered, weights))),
  };
};

const rulesOf = (
  { demands, sites }: Coverage,
  weights: Float64Array,
  apart: RuledCoveringOptions['apart'],
  fair: RuledCoveringOptions['fair'],
): CoveringRules => {
  const pairs: [number, number][] = [];
  if (apart) {
    const { x, y, least } = apart;
    sameLength({ sites: new Uint8Array(sites), 'apart.x': x, 'apart.y': y });
    allFinite('apart.x', x);
    allFinite('apart.y', y);
    numberWithin('apart.least', least, 0);
    for (let j = 0; j < sites; j++)
      for (let k = j + 1; k < sites; k++)
        if ((x[j]! - x[k]!) ** 2 + (y[j]! - y[k]!) ** 2 < least * least) pairs.push([j, k]);
  }
  const group = fair?.group ?? new Int32Array(demands);
  const groups = fair?.least.length ?? 1;
  sameLength({ weights, 'fair.group': group });
  group.forEach((g, i) => {
    wholeNumber(`fair.group[${i}]`, g, 0, groups - 1);
  });
  const rules = { pairs, group, needs: new Float64Array(groups) };
  const sums = groupWeights(rules, weights);
  fair?.least.forEach((share, g) => {
    rules.needs[g] = numberWithin(`fair.least[${g}]`, share, 0, 1) * sums[g]!;
  });
  return rules;
};

const groupWeights = (
  { group, needs }: CoveringRules,
  weights: Float64Array,
  covered?: Uint8Array,
): Float64Array => {
  const sums = new Float64Array(needs.length);
  for (let i = 0; i < group.length; i++) if (!covered || covered[i] === 1) sums[group[i]!]! += weights[i]!;
  return sums;
};

// the solver keeps rows to 1e-7 of their scale, which is 1
const NEARLY = 1 - 1e-6;

const keeps = (
  coverage: Coverage,
  weights: Float64Array,
  rules: CoveringRules,
  sites: Int32Array,
): boolean => {
  const open = new Set(sites);
  if (rules.pairs.some(([one, other]) => open.has(one) && open.has(other))) return false;
  const served = groupWeights(rules, weights, coveredBy(coverage, sites));
  return rules.needs.every((need, g) => served[g]! >= need * NEARLY);
};

/** The first of the rules, from the plainest on, that stands in the way. */
const whyNot = (
  rules: CoveringRules,
  weights: Float64Array,
  choose: number,
  sites: number,
  solve: (goal: RuledGoal) => { readonly status: string; readonly value: number },
): Insufficient => {
  const fewest = solve({ seek: 'few-sites', choose: sites });
  if (fewest.status === 'optimal')
    return insufficient({
      reason: 'too-few-sites',
      detail: 'The groups can have their shares, but not with so few sites.',
      have: choose,
      need: Math.round(fewest.value),
    });
  const all = groupWeights(rules, weights);
  for (let g = 0; g < rules.needs.length; g++) {
    if (rules.needs[g]! <= 0) continue;
    const most = solve({ seek: { group: g }, choose: sites });
    if (most.status === 'optimal' && most.value < rules.needs[g]! * NEARLY)
      return insufficient({
        reason: 'share-out-of-reach',
        detail: `Group ${g} cannot have its share, whatever sites are chosen${rules.pairs.length > 0 ? ' so far apart' : ''}.`,
        have: most.value / all[g]!,
        need: rules.needs[g]! / all[g]!,
      });
  }
  const together = solve({ seek: 'groups', choose: sites });
  return insufficient({
    reason: 'shares-in-conflict',
    detail: 'Each group could have its share alone, but sites so far apart cannot give it to all.',
    have: Math.round(together.value),
    need: rules.needs.filter((need) => need > 0).length,
  });
};
