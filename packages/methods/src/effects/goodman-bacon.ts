import { type Insufficient, insufficient } from '../insufficient.ts';
import { type StaggeredRows, staggeredPanel, type TreatmentGroup } from './staggered-panel.ts';

/** One comparison of two groups over the periods in which only one of them changes treatment. */
export interface BaconComparison {
  /** first treated period of the group whose treatment changes */
  readonly treated: number;
  /** that of the group it is compared with: `Infinity` never, `-Infinity` from before the first period */
  readonly control: number;
  /** `later-vs-earlier` and `later-vs-always` use units already treated as controls: effects that grow bias them */
  readonly type: 'treated-vs-never' | 'earlier-vs-later' | 'later-vs-earlier' | 'later-vs-always';
  /** difference in differences of the two groups alone */
  readonly estimate: number;
  /** share in the two-way fixed effects estimate */
  readonly weight: number;
}

export interface GoodmanBaconResult {
  readonly kind: 'goodman-bacon';
  /** the two-way fixed effects estimate: the sum of weight · estimate */
  readonly estimate: number;
  readonly comparisons: readonly BaconComparison[];
  /** by type of comparison, those that occur */
  readonly types: readonly {
    readonly type: BaconComparison['type'];
    /** weighted mean */
    readonly estimate: number;
    readonly weight: number;
  }[];
}

/**
 * Which comparisons a two-way fixed effects estimate of a staggered treatment averages, and how much each counts.
 *
 * @param rows a balanced panel, one entry a row; covariates are not allowed for
 * @returns the comparisons, or `Insufficient` for an unbalanced panel or fewer than two groups
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rows + groups² · periods). Source: Goodman-Bacon (2021), J. Econometrics 225(2), theorem 1, equations 7 to 10.
 */
export const goodmanBacon = (rows: Omit<StaggeredRows, 'covariates'>): GoodmanBaconResult | Insufficient => {
  const { outcomes, periods, groups, units, incomplete } = staggeredPanel({ ...rows, covariates: undefined });
  if (incomplete > 0)
    return insufficient({
      reason: 'unbalanced-panel',
      detail: 'The decomposition holds for panels in which every unit is seen in every period.',
      have: units,
      need: units + incomplete,
    });
  const sides = groups.map((group) => side(group, outcomes, periods, units));
  const changing = sides.filter(({ share }) => share > 0 && share < 1);
  if (changing.length === 0 || merged(sides).length < 2)
    return insufficient({
      reason: 'no-variation',
      detail: 'Treatment must change in some group and not at the same time in another.',
      have: merged(sides).length,
      need: 2,
    });
  const comparisons = merged(sides).flatMap((one, at, all) =>
    all.slice(at + 1).flatMap((other) => compare(one, other)),
  );
  const total = comparisons.reduce((sum, { weight }) => sum + weight, 0);
  const shares = comparisons.map((one) => ({ ...one, weight: one.weight / total }));
  return {
    kind: 'goodman-bacon',
    estimate: shares.reduce((sum, one) => sum + one.weight * one.estimate, 0),
    comparisons: shares,
    types: (['treated-vs-never', 'earlier-vs-later', 'later-vs-earlier', 'later-vs-always'] as const)
      .map((type) => {
        const of = shares.filter((one) => one.type === type);
        const weight = of.reduce((sum, one) => sum + one.weight, 0);
        return {
          type,
          weight,
          estimate: of.reduce((sum, one) => sum + (one.weight * one.estimate) / weight, 0),
        };
      })
      .filter(({ weight }) => weight > 0),
  };
};

/** A group: its share of units, of periods treated, and its mean outcome up to each period. */
interface Side {
  readonly first: number;
  /** index of the first treated period */
  readonly start: number;
  readonly size: number;
  /** share of periods treated */
  readonly share: number;
  /** mean outcome by period */
  readonly means: Float64Array;
}

const side = (
  { first, from, to }: TreatmentGroup,
  outcomes: readonly Float64Array[],
  periods: Float64Array,
  units: number,
): Side => {
  const means = Float64Array.from(outcomes, (values) => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i]!;
    return sum / (to - from);
  });
  const after = periods.findIndex((period) => period >= first);
  const start = after < 0 ? periods.length : after;
  return {
    first: start === 0 ? Number.NEGATIVE_INFINITY : first,
    start,
    size: (to - from) / units,
    share: 1 - start / periods.length,
    means,
  };
};

/** Groups treated in the same periods of those seen are one: all of the always treated among them. */
const merged = (sides: readonly Side[]): Side[] => {
  const out: Side[] = [];
  for (const one of sides) {
    const same = out.findIndex(({ start }) => start === one.start);
    if (same < 0) out.push(one);
    else {
      const { size, means, ...rest } = out[same]!;
      const all = size + one.size;
      out[same] = {
        ...rest,
        size: all,
        means: means.map((mean, t) => (mean * size + one.means[t]! * one.size) / all),
      };
    }
  }
  return out;
};

/** @param early treated first @param late treated after it, or never */
const compare = (early: Side, late: Side): BaconComparison[] => {
  const both = early.size + late.size;
  const balance = (early.size * late.size) / both ** 2;
  const T = early.means.length;
  const change = ({ means }: Side, from: number, start: number, to: number): number =>
    meanOf(means, start, to) - meanOf(means, from, start);
  const found = (
    type: BaconComparison['type'],
    [treated, control]: readonly [Side, Side],
    [from, start, to]: readonly [number, number, number],
    weight: number,
  ): BaconComparison => ({
    treated: treated.first,
    control: control.first,
    type,
    estimate: change(treated, from, start, to) - change(control, from, start, to),
    weight: both ** 2 * balance * weight,
  });
  if (early.start === 0 && late.start === T) return [];
  if (late.start === T)
    return [found('treated-vs-never', [early, late], [0, early.start, T], early.share * (1 - early.share))];
  if (early.start === 0)
    return [found('later-vs-always', [late, early], [0, late.start, T], late.share * (1 - late.share))];
  const between = early.share - late.share;
  return [
    found('earlier-vs-later', [early, late], [0, early.start, late.start], between * (1 - early.share)),
    found('later-vs-earlier', [late, early], [early.start, late.start, T], between * late.share),
  ];
};

const meanOf = (values: Float64Array, from: number, to: number): number => {
  let sum = 0;
  for (let t = from; t < to; t++) sum += values[t]!;
  return sum / (to - from);
};
