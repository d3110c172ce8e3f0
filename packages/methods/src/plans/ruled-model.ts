import type { Coverage } from './coverage.ts';
import { transposed } from './covering-problem.ts';
import { MixedModel } from './highs.ts';

/** Rules that a choice of sites must keep. */
export interface CoveringRules {
  /** pairs of sites too near each other to be both chosen */
  readonly pairs: readonly (readonly [number, number])[];
  /** the group of each demand point */
  readonly group: Int32Array;
  /** weight that must be covered in each group */
  readonly needs: Float64Array;
}

export interface RuledGoal {
  /** what is sought: covered weight (of all or one group), few sites, or as many groups served as can be */
  readonly seek: 'weight' | 'few-sites' | 'groups' | { readonly group: number };
  readonly choose: number;
}

/** The model with the sites' columns first, then one per demand point, then one per group where groups are sought. */
export const ruledModel = (
  { demands, sites, starts, covered }: Coverage,
  weights: Float64Array,
  { pairs, group, needs }: CoveringRules,
  { seek, choose }: RuledGoal,
): MixedModel => {
  const model = new MixedModel();
  for (let j = 0; j < sites; j++) model.column(seek === 'few-sites' ? 1 : 0, 1, true);
  const by = transposed({ starts, list: covered }, sites, demands);
  for (let i = 0; i < demands; i++) {
    const counts = seek === 'weight' || (typeof seek === 'object' && group[i] === seek.group);
    const y = model.column(counts ? weights[i]! : 0, 1, false);
    const entries: [number, number][] = [[y, 1]];
    for (let at = by.starts[i]!; at < by.starts[i + 1]!; at++) entries.push([by.list[at]!, -1]);
    model.row(Number.NEGATIVE_INFINITY, 0, entries);
  }
  if (seek !== 'few-sites')
    model.row(
      0,
      choose,
      Array.from({ length: sites }, (_, j) => [j, 1] as const),
    );
  for (const [one, other] of pairs)
    model.row(0, 1, [
      [one, 1],
      [other, 1],
    ]);
  if (typeof seek === 'object') return model;
  needs.forEach((need, g) => {
    if (need <= 0) return;
    const entries: [number, number][] = [];
    for (let i = 0; i < demands; i++)
      if (group[i] === g && weights[i]! > 0) entries.push([sites + i, weights[i]! / need]);
    if (seek === 'groups') entries.push([model.column(1, 1, true), -1]);
    model.row(seek === 'groups' ? 0 : 1, Number.POSITIVE_INFINITY, entries);
  });
  return model;
};
