import type { Breath } from '../long-run.ts';
import type { Cohort, CohortSample } from './cohort-sample.ts';
import { levelWeights, subtractMeans } from './demean-one-way.ts';
import { demeanDirectly, directPlan } from './demean-two-ways-directly.ts';
import { fewerRows } from './fewer-rows.ts';
import type { LeastSquares } from './least-squares.ts';
import type { Levels } from './levels.ts';

/** A cohort's columns demeaned by its units and its own periods, and the effects of these periods. */
export interface CohortFit {
  readonly cohort: Cohort;
  /** rows by period */
  readonly rows: Float64Array;
  /** period effects of the outcome and of each term, up to a constant within connected periods */
  readonly outcome: Float64Array;
  readonly columns: readonly Float64Array[];
  /** the places of two periods, or undefined when their effects cannot be compared */
  connected(a: number, b: number): readonly [number, number] | undefined;
  /** A⁻¹b for the equations A of the period effects; overwrites b */
  solve(b: Float64Array): Float64Array;
}

/** A sum of differences of period effects, or a term's slope. */
export interface Target {
  readonly term?: number;
  readonly parts: readonly {
    /** index of the cohort */
    readonly fit: number;
    /** places of the two periods in it */
    readonly plus: number;
    readonly minus: number;
    readonly weight: number;
  }[];
}

/** Demeans the cohort's rows of the columns in place. @returns undefined for too many periods */
export const cohortFit = async (
  cohort: Cohort,
  outcome: Float64Array,
  columns: readonly Float64Array[],
  breath: Breath,
): Promise<CohortFit | undefined> => {
  const { from, to, unit, period } = cohort;
  const plan = directPlan(unit, period, false, 'always');
  if (plan === undefined) return undefined;
  const { demeanInto, equations } = await demeanDirectly(plan, undefined, breath);
  const found = [outcome, ...columns].map((column) => {
    const effects = new Float64Array(period.count);
    demeanInto(column.subarray(from, to), effects);
    return effects;
  });
  const part = equations.grounded > 1 ? connectedPeriods(cohort) : new Uint32Array(period.count);
  const place = new Map([...period.labels].map((label, at) => [label, at]));
  return {
    cohort,
    rows: levelWeights(period, undefined),
    outcome: found[0]!,
    columns: found.slice(1),
    solve: equations.solve,
    connected: (a, b) => {
      const [first, second] = [place.get(a), place.get(b)];
      return first !== undefined && second !== undefined && part[first] === part[second]
        ? [first, second]
        : undefined;
    },
  };
};

/** A number for each period, equal where a chain of units connects them. */
const connectedPeriods = ({ unit, period }: Cohort): Uint32Array => {
  const parent = Uint32Array.from({ length: period.count }, (_, t) => t);
  const root = (t: number): number => {
    let at = t;
    while (parent[at] !== at) at = parent[at]!;
    return at;
  };
  const seen = new Int32Array(unit.count).fill(-1);
  for (let i = 0; i < unit.codes.length; i++) {
    const [u, t] = [unit.codes[i]!, period.codes[i]!];
    if (seen[u] === -1) seen[u] = t;
    else parent[root(t)] = root(seen[u]!);
  }
  return parent.map((_, t) => root(t));
};

/** Right-hand sides of a target by cohort, and how far the target moves with each slope. */
const equationsOf = (
  { term, parts }: Target,
  fits: readonly CohortFit[],
  terms: readonly number[],
): { levels: Map<number, Float64Array>; moves: Float64Array } => {
  const moves = new Float64Array(terms.length);
  if (term !== undefined) moves[term] = 1;
  const levels = new Map<number, Float64Array>();
  for (const { fit, plus, minus, weight } of parts) {
    const b = levels.get(fit) ?? new Float64Array(fits[fit]!.cohort.period.count);
    b[plus] = b[plus]! + weight;
    b[minus] = b[minus]! - weight;
    levels.set(fit, b);
    terms.forEach((k, at) => {
      const effects = fits[fit]!.columns[k]!;
      moves[at] = moves[at]! - weight * (effects[plus]! - effects[minus]!);
    });
  }
  for (const [at, b] of levels) fits[at]!.solve(b);
  return { levels, moves };
};

const slopesOf = (inverse: Float64Array, moves: Float64Array): Float64Array =>
  moves.map((_, a) => moves.reduce((sum, move, b) => sum + inverse[a * moves.length + b]! * move, 0));

/**
 * For every target the weights w with which it is the sum Σ w·outcome, so that its variance is that of Σ w·residual.
 * O(rows · targets + cohorts · periods² · targets).
 */
