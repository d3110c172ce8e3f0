import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { methodProblems, wholeNumber } from '../problems.ts';
import { balanceTable } from './balance.ts';
import { groupsOf, type MatchingData, strataOf } from './match-data.ts';
import type { Match } from './propensity-match.ts';

export interface CoarsenedOptions {
  /**
   * how each covariate is coarsened: a number of bins of equal width, or rising cut points (a value at a cut point belongs
   * above it). Covariates without an entry must be equal.
   */
  readonly bins?: Readonly<Record<string, number | readonly number[]>> | undefined;
}

export interface CoarsenedMatch extends Match {
  /** per unit: the number of its stratum, equal for units that count as alike */
  readonly stratum: Int32Array;
  /** strata with both groups, of all */
  readonly matchedStrata: number;
  readonly strata: number;
}

/**
 * Compares only units that fall into the same bins of every covariate: (coarsened) exact matching. Without `bins` it is exact.
 *
 * @returns strata, weights and balance before and after, or `Insufficient`: `one-group`, `no-match` where no stratum has both
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(units · covariates). Source: Iacus, King & Porro (2012), Political Analysis 20(1). A control of a stratum with t treated and c
 * controls weighs t/c, scaled to the matched controls.
 */
export const coarsenedExactMatch = (
  data: MatchingData,
  { bins = {} }: CoarsenedOptions = {},
): CoarsenedMatch | Insufficient => {
  const groups = groupsOf(data);
  const unknown = Object.keys(bins).find((name) => !Object.hasOwn(data.covariates, name));
  if (unknown !== undefined)
    throw new Problem(
      methodProblems.value,
      `bins names ${unknown}; one of ${Object.keys(data.covariates).join(', ')} was expected.`,
    );
  if (isInsufficient(groups)) return groups;
  const { units } = groups;
  const coarse = Object.entries(data.covariates).map(([name, values]) => coarsened(name, values, bins[name]));
  const stratum = strataOf(units, [groups.stratum, ...coarse]);
  const strata = units === 0 ? 0 : Math.max(...new Set(stratum)) + 1;
  const many = new Float64Array(strata);
  const few = new Float64Array(strata);
  for (let i = 0; i < units; i++) {
    const side = data.treated[i] === 1 ? many : few;
    side[stratum[i]!] = side[stratum[i]!]! + 1;
  }
  let treated = 0;
  let controls = 0;
  let matchedStrata = 0;
  for (let s = 0; s < strata; s++)
    if (many[s]! > 0 && few[s]! > 0) {
      treated += many[s]!;
      controls += few[s]!;
      matchedStrata++;
    }
  if (matchedStrata === 0)
    return insufficient({
      reason: 'no-match',
      detail: 'No stratum holds both treated and controls; coarser bins or fewer covariates may.',
      have: 0,
      need: 1,
    });
  const weights = new Float64Array(units);
  for (let i = 0; i < units; i++) {
    const s = stratum[i]!;
    if (many[s] === 0 || few[s] === 0) continue;
    weights[i] = data.treated[i] === 1 ? 1 : ((many[s]! / few[s]!) * controls) / treated;
  }
  return {
    kind: 'match',
    pairs: [],
    weights,
    unmatched: Uint32Array.from(groups.treated.filter((unit) => weights[unit] === 0)),
    stratum,
    matchedStrata,
    strata,
    before: balanceTable(data, new Float64Array(units).fill(1)),
    after: balanceTable(data, weights),
  };
};

const coarsened = (
  name: string,
  values: Float64Array,
  bins: number | readonly number[] | undefined,
): ArrayLike<number> => {
  if (bins === undefined) return values;
  if (typeof bins === 'number') {
    wholeNumber(`bins.${name}`, bins, 1, 10_000);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const width = (high - low) / bins;
    return values.map((value) => (width > 0 ? Math.min(bins - 1, Math.floor((value - low) / width)) : 0));
  }
  if (!bins.every((cut, k) => Number.isFinite(cut) && (k === 0 || cut > bins[k - 1]!)))
    throw new Problem(
      methodProblems.value,
      `bins.${name} is ${bins.join(', ')}; rising cut points were expected.`,
    );
  return values.map((value) => bins.filter((cut) => value >= cut).length);
};
