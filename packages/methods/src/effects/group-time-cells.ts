import {
  type AttEstimate,
  type AttMethod,
  meanDifference,
  type NoAtt,
  twoPeriodAtt,
} from './att-estimators.ts';
import type { Influence } from './influence.ts';
import type { StaggeredPanel, TreatmentGroup } from './staggered-panel.ts';

export interface CellOptions {
  readonly method: AttMethod;
  readonly controls: 'never-treated' | 'not-yet-treated';
  readonly base: 'varying' | 'universal';
  readonly anticipation: number;
}

/** The effect on one group in one period. */
export interface GroupTimeCell {
  readonly group: TreatmentGroup;
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
  panel: StaggeredPanel,
  group: TreatmentGroup,
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
  const runs: number[] = [];
  for (const other of groups) {
    const control =
      other.first === Number.POSITIVE_INFINITY ||
      (controls === 'not-yet-treated' && other.first > until && other.first !== group.first);
    if (!control) continue;
    if (runs.at(-1) === other.from) runs[runs.length - 1] = other.to;
    else runs.push(other.from, other.to);
  }
  if (runs.length === 0)
    return { group, at, base, att: Number.NaN, influence: undefined, why: 'no-controls' };
  const own = [group.from, group.to];
  const take = (values: readonly Float64Array[], from: number): Float64Array =>
    gathered([own, runs], values[from]!);
  const before = take(panel.outcomes, base);
  const change = take(panel.outcomes, at);
  for (let i = 0; i < change.length; i++) change[i] = change[i]! - before[i]!;
  const data = {
    change,
    treated: group.to - group.from,
    covariates: panel.covariates.map((values) => take(values, Math.min(base, at))),
  };
  const estimate: AttEstimate | NoAtt =
    data.covariates.length === 0 ? meanDifference(data) : twoPeriodAtt(data, method);
  if (typeof estimate === 'string')
    return { group, at, base, att: Number.NaN, influence: undefined, why: estimate };
  return { group, at, base, att: estimate.att, influence: spread(estimate.influence, own, runs, units) };
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
