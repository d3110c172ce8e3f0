import { drawCategory } from '../random/choose.ts';
import { seeded } from '../random/seeded.ts';
import type { EtasResult } from './etas.ts';
import { sourcesAt } from './likelihood.ts';
import { asVector, checkedCatalogue, type EtasEvents, type EtasOptions } from './model.ts';

/**
 * One random family tree of the events: each gets its parent with the probability the fit gives it. Draw several to see
 * which conclusions depend on the draw.
 *
 * @param events the events of the fit, in the same order, with the same options
 * @returns per event the position of the event that triggered it, −1 for background
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n²). Source: Zhuang, Ogata & Vere-Jones (2002), Journal of the American Statistical Association 97, algorithm B.
 */
export const etasParents = (
  events: EtasEvents,
  options: EtasOptions,
  fit: EtasResult,
  seed: number | bigint,
): Int32Array => {
  const catalogue = checkedCatalogue(events, options);
  const { n, x, y, time, order } = catalogue;
  const { c, p, q, logPeak, precision } = sourcesAt(catalogue, asVector(fit.parameters))!;
  const rng = seeded(seed);
  const parents = new Int32Array(n).fill(-1);
  const weights = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    weights[0] = fit.parameters.mu * fit.backgroundRate[order[i]!]!;
    for (let j = 0; j < i; j++) {
      const age = (time[i]! - time[j]!) / c;
      const z = ((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2) * precision[j]!;
      weights[j + 1] = age > 0 ? Math.exp(logPeak[j]! - p * Math.log1p(age) - q * Math.log1p(z)) : 0;
    }
    const drawn = drawCategory(rng, weights.subarray(0, i + 1));
    if (drawn > 0) parents[order[i]!] = order[drawn - 1]!;
  }
  return parents;
};
