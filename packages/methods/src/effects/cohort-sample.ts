import { estimationSample, rowsOf } from './estimation-sample.ts';
import { type Levels, levelsBetween, levelsOf, levelsOfRows } from './levels.ts';
import { firstOfUnits, type StaggeredModel } from './staggered-panel.ts';

/** Units first treated in the same period; their rows lie side by side, unit after unit. */
export interface Cohort {
  readonly first: number;
  readonly from: number;
  readonly to: number;
  /** of these rows, numbered within the cohort */
  readonly unit: Levels;
  readonly period: Levels;
}

export interface CohortSample {
  /** the rows used, in the order of their cohorts and units, as indexes of those given */
  readonly order: Uint32Array;
  /** ascending, the never treated last */
  readonly cohorts: readonly Cohort[];
  readonly unit: Levels;
  readonly period: Levels;
  readonly outcome: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly singletons: number;
  /** rows of units that are treated in every period in which they are seen */
  readonly alwaysTreated: number;
}

/** @throws Problem METHOD_VALUE_INVALID. O(rows · terms) */
export const cohortSample = (model: StaggeredModel): CohortSample => {
  const allUnits = levelsOf('unit', model.unit);
  const allPeriods = levelsOf('period', model.period);
  const first = firstOfUnits(
    model.firstTreated,
    allUnits.codes,
    allUnits.count,
    allPeriods.labels.at(-1) ?? 0,
  );
  const untreated = new Uint8Array(allUnits.count);
  for (let i = 0; i < model.period.length; i++)
    if (model.period[i]! < first[allUnits.codes[i]!]!) untreated[allUnits.codes[i]!] = 1;
  const starts = [...new Set(first.filter((_, unit) => untreated[unit] === 1))].sort((a, b) => a - b);
  const place = new Map(starts.map((start, at) => [start, at]));
  const cohortOf = Int32Array.from(first, (start, unit) => (untreated[unit] === 1 ? place.get(start)! : -1));
  const { order: sorted, bounds } = byCohort(allUnits.codes, cohortOf, starts.length);
  const sample = estimationSample([levelsOfRows(allUnits, sorted), levelsOfRows(allPeriods, sorted)]);
  const { kept } = sample;
  const order = kept === undefined ? sorted : kept.map((at) => sorted[at]!);
  const [unit, period] = sample.effects as [Levels, Levels];
  const ends = bounds.map((bound) => (kept === undefined ? bound : countBelow(kept, bound)));
  const cohorts: Cohort[] = [];
  starts.forEach((start, at) => {
    const [from, to] = [at === 0 ? 0 : ends[at - 1]!, ends[at]!];
    if (to === from) return;
    cohorts.push({
      first: start,
      from,
      to,
      unit: levelsBetween(unit, from, to),
      period: levelsBetween(period, from, to),
    });
  });
  return {
    order,
    cohorts,
    unit,
    period,
    outcome: rowsOf(model.outcome, order),
    columns: Object.values(model.terms ?? {}).map((values) => rowsOf(values, order)),
    singletons: sample.singletons,
    alwaysTreated: model.outcome.length - sorted.length,
  };
};

/** Rows in the order of their unit's cohort and, within it, their unit, and where each cohort ends; cohort −1 is left out. */
const byCohort = (
  units: Uint32Array,
  cohortOf: Int32Array,
  cohorts: number,
): { order: Uint32Array; bounds: number[] } => {
  const next = new Uint32Array(cohortOf.length);
  for (let i = 0; i < units.length; i++) next[units[i]!] = next[units[i]!]! + 1;
  const ends = new Uint32Array(cohorts + 1);
  for (let unit = 0; unit < next.length; unit++) {
    const after = cohortOf[unit]! + 1;
    ends[after] = ends[after]! + next[unit]!;
  }
  // left out: no rows before the first cohort
  ends[0] = 0;
  for (let cohort = 0; cohort < cohorts; cohort++) ends[cohort + 1] = ends[cohort + 1]! + ends[cohort]!;
  const rows = ends[cohorts]!;
  for (let unit = 0; unit < next.length; unit++) {
    const cohort = cohortOf[unit]!;
    if (cohort < 0) continue;
    const own = next[unit]!;
    next[unit] = ends[cohort]!;
    ends[cohort] = ends[cohort]! + own;
  }
  // each cohort's place has moved on to its end
  const bounds = Array.from(ends.subarray(0, cohorts));
  const order = new Uint32Array(rows);
  for (let i = 0; i < units.length; i++) {
    const unit = units[i]!;
    if (cohortOf[unit]! < 0) continue;
    order[next[unit]!] = i;
    next[unit] = next[unit]! + 1;
  }
  return { order, bounds };
};

const countBelow = (ascending: Uint32Array, bound: number): number => {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
};
