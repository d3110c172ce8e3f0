import type { Breath } from '../long-run.ts';
import { fewerRows } from './fewer-rows.ts';
import type { StaggeredPanel, TreatmentGroup } from './staggered-panel.ts';

/** A group whose places in the panel's columns, from … to − 1, need not be units. */
export interface ComparisonGroup extends TreatmentGroup {
  readonly units: number;
  /** by period: its mean change since the first one */
  readonly changes: Float64Array;
}

/** A balanced panel with controls for the groups in it. */
export interface ComparisonPanel extends Omit<StaggeredPanel, 'groups'> {
  readonly groups: readonly ComparisonGroup[];
  /** what a constant of 1 is at each place: 1, unless groups were turned */
  readonly ones: Float64Array;
}

/**
 * Leaves out groups treated before there is a period to compare with. Without never treated units, the last group is
 * the control of the others until its own treatment nears, and the periods from then on go.
 */
export const comparisonPanel = (
  panel: StaggeredPanel,
  anticipation: number,
  controls: 'never-treated' | 'not-yet-treated',
): { panel: ComparisonPanel; alwaysTreated: number } => {
  const opening = (panel.periods[0] ?? 0) + anticipation;
  const alwaysTreated = panel.groups.filter(({ first }) => first <= opening).at(-1)?.to ?? 0;
  let groups = panel.groups
    .filter(({ first }) => first > opening)
    .map(({ first, from, to }) => ({ first, from: from - alwaysTreated, to: to - alwaysTreated }));
  let { periods } = panel;
  const last = groups.at(-1);
  if (controls === 'not-yet-treated' && last && last.first !== Number.POSITIVE_INFINITY) {
    periods = periods.filter((period) => period < last.first - anticipation);
    groups = [...groups.slice(0, -1), { ...last, first: Number.POSITIVE_INFINITY }];
  }
  const cut = (columns: readonly Float64Array[]): Float64Array[] =>
    columns.slice(0, periods.length).map((values) => values.subarray(alwaysTreated));
  const outcomes = cut(panel.outcomes);
  const units = panel.units - alwaysTreated;
  return {
    alwaysTreated,
    panel: {
      ...panel,
      periods,
      groups: groups.map((group) => ({
        ...group,
        units: group.to - group.from,
        changes: meanChanges(outcomes, group),
      })),
      units,
      ones: new Float64Array(units).fill(1),
      outcomes,
      covariates: panel.covariates.map(cut),
      unitLabels: panel.unitLabels.subarray(alwaysTreated),
    },
  };
};

const meanChanges = (outcomes: readonly Float64Array[], { from, to }: TreatmentGroup): Float64Array =>
  Float64Array.from(outcomes, (now) => {
    const first = outcomes[0]!;
    let sum = 0;
    for (let i = from; i < to; i++) sum += now[i]! - first[i]!;
    return sum / (to - from);
  });

/**
 * The panel with at most as many places in each group as there are periods. Whatever is a sum of a group's changes and
 * a constant keeps its products with its like, and so do variances. Covariates are let go, and units can no longer be
 * told apart. O(units · periods²).
 */
export const turnedPanel = async (panel: ComparisonPanel, breath: Breath): Promise<ComparisonPanel> => {
  const periods = panel.periods.length;
  const groups: ComparisonGroup[] = [];
  // what the constant is at each place, then the steps from each period to the next
  const parts: Float64Array[][] = [];
  let places = 0;
  for (const group of panel.groups) {
    const part = group.units > periods ? await turned(panel, group, breath) : stepsOf(panel, group, false);
    parts.push(part);
    groups.push({ ...group, from: places, to: places + part[0]!.length });
    places += part[0]!.length;
  }
  const joined = (t: number): Float64Array => {
    const values = new Float64Array(places);
    for (const [at, part] of parts.entries()) values.set(part[t]!, groups[at]!.from);
    return values;
  };
  const outcomes: Float64Array[] = [new Float64Array(places)];
  for (let t = 1; t < periods; t++) {
    const before = outcomes[t - 1]!;
    const now = joined(t);
    for (let i = 0; i < places; i++) now[i] = now[i]! + before[i]!;
    outcomes.push(now);
  }
  return { ...panel, groups, outcomes, ones: joined(0), covariates: [] };
};

/** A constant and a group's steps from period to period, or what these lie off their means. */
const stepsOf = (
  { outcomes, ones }: ComparisonPanel,
  { from, to, changes }: ComparisonGroup,
  centred: boolean,
): Float64Array[] =>
  outcomes.map((now, t) => {
    if (t === 0) return ones.slice(from, to);
    const before = outcomes[t - 1]!;
    const mean = centred ? changes[t]! - changes[t - 1]! : 0;
    const steps = new Float64Array(to - from);
    for (let i = 0; i < steps.length; i++) steps[i] = now[from + i]! - before[from + i]! - mean;
    return steps;
  });

/** A place for what all units of the group share, and others for how they differ. */
const turned = async (
  panel: ComparisonPanel,
  group: ComparisonGroup,
  breath: Breath,
): Promise<Float64Array[]> => {
  const { units, changes } = group;
  const apart = await fewerRows(stepsOf(panel, group, true).slice(1), breath);
  const root = Math.sqrt(units);
  const place = (shared: number, others: Float64Array | undefined): Float64Array => {
    const values = new Float64Array(1 + apart[0]!.length);
    values[0] = root * shared;
    if (others) values.set(others, 1);
    return values;
  };
  return [place(1, undefined), ...apart.map((steps, t) => place(changes[t + 1]! - changes[t]!, steps))];
};
