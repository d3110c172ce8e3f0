import { type AttMethod, type NoAtt, twoPeriodAtt } from './att-estimators.ts';
import type { ComparisonGroup, ComparisonPanel } from './comparison-panel.ts';
import type { Influence } from './influence.ts';

export interface CellOptions {
  readonly method: AttMethod;
  readonly controls: 'never-treated' | 'not-yet-treated';
  readonly base: 'varying' | 'universal';
  readonly anticipation: number;
}

/** The effect on one group in one period. */
export interface GroupTimeCell {
  readonly group: ComparisonGroup;
  /** index of the period, and of the one it is compared with */
  readonly at: number;
  readonly base: number;
  /** NaN where there is no estimate */
  readonly att: number;
  /** of the average; undefined without an estimate, and in the base period, where the effect is 0 by definition */
  readonly influence: Influence | undefined;
  readonly why?: NoAtt | 'no-controls' | undefined;
}

/**
 * The cell of a group and the period `at`: the change since the base period of the group beside that of its
 * controls. Callaway & Sant'Anna (2021), J. Econometrics 225(2), equations 2.2 to 2.4 and 2.8 to 2.10.
 * @returns undefined where the cell is not asked for: the first period with a varying base
 */
export const groupTimeCell = (
  panel: ComparisonPanel,
  group: ComparisonGroup,
  at: number,
  { method, controls, base: kind, anticipation }: CellOptions,
): GroupTimeCell | undefined => {
  const { periods, groups, units } = panel;
  const post = periods[at]! >= group.first;
  let base = at - 1;
  if (post || kind === 'universal') {
    base = periods.length - 1;
    while (base >= 0 && periods[base]! + anticipation >= group.first) base--;
  }
  if (base < 0) return undefined;
  if (base === at) return { group, at, base, att: 0, influence: undefined };
  const until = periods[Math.max(at, base)]! + anticipation;
  const others = groups.filter(
    ({ first }) =>
      first === Number.POSITIVE_INFINITY ||
      (controls === 'not-yet-treated' && first > until && first !== group.first),
  );
  if (others.length === 0)
    return { group, at, base, att: Number.NaN, influence: undefined, why: 'no-controls' };
  if (panel.covariates.length === 0)
    return { group, at, base, ...meanChange(panel, group, others, at, base) };
  const runs = runsOf(others);
  const own = [group.from, group.to];
  const take = (values: readonly Float64Array[], from: number): Float64Array =>
    gathered([own, runs], values[from]!);
  const before = take(panel.outcomes, base);
  const change = take(panel.outcomes, at);
  for (let i = 0; i < change.length; i++) change[i] = change[i]! - before[i]!;
  const data = {
    change,
    treated: group.units,
    covariates: panel.covariates.map((values) => take(values, Math.min(base, at))),
  };
  const estimate = twoPeriodAtt(data, method);
  if (typeof estimate === 'string')
    return { group, at, base, att: Number.NaN, influence: undefined, why: estimate };
  return { group, at, base, att: estimate.att, influence: spread(estimate.influence, own, runs, units) };
};

/** Without covariates: the mean change of the group less that of its controls. */
const meanChange = (
  { outcomes, ones, units }: ComparisonPanel,
  group: ComparisonGroup,
  others: readonly ComparisonGroup[],
  at: number,
  base: number,
): { att: number; influence: Influence } => {
  const values = new Float64Array(ones.length);
  const [now, before] = [outcomes[at]!, outcomes[base]!];
  const put = (some: readonly ComparisonGroup[], sign: number): number => {
    let count = 0;
    let sum = 0;
    for (const one of some) {
      count += one.units;
      sum += one.units * (one.changes[at]! - one.changes[base]!);
    }
    const mean = sum / count;
    const factor = (sign * units) / count;
    for (const { from, to } of some)
      for (let i = from; i < to; i++) values[i] = factor * (now[i]! - before[i]! - mean * ones[i]!);
    return mean;
  };
  const att = put([group], 1) - put(others, -1);
  return { att, influence: { values, runs: runsOf([...others, group].sort((a, b) => a.from - b.from)) } };
};

/** From, to, from, to … of groups in the order of their places, neighbours joined. */
const runsOf = (groups: readonly ComparisonGroup[]): number[] => {
  const runs: number[] = [];
  for (const { from, to } of groups)
    if (runs.at(-1) === from) runs[runs.length - 1] = to;
    else runs.push(from, to);
  return runs;
};

const gathered = (parts: readonly (readonly number[])[], values: Float64Array): Float64Array => {
  let length = 0;
  for (const runs of parts) for (let r = 0; r < runs.length; r += 2) length += runs[r + 1]! - runs[r]!;
  const out = new Float64Array(length);
  let at = 0;
  for (const runs of parts)
    for (let r = 0; r < runs.length; r += 2) {
      out.set(values.subarray(runs[r], runs[r + 1]), at);
      at += runs[r + 1]! - runs[r]!;
    }
  return out;
};

/** Back to the places of all units, as a share of all units rather than of the cell's. */
const spread = (
  influence: Float64Array,
  own: readonly number[],
  controls: readonly number[],
  units: number,
): Influence => {
  const values = new Float64Array(units);
  const factor = units / influence.length;
  let at = 0;
  for (const runs of [own, controls])
    for (let r = 0; r < runs.length; r += 2)
      for (let i = runs[r]!; i < runs[r + 1]!; i++) values[i] = factor * influence[at++]!;
  const pairs: [number, number][] = [];
  for (const runs of [own, controls])
    for (let r = 0; r < runs.length; r += 2) pairs.push([runs[r]!, runs[r + 1]!]);
  return { values, runs: pairs.sort((a, b) => a[0] - b[0]).flat() };
};
