import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, sameLength } from '../problems.ts';
import { levelsOf, type PanelLabels } from './levels.ts';

/** Units watched over periods, some of which are treated from some period on and stay so. One entry a row. */
export interface StaggeredRows {
  readonly unit: PanelLabels;
  readonly period: PanelLabels;
  readonly outcome: Float64Array;
  /** the first period in which the row's unit is treated; `Infinity`, or any period after the last, for never */
  readonly firstTreated: Float64Array;
  readonly covariates?: Readonly<Record<string, Float64Array>> | undefined;
}

/** A staggered treatment and terms beside it, one entry a row. The panel need not be balanced. */
export interface StaggeredModel {
  readonly unit: PanelLabels;
  readonly period: PanelLabels;
  readonly outcome: Float64Array;
  /** the first period in which the row's unit is treated; `Infinity`, or any period after the last, for never */
  readonly firstTreated: Float64Array;
  readonly terms?: Readonly<Record<string, Float64Array>> | undefined;
}

/** Units first treated in the same period, side by side. */
export interface TreatmentGroup {
  /** that period, `Infinity` for the never treated */
  readonly first: number;
  /** units from … to − 1 */
  readonly from: number;
  readonly to: number;
}

/** A balanced panel, its units in the order of their groups. */
export interface StaggeredPanel {
  readonly units: number;
  readonly periods: Float64Array;
  readonly groups: readonly TreatmentGroup[];
  /** the outcome of each unit, one array a period */
  readonly outcomes: readonly Float64Array[];
  /** by covariate and period */
  readonly covariates: readonly (readonly Float64Array[])[];
  /** the label of each unit */
  readonly unitLabels: Float64Array;
  /** units left out because they are not seen once in every period */
  readonly incomplete: number;
}

/**
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID (also where a unit's first treated period changes or a
 * unit is seen twice in a period)
 *
 * O(rows · (1 + covariates)).
 */
export const staggeredPanel = (rows: StaggeredRows): StaggeredPanel => {
  const { outcome, firstTreated, covariates = {} } = rows;
  sameLength({ outcome, unit: rows.unit, period: rows.period, firstTreated, ...covariates });
  allFinite('outcome', outcome);
  for (const [name, values] of Object.entries(covariates)) allFinite(name, values);
  const unit = levelsOf('unit', rows.unit);
  const period = levelsOf('period', rows.period);
  const [n, periods] = [outcome.length, period.count];
  const last = period.labels.at(-1) ?? 0;
  const first = firstOfUnits(firstTreated, unit.codes, unit.count, last);
  const met = new Uint8Array(unit.count * periods);
  const seen = new Uint32Array(unit.count);
  for (let i = 0; i < n; i++) {
    const code = unit.codes[i]!;
    const at = code * periods + period.codes[i]!;
    if (met[at] === 1)
      throw new Problem(
        methodProblems.value,
        `Unit ${rows.unit[i]} has two rows in period ${rows.period[i]}; one was expected.`,
      );
    met[at] = 1;
    seen[code] = seen[code]! + 1;
  }
  const { order, groups } = byGroup(first, (code) => seen[code] === periods);
  const place = new Int32Array(unit.count).fill(-1);
  for (let at = 0; at < order.length; at++) place[order[at]!] = at;
  const gather = (values: Float64Array): Float64Array[] => {
    const columns = Array.from({ length: periods }, () => new Float64Array(order.length));
    for (let i = 0; i < n; i++) {
      const at = place[unit.codes[i]!]!;
      if (at >= 0) columns[period.codes[i]!]![at] = values[i]!;
    }
    return columns;
  };
  return {
    units: order.length,
    periods: period.labels,
    groups,
    outcomes: gather(outcome),
    covariates: Object.values(covariates).map(gather),
    unitLabels: Float64Array.from(order, (code) => unit.labels[code]!),
    incomplete: unit.count - order.length,
  };
};

/** The first treated period of each unit, `Infinity` where it lies after the last. */
export const firstOfUnits = (
  firstTreated: Float64Array,
  codes: Uint32Array,
  units: number,
  last: number,
): Float64Array => {
  const first = new Float64Array(units).fill(Number.NaN);
  for (let i = 0; i < codes.length; i++) {
    const given = firstTreated[i]!;
    const value = given > last ? Number.POSITIVE_INFINITY : given;
    const known = first[codes[i]!]!;
    if (Number.isNaN(value) || value === Number.NEGATIVE_INFINITY)
      throw new Problem(
        methodProblems.value,
        `firstTreated[${i}] is ${given}; a period, or Infinity for never, was expected.`,
      );
    if (Number.isNaN(known)) first[codes[i]!] = value;
    else if (known !== value)
      throw new Problem(
        methodProblems.value,
        `firstTreated[${i}] is ${given}, but ${known} in an earlier row of the same unit; treatment starts once and stays.`,
      );
  }
  return first;
};

const byGroup = (
  first: Float64Array,
  whole: (code: number) => boolean,
): { order: Uint32Array; groups: TreatmentGroup[] } => {
  const starts = [...new Set(first)].sort((a, b) => a - b);
  const place = new Map(starts.map((start, at) => [start, at]));
  const members: number[][] = starts.map(() => []);
  for (let code = 0; code < first.length; code++)
    if (whole(code)) members[place.get(first[code]!)!]!.push(code);
  const order = Uint32Array.from(members.flat());
  const groups: TreatmentGroup[] = [];
  let from = 0;
  members.forEach((codes, at) => {
    if (codes.length === 0) return;
    groups.push({ first: starts[at]!, from, to: from + codes.length });
    from += codes.length;
  });
  return { order, groups };
};
