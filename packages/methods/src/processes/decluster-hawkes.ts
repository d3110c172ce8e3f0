import type { Rng } from '../random/seeded.ts';
import type { HawkesData, HawkesFit } from './fit-hawkes.ts';
import { causesOf } from './hawkes-causes.ts';
import { orderOf } from './order.ts';

/** Who caused whom, one plausible history and the most probable one; events in the order given. */
export interface HawkesFamilies {
  readonly kind: 'hawkes-families';
  /** probability of being background; NaN before the window */
  readonly backgroundProbability: Float64Array;
  /** most probable cause, −1 where background is more probable than any single one; −2 before the window */
  readonly likeliest: Int32Array;
  /** the probability of that */
  readonly probability: Float64Array;
  /** a cause drawn with its probability: −1 background, −2 before the window */
  readonly drawn: Int32Array;
  /** the number of an event's family in the drawn history: that of its first ancestor */
  readonly family: Int32Array;
}

/**
 * Stochastic declustering: each event is background, or the effect of one earlier event, with the probabilities that the
 * fitted intensities have. The background of one draw is a Poisson sample; repeat to see what varies.
 *
 * @param data the events that were fitted, in the same order
 * @throws Problem METHOD_LENGTHS_DIFFER
 *
 * O(pairs within reach). Source: Zhuang, Ogata & Vere-Jones (2002), JASA 97, equations 17–19.
 */
export const declusterHawkes = (data: HawkesData, fit: HawkesFit, rng: Rng): HawkesFamilies => {
  const n = data.t.length;
  const order = orderOf(data.t);
  const causes = causesOf(data, fit, order);
  const likeliest = new Int32Array(n).fill(-2);
  const drawn = new Int32Array(n).fill(-2);
  const family = new Int32Array(n);
  const probability = new Float64Array(n).fill(Number.NaN);
  for (let at = 0; at < n; at++) {
    const { count, source, weight } = causes(at);
    const event = order[at]!;
    family[event] = event;
    if (data.t[event]! < fit.window.t[0]) continue;
    const background = fit.backgroundProbability[event]!;
    let total = 0;
    for (let k = 0; k < count; k++) total += weight[k]!;
    let [best, bestShare] = [-1, background];
    let chosen = -1;
    // what is left of a uniform draw after the background's share, in units of the causes' weights
    let left = total > 0 ? ((rng.next() - background) / (1 - background)) * total : -1;
    for (let k = 0; k < count; k++) {
      const share = ((1 - background) * weight[k]!) / total;
      if (share > bestShare) [best, bestShare] = [order[source[k]!]!, share];
      if (left < 0) continue;
      left -= weight[k]!;
      chosen = order[source[k]!]!;
    }
    likeliest[event] = best;
    probability[event] = bestShare;
    drawn[event] = chosen;
    if (chosen >= 0) family[event] = family[chosen]!;
  }
  return {
    kind: 'hawkes-families',
    backgroundProbability: fit.backgroundProbability,
    likeliest,
    probability,
    drawn,
    family,
  };
};
