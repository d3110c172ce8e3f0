import { Problem } from '@bluehelm/kernel/problem';
import { chiSquaredUpperTail } from '../distributions/gamma.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { cholesky, isSingular } from '../linear-algebra/cholesky.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { methodProblems, numberWithin, sameLength, wholeNumber } from '../problems.ts';
import { aggregations } from './att-aggregation.ts';
import type { AttMethod } from './att-estimators.ts';
import { type EffectEstimate, estimateOf } from './coefficients.ts';
import { type ComparisonPanel, comparisonPanel, turnedPanel } from './comparison-panel.ts';
import { type CellOptions, type GroupTimeCell, groupTimeCell } from './group-time-cells.ts';
import { byCluster, type Influence, influenceProduct } from './influence.ts';
import { levelsOf, type PanelLabels } from './levels.ts';
import {
  type BootstrapOptions,
  multiplierBootstrap,
  simultaneousCriticalValue,
} from './multiplier-bootstrap.ts';
import { type StaggeredRows, staggeredPanel } from './staggered-panel.ts';

export interface CallawaySantAnnaOptions extends LongRun {
  /** doubly robust, outcome regression or inverse probability weighting; the same without covariates */
  readonly method: AttMethod;
  /** whom the treated are compared with; `not-yet-treated` counts the never treated in */
  readonly controls: 'never-treated' | 'not-yet-treated';
  /** periods before treatment compared with the one before (`varying`, the default) or with the last untreated one */
  readonly base?: 'varying' | 'universal' | undefined;
  /** how long before treatment its effect may begin, in units of the period; 0 by default */
  readonly anticipation?: number | undefined;
  /** one label a row, constant within units; without it every unit is its own cluster */
  readonly cluster?: PanelLabels | undefined;
  /**
   * how the overall average by groups allows for the groups' sizes being estimates. `as-did` (the default): the share
   * of the k-th group moves with the units of the group in the k-th row of effects, mostly the first, as in did 2.1.2;
   * `own`: each share moves with the units of its own group, as the paper has it. They differ by some thousandths
   */
  readonly groupShares?: 'as-did' | 'own' | undefined;
  /** standard errors and simultaneous bands by the multiplier bootstrap; analytic and pointwise without it */
  readonly bootstrap?: BootstrapOptions | undefined;
}

export interface GroupTimeEffect extends EffectEstimate {
  /** first treated period of the group */
  readonly group: number;
  readonly period: number;
  /** why there is no estimate */
  readonly why?: GroupTimeCell['why'];
}

export interface AverageEffect {
  readonly overall: EffectEstimate;
  /** by event time, group or period, in `at` */
  readonly by: readonly (EffectEstimate & { readonly at: number })[];
  /** of `by`, row by row */
  readonly covariance: Float64Array;
}

export interface CallawaySantAnnaResult {
  readonly kind: 'callaway-santanna';
  readonly effects: readonly GroupTimeEffect[];
  readonly simple: AverageEffect;
  readonly dynamic: AverageEffect;
  readonly group: AverageEffect;
  readonly calendar: AverageEffect;
  /** Wald's test that all effects before treatment are zero; undefined without such effects, or where they are as many as clusters or depend on each other */
  readonly pretrends: { statistic: number; degreesOfFreedom: number; p: number } | undefined;
  readonly units: number;
  /** units left out: not seen in every period */
  readonly incomplete: number;
  /** units left out: treated before there is a period to compare with */
  readonly alwaysTreated: number;
}

/**
 * The effect of a treatment that reaches groups at different times, on each group in each period, and its averages.
 *
 * @param rows units by periods, one entry a row; treatment once begun stays
 * @returns effects with standard errors, 95 % intervals (simultaneous over all of a list when bootstrapped) and
 * averages, or `Insufficient` without controls, treated units or a second period
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rows + groups · periods · units · covariates²), and O(draws · units · effects) for the bootstrap; without covariates,
 * clusters and bootstrap O(rows · periods + effects² · periods), as each group's units are first turned into few.
 * Source: Callaway & Sant'Anna (2021), J. Econometrics 225(2); estimators: Sant'Anna & Zhao (2020).
 */
