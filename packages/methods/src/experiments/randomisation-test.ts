import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, methodProblems, numberWithin, sameLength, wholeNumber } from '../problems.ts';
import { inBlocks } from '../workers/blocks.ts';
import { arrangedStatistics, type Statistic } from './arranged-statistics.ts';
import { assignmentOf } from './assignment.ts';
import { blockDifference } from './block-difference.ts';
import { effectInterval } from './effect-interval.ts';

export interface RandomisedData {
  readonly outcome: Float64Array;
  /** 1 where the unit was assigned to treatment (intention to treat: whatever it then got), else 0 */
  readonly treated: ArrayLike<number>;
  /** units with the same label were assigned together; each alone when absent */
  readonly clusters?: ArrayLike<string | number> | undefined;
  /** assignment was drawn within these; all in one when absent */
  readonly blocks?: ArrayLike<string | number> | undefined;
}

export interface RandomisationOptions extends LongRun {
  /**
   * what is compared: the difference in means within blocks when absent, or any function of outcomes and assignment (then no
   * interval, and no other threads)
   */
  readonly statistic?: Statistic | undefined;
  /** `two-sided`, the default, counts what lies as far from 0 */
  readonly alternative?: 'two-sided' | 'greater' | 'less' | undefined;
  /** all arrangements are counted if they are no more than this, else so many are drawn; 9999 when absent */
  readonly permutations?: number | undefined;
  /** of the interval for a constant effect, 0.95 when absent */
  readonly level?: number | undefined;
  readonly seed?: number | bigint | undefined;
  /** threads beside this one; the answer does not depend on them */
  readonly workers?: number | undefined;
}

export interface RandomisationTest {
  readonly kind: 'randomisation-test';
  /** the statistic as observed */
  readonly statistic: number;
  readonly p: number;
  /** constant effects that a two-sided test would not reject; only for the difference in means */
  readonly interval: { readonly low: number; readonly high: number } | undefined;
  /** arrangements counted, and whether these are all there are */
  readonly arrangements: number;
  readonly exact: boolean;
  readonly clusters: { readonly treated: number; readonly controls: number };
}

/**
 * Could the difference have come from the lot alone? The assignment is drawn again as it was drawn: whole clusters, within
 * blocks, as many treated in each as were.
 *
 * @returns p and, for the difference in means, an interval, or `Insufficient`: `one-group` where no block has both groups,
 * `too-few-arrangements` where no p could reach 0.1
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID; the signal's reason
 *
 * O(arrangements · clusters). p counts ties against significance; drawn: (r + 1) / (m + 1), exact: r / all.
 * Source: Fisher (1935), The Design of Experiments; Rosenbaum (2002), Observational Studies, 2nd ed., chapter 2; for blocks
 * and clusters Gerber & Green (2012), Field Experiments, chapters 3 and 4.
 */
export const randomisationTest = async (
  { outcome, treated, clusters, blocks }: RandomisedData,
  {
    statistic,
    alternative = 'two-sided',
    permutations = 9999,
    level = 0.95,
    seed = 1,
    workers,
    signal,
    onProgress,
  }: RandomisationOptions = {},
): Promise<RandomisationTest | Insufficient> => {
  sameLength({ outcome, treated, clusters, blocks });
  allFinite('outcome', outcome);
  for (let i = 0; i < treated.length; i++)
    if (treated[i] !== 0 && treated[i] !== 1)
      throw new Problem(methodProblems.value, `treated[${i}] is ${treated[i]}; 0 or 1 was expected.`);
  wholeNumber('permutations', permutations, 99, 999_999);
  numberWithin('level', level, 0.5, 0.9999);
  const assignment = assignmentOf(treated, clusters, blocks);
  if (assignment.arrangements === 1)
    return insufficient({
      reason: 'one-group',
      detail: 'No block has both treated and controls, so the lot could not have fallen otherwise.',
      have: 1,
      need: 2,
    });
  if (assignment.arrangements < LEAST_ARRANGEMENTS)
    return insufficient({
      reason: 'too-few-arrangements',
      detail: 'The lot could have fallen in so few ways that no p could reach 0.1.',
      have: assignment.arrangements,
      need: LEAST_ARRANGEMENTS,
    });
  const exact = assignment.arrangements <= permutations;
  const count = exact ? assignment.arrangements : permutations;
  const observed = new Uint8Array(assignment.clusters);
  for (let i = 0; i < treated.length; i++) observed[assignment.cluster[i]!] = treated[i]!;
  const own = statistic
    ? statistic(outcome, Uint8Array.from(treated))
    : blockDifference(assignment, outcome)(observed);
  const pieces = await inBlocks(
    arrangedStatistics,
    { assignment, outcome, observed: Uint8Array.from(treated), statistic, exact, seed },
    count,
    {
      workers: statistic ? 0 : workers,
      blockSize: Math.max(1, Math.ceil(2e6 / treated.length)),
      signal,
      onProgress,
    },
  );
  const values = joined(pieces);
  const added = exact ? 0 : 1;
  const farAs = farFrom(own, alternative);
  let far = added;
  for (let i = 0; i < values.length; i += 2) if (farAs(values[i]!)) far++;
  const many = observed.reduce((sum, one) => sum + one, 0);
  return {
    kind: 'randomisation-test',
    statistic: own,
    p: far / (count + added),
    interval: statistic
      ? undefined
      : await effectInterval(own, values, added, level, breathing({ signal, onProgress })),
    arrangements: count,
    exact,
    clusters: { treated: many, controls: assignment.clusters - many },
  };
};

const LEAST_ARRANGEMENTS = 10;

const farFrom = (
  own: number,
  alternative: 'two-sided' | 'greater' | 'less',
): ((value: number) => boolean) => {
  // sums of the same numbers in another order may differ in the last digits
  const slack = 1e-10 * Math.abs(own);
  if (alternative === 'greater') return (value) => value >= own - slack;
  if (alternative === 'less') return (value) => value <= own + slack;
  return (value) => Math.abs(value) >= Math.abs(own) - slack;
};

const joined = (pieces: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
};