export const dualColumns = async (
  targets: readonly Target[],
  fits: readonly CohortFit[],
  { outcome, columns }: CohortSample,
  { terms, inverse }: LeastSquares,
  breath: Breath,
): Promise<Float64Array[]> => {
  const totals = fits.map(({ cohort }) => levelWeights(cohort.unit, undefined));
  const means = fits.map(({ cohort }) => new Float64Array(cohort.unit.count));
  const out: Float64Array[] = [];
  for (const target of targets) {
    if (breath.due()) await breath.take(0.6 + (0.4 * out.length) / targets.length);
    const column = new Float64Array(outcome.length);
    const { levels, moves } = equationsOf(target, fits, terms);
    for (const [at, level] of levels) {
      const { cohort } = fits[at]!;
      const { codes } = cohort.period;
      const rows = column.subarray(cohort.from, cohort.to);
      for (let i = 0; i < rows.length; i++) rows[i] = level[codes[i]!]!;
      subtractMeans(rows, cohort.unit.codes, undefined, totals[at]!, means[at]!);
    }
    slopesOf(inverse, moves).forEach((slope, a) => {
      const x = columns[terms[a]!]!;
      for (let i = 0; i < column.length; i++) column[i] = column[i]! + slope * x[i]!;
    });
    out.push(column);
  }
  return out;
};

/**
 * Σ w·residual within clusters that hold units whole, one array a target, without forming the weights: residuals sum
 * to zero within a unit, so that what is constant within units does not matter. Where no cluster has units of two
 * cohorts, the sums are turned into fewer with the same products, see `fewerRows`.
 */
export const dualSums = async (
  targets: readonly Target[],
  fits: readonly CohortFit[],
  sample: CohortSample,
  { terms, inverse }: LeastSquares,
  clusters: Levels,
  breath: Breath,
): Promise<Float64Array[]> => {
  const tables = residualTables(fits, sample, terms, clusters);
  const apart = tables.reduce((sum, { homes }) => sum + homes.length, 0) === clusters.count;
  let count = clusters.count;
  if (apart) {
    count = 0;
    for (const [at, { homes, columns }] of tables.entries()) {
      const few = homes.length > columns.length ? await fewerRows(columns, breath) : columns;
      const start = count;
      count += few[0]!.length;
      tables[at] = { homes: few[0]!.map((_, g) => start + g), columns: few };
    }
  }
  const out: Float64Array[] = [];
  for (const target of targets) {
    if (breath.due()) await breath.take(0.6 + (0.4 * out.length) / targets.length);
    const sum = new Float64Array(count);
    const { levels, moves } = equationsOf(target, fits, terms);
    const slopes = slopesOf(inverse, moves);
    tables.forEach(({ homes, columns }, at) => {
      const periods = columns.length - terms.length;
      const level = levels.get(at);
      columns.forEach((column, t) => {
        const share = t < periods ? (level?.[t] ?? 0) : slopes[t - periods]!;
        if (share === 0) return;
        for (let g = 0; g < homes.length; g++) sum[homes[g]!] = sum[homes[g]!]! + share * column[g]!;
      });
    });
    out.push(sum);
  }
  return out;
};

/** A cohort's sums by cluster: of residuals in each period, then of residuals times each term. */
interface ResidualTable {
  /** which clusters these are */
  readonly homes: ArrayLike<number>;
  readonly columns: readonly Float64Array[];
}

const residualTables = (
  fits: readonly CohortFit[],
  { outcome: residuals, columns }: CohortSample,
  terms: readonly number[],
  { codes: clusters, count }: Levels,
): ResidualTable[] => {
  const place = new Int32Array(count).fill(-1);
  return fits.map(({ cohort: { from, to, period } }) => {
    const homes: number[] = [];
    for (let i = from; i < to; i++) {
      if (place[clusters[i]!] !== -1) continue;
      place[clusters[i]!] = homes.length;
      homes.push(clusters[i]!);
    }
    const room = (): Float64Array => new Float64Array(homes.length);
    const byPeriod = Array.from({ length: period.count }, room);
    for (let i = from; i < to; i++) {
      const column = byPeriod[period.codes[i - from]!]!;
      const at = place[clusters[i]!]!;
      column[at] = column[at]! + residuals[i]!;
    }
    const byTerm = terms.map((k) => {
      const x = columns[k]!;
      const sums = room();
      for (let i = from; i < to; i++) {
        const at = place[clusters[i]!]!;
        sums[at] = sums[at]! + x[i]! * residuals[i]!;
      }
      return sums;
    });
    for (const home of homes) place[home] = -1;
    return { homes, columns: [...byPeriod, ...byTerm] };
  });
};