export const callawaySantAnna = async (
  rows: StaggeredRows,
  options: CallawaySantAnnaOptions,
): Promise<CallawaySantAnnaResult | Insufficient> => {
  const { method, controls, base = 'varying', anticipation = 0, bootstrap, groupShares = 'as-did' } = options;
  numberWithin('anticipation', anticipation, 0);
  if (bootstrap) wholeNumber('bootstrap.draws', bootstrap.draws, 199, 99_999);
  const breath = breathing(options);
  const { panel: given, alwaysTreated } = comparisonPanel(staggeredPanel(rows), anticipation, controls);
  const lacking = refuse(given, controls);
  if (lacking) return lacking;
  const clusters = options.cluster && unitClusters(rows, options.cluster, given);
  const together = given.covariates.length === 0 && bootstrap === undefined && clusters === undefined;
  const panel = together ? await turnedPanel(given, breath) : given;
  const treated = panel.groups.filter(({ first }) => first !== Number.POSITIVE_INFINITY);

  const cells: GroupTimeCell[] = [];
  const cellOptions: CellOptions = { method, controls, base, anticipation };
  for (const group of treated)
    for (let at = base === 'varying' ? 1 : 0; at < panel.periods.length; at++) {
      if (breath.due()) await breath.take((0.8 * cells.length) / (treated.length * panel.periods.length));
      const cell = groupTimeCell(panel, group, at, cellOptions);
      if (cell) cells.push(cell);
    }
  const averages = aggregations(panel, cells, groupShares);
  if (!averages.simple || !averages.dynamic || !averages.group || !averages.calendar)
    return insufficient({
      reason: 'singular',
      detail:
        'No group has an effect that could be estimated: covariates are collinear among its controls, or tell treated and controls apart perfectly.',
      have: 0,
      need: 1,
    });

  const summed = <T extends Influence | undefined>(influence: T): T | Influence =>
    clusters && influence ? byCluster(influence, clusters) : influence;
  const count = clusters?.count ?? panel.units;
  const lists = [averages.simple, averages.dynamic, averages.group, averages.calendar];
  const own = cells.map(({ influence }) => summed(influence));
  const families = [
    own,
    ...lists.flatMap(({ overall, by }) => [
      [summed(overall.influence)],
      by.map(({ influence }) => summed(influence)),
    ]),
  ];
  const uncertain = await uncertainties(families, count, bootstrap, options);
  const average = (at: number): AverageEffect => {
    const [whole, parts] = [uncertain[1 + 2 * at]!, uncertain[2 + 2 * at]!];
    const { overall, by } = lists[at]!;
    return {
      overall: estimateOf('overall', overall.estimate, whole.errors[0]!, whole.reach),
      by: by.map((one, k) => ({
        at: one.at,
        ...estimateOf(String(one.at), one.estimate, parts.errors[k]!, parts.reach),
      })),
      covariance: covarianceOf(families[2 + 2 * at]!, count),
    };
  };
  return {
    kind: 'callaway-santanna',
    effects: cells.map(({ group, at, att, why }, k) => ({
      group: group.first,
      period: panel.periods[at]!,
      ...estimateOf(
        `${group.first}, ${panel.periods[at]!}`,
        att,
        uncertain[0]!.errors[k]!,
        uncertain[0]!.reach,
      ),
      ...(why ? { why } : {}),
    })),
    simple: average(0),
    dynamic: average(1),
    group: average(2),
    calendar: average(3),
    pretrends: pretrendsOf(panel, cells, own, count),
    units: panel.units,
    incomplete: panel.incomplete,
    alwaysTreated,
  };
};

