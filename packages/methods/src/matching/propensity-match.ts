import { logit } from '../effects/logit.ts';
import { type Insufficient, insufficient, isInsufficient } from '../insufficient.ts';
import { positive, wholeNumber } from '../problems.ts';
import { balanceTable, type CovariateBalance } from './balance.ts';
import { type Groups, groupsOf, type MatchingData } from './match-data.ts';
import { nearestFree } from './nearest-free.ts';

export interface PropensityOptions {
  /** controls for each treated unit, 1 when absent */
  readonly controls?: number | undefined;
  /** the farthest match, in standard deviations of the propensity's logit; 0.2 when absent (Austin 2011), Infinity for none */
  readonly caliper?: number | undefined;
  /** whether a control may serve several treated units; false when absent */
  readonly replacement?: boolean | undefined;
}

export interface Match {
  readonly kind: 'match';
  /** treated and control of each pair, by unit; empty for strata */
  readonly pairs: readonly { readonly treated: number; readonly control: number }[];
  /** per unit: 1 for matched treated ones, for controls their share in matches scaled to the matched controls, 0 for others */
  readonly weights: Float64Array;
  /** treated units without a match: the effect found is not theirs */
  readonly unmatched: Uint32Array;
  readonly before: readonly CovariateBalance[];
  readonly after: readonly CovariateBalance[];
}

export interface PropensityMatch extends Match {
  /** chance of being treated, by unit */
  readonly propensity: Float64Array;
}

/**
 * Controls that resemble the treated in what made treatment likely: nearest neighbours on the propensity score's logit, those
 * with the highest propensity first, within `exact` labels and a caliper.
 *
 * @returns pairs, weights and balance before and after, or `Insufficient`: `one-group`, `too-few-units`, `singular-design`,
 * `no-overlap` (covariates tell the groups apart perfectly), `no-match` within the caliper, `no-convergence`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(units · log units) after the logistic regression. Source: Rosenbaum & Rubin (1983), Biometrika 70(1); order and caliper:
 * Austin (2011), Pharmaceutical Statistics 10(2), and Ho et al. (2007), Political Analysis 15(3).
 */
export const propensityMatch = (
  data: MatchingData,
  { controls: ratio = 1, caliper = 0.2, replacement = false }: PropensityOptions = {},
): PropensityMatch | Insufficient => {
  wholeNumber('controls', ratio, 1, 1000);
  if (caliper !== Number.POSITIVE_INFINITY) positive('caliper', caliper);
  const groups = groupsOf(data);
  if (isInsufficient(groups)) return groups;
  const propensity = propensityOf(data, groups);
  if (isInsufficient(propensity)) return propensity;
  const score = propensity.map((p) => Math.log(p / (1 - p)));
  const reach = caliper === Number.POSITIVE_INFINITY ? caliper : caliper * pooledDeviation(score, groups);
  const pairs: { treated: number; control: number }[] = [];
  const first = Array.from(groups.treated).sort((a, b) => score[b]! - score[a]! || a - b);
  for (const controls of byStratum(groups.controls, groups.stratum).values()) {
    const own = first.filter((unit) => groups.stratum[unit] === groups.stratum[controls[0]!]);
    const nearest = nearestFree(controls, score, replacement);
    for (const unit of own)
      for (const control of nearest(score[unit]!, ratio, reach)) pairs.push({ treated: unit, control });
  }
  if (pairs.length === 0)
    return insufficient({
      reason: 'no-match',
      detail: 'No treated unit has a control within the caliper and its labels.',
      have: 0,
      need: 1,
    });
  const weights = weightsOf(groups.units, pairs);
  return {
    kind: 'match',
    pairs,
    weights,
    unmatched: Uint32Array.from(groups.treated.filter((unit) => weights[unit] === 0)),
    propensity,
    before: balanceTable(data, new Float64Array(groups.units).fill(1)),
    after: balanceTable(data, weights),
  };
};

const propensityOf = (
  { covariates }: MatchingData,
  { units, treated, controls }: Groups,
): Float64Array | Insufficient => {
  const columns = Object.values(covariates);
  if (units <= columns.length + 1)
    return insufficient({
      reason: 'too-few-units',
      detail: 'The propensity needs more units than covariates.',
      have: units,
      need: columns.length + 2,
    });
  const order = Int32Array.from([...treated, ...controls]);
  const x = [new Float64Array(units).fill(1), ...columns.map((values) => scaled(values, order))];
  const fit = logit(x, treated.length);
  if (typeof fit === 'string')
    return insufficient({
      reason: fit === 'singular' ? 'singular-design' : fit,
      detail: {
        singular: 'A covariate is constant, or a combination of others; leave it out.',
        'no-overlap':
          'The covariates tell treated and controls apart perfectly, so none resemble each other.',
        'no-convergence':
          'The propensity was not found; leave out covariates that nearly tell the groups apart.',
      }[fit],
      have: Math.min(treated.length, controls.length),
      need: columns.length + 1,
    });
  const propensity = new Float64Array(units);
  // a chance that rounds to 0 or 1 has no logit
  order.forEach((unit, i) => {
    propensity[unit] = Math.min(1 - 1e-15, Math.max(1e-15, fit.probability[i]!));
  });
  return propensity;
};

const scaled = (values: Float64Array, order: Int32Array): Float64Array => {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value - mean));
  return Float64Array.from(order, (unit) => (most > 0 ? (values[unit]! - mean) / most : 0));
};

const pooledDeviation = (score: Float64Array, { treated, controls }: Groups): number => {
  const variance = (units: Int32Array): number => {
    let mean = 0;
    for (const unit of units) mean += score[unit]! / units.length;
    let squares = 0;
    for (const unit of units) squares += (score[unit]! - mean) ** 2;
    return units.length > 1 ? squares / (units.length - 1) : 0;
  };
  return Math.sqrt((variance(treated) + variance(controls)) / 2);
};

const byStratum = (units: Int32Array, stratum: Int32Array): Map<number, number[]> => {
  const members = new Map<number, number[]>();
  for (const unit of units) {
    const group = members.get(stratum[unit]!);
    if (group) group.push(unit);
    else members.set(stratum[unit]!, [unit]);
  }
  return members;
};

/** A treated unit counts 1; its controls share 1 among them; all controls' weights then average 1. */
const weightsOf = (
  units: number,
  pairs: readonly { readonly treated: number; readonly control: number }[],
): Float64Array => {
  const partners = new Float64Array(units);
  for (const { treated } of pairs) partners[treated] = partners[treated]! + 1;
  const weights = new Float64Array(units);
  for (const { treated, control } of pairs) {
    weights[treated] = 1;
    weights[control] = weights[control]! + 1 / partners[treated]!;
  }
  const controls = new Set(pairs.map(({ control }) => control));
  let total = 0;
  for (const control of controls) total += weights[control]!;
  for (const control of controls) weights[control] = (weights[control]! * controls.size) / total;
  return weights;
};
