import type { Breath } from '../long-run.ts';
import { demeanByManyWays } from './demean-many-ways.ts';
import { demeanByLevels } from './demean-one-way.ts';
import { demeanByGradients } from './demean-two-ways-by-gradients.ts';
import { type DirectPlan, demeanDirectly, directPlan } from './demean-two-ways-directly.ts';
import type { Demeaner } from './demeaner.ts';
import type { Levels } from './levels.ts';

/** What stays the same when only the weights change from one demeaner to the next. */
interface WithinPlan {
  demeaner(weights: Float64Array | undefined, breath: Breath): Promise<Demeaner>;
}

/**
 * Chooses the method by the shape of the data: one effect by its means; two by solving for the smaller one's levels
 * directly, or by conjugate gradients where that system is too large; three and more by accelerated projections.
 */
export const withinPlan = (effects: readonly Levels[], weighted: boolean): WithinPlan => {
  if (effects.length === 0) return { demeaner: async () => ({ demean: async () => true }) };
  if (effects.length === 1) return { demeaner: async (weights) => demeanByLevels(effects[0]!, weights) };
  if (effects.length > 2) return { demeaner: async (weights) => demeanByManyWays(effects, weights) };
  const [first, second] = effects as [Levels, Levels];
  const [many, few] = first.count >= second.count ? [first, second] : [second, first];
  const plan: DirectPlan | undefined = directPlan(many, few, weighted);
  return {
    demeaner: async (weights, breath) =>
      plan === undefined ? demeanByGradients(many, few, weights) : demeanDirectly(plan, weights, breath),
  };
};