const refuse = (
  { periods, groups }: ComparisonPanel,
  controls: CallawaySantAnnaOptions['controls'],
): Insufficient | undefined => {
  const treated = groups.filter(({ first }) => first !== Number.POSITIVE_INFINITY).length;
  if (treated === 0)
    return insufficient({
      reason: 'no-treated',
      detail: 'No group is first treated after a period without treatment and beside units still untreated.',
      have: 0,
      need: 1,
    });
  if (treated === groups.length)
    return insufficient({
      reason: 'no-never-treated',
      detail:
        controls === 'never-treated'
          ? 'No unit is never treated. Compare with the not yet treated, whose last group then serves as the control.'
          : 'No unit is untreated long enough to be compared with.',
      have: 0,
      need: 1,
    });
  return periods.length < 2
    ? insufficient({
        reason: 'too-few-periods',
        detail: 'A change needs two periods.',
        have: periods.length,
        need: 2,
      })
    : undefined;
};

const unitClusters = (
  { unit }: StaggeredRows,
  cluster: PanelLabels,
  { unitLabels }: ComparisonPanel,
): { codes: Uint32Array; count: number } => {
  sameLength({ unit, cluster });
  const home = new Map<number, number>();
  for (let i = 0; i < unit.length; i++) {
    const known = home.get(unit[i]!);
    if (known === undefined) home.set(unit[i]!, cluster[i]!);
    else if (known !== cluster[i])
      throw new Problem(
        methodProblems.value,
        `cluster[${i}] is ${cluster[i]}, but ${known} in an earlier row of unit ${unit[i]}; one was expected.`,
      );
  }
  return levelsOf(
    'cluster',
    unitLabels.map((label) => home.get(label)!),
  );
};

interface Uncertainty {
  readonly errors: readonly number[];
  /** standard errors on either side of a 95 % interval */
  readonly reach: number;
}

/** By family: estimates whose bands shall hold together. */
const uncertainties = async (
  families: readonly (readonly (Influence | undefined)[])[],
  count: number,
  bootstrap: BootstrapOptions | undefined,
  longRun: LongRun,
): Promise<Uncertainty[]> => {
  if (!bootstrap)
    return families.map((family) => ({
      errors: family.map((one) => (one ? Math.sqrt(influenceProduct(one, one)) / count : Number.NaN)),
      reach: normalQuantile(0.975),
    }));
  const columns = families.flat().filter((one) => one !== undefined);
  const boot = await multiplierBootstrap(
    columns.map(({ values }) => values),
    bootstrap,
    longRun,
  );
  let next = 0;
  return families.map((family) => {
    const places = family.map((one) => (one ? next++ : -1));
    return {
      errors: places.map((place) => (place < 0 ? Number.NaN : boot.standardErrors[place]!)),
      reach: simultaneousCriticalValue(
        boot,
        places.filter((place) => place >= 0),
        count,
      ),
    };
  });
};

const covarianceOf = (influences: readonly (Influence | undefined)[], count: number): Float64Array => {
  const size = influences.length;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const one = influences[i];
      const other = influences[j];
      const value = one && other ? influenceProduct(one, other) / count ** 2 : 0;
      covariance[i * size + j] = value;
      covariance[j * size + i] = value;
    }
  return covariance;
};

const pretrendsOf = (
  { periods }: ComparisonPanel,
  cells: readonly GroupTimeCell[],
  influences: readonly (Influence | undefined)[],
  count: number,
): CallawaySantAnnaResult['pretrends'] => {
  const before = [...cells.keys()].filter(
    (k) => influences[k] && periods[cells[k]!.at]! < cells[k]!.group.first,
  );
  if (before.length === 0 || before.length >= count) return undefined;
  const some = before.map((k) => influences[k]);
  const root = cholesky(covarianceOf(some, count), before.length);
  if (isSingular(root)) return undefined;
  const att = Float64Array.from(before, (k) => cells[k]!.att);
  const statistic = root.solve(att).reduce((sum, value, k) => sum + value * att[k]!, 0);
  return {
    statistic,
    degreesOfFreedom: before.length,
    p: chiSquaredUpperTail(statistic, before.length),
  };
};
