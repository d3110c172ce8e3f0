import type { EmEnd, EmOptions } from './squarem.ts';
import { farthest, SLACK } from './squarem.ts';

export interface AndersonOptions extends Omit<EmOptions, 'acceleration'> {
  /** whether an iteration never lowers the likelihood */
  readonly climbs: boolean;
}

/** Steps taken so far and what each changed of the EM iteration's own step: all that is known of its curvature. */
export interface Secants {
  readonly steps: Float64Array[];
  readonly changes: Float64Array[];
}

// the further back, the less a secant tells of the place reached
const MOST_SECANTS = 12;
// a change that the newer ones all but explain says nothing new
const LEAST_NEW = 1e-2;
// while iterations change parameters by more than that, their path says little of its end
const NEAR = 0.3;
// where the iteration is no climb of the likelihood, its fixed point lies a little below the summit: a leap may lower
// the likelihood so much, relatively, unless that makes the iteration's own step so much longer
const MOST_FALLEN = 1e-5;
const MOST_LONGER = 2;
// no leap changes a parameter more than e-fold
const FARTHEST_LEAP = 1;

/**
 * EM iterations in leaps by Anderson's mixing: Walker & Ni (2011), SIAM J. Numer. Anal. 49, restarted by EM's own step
 * where a leap lowers the likelihood, as in Henderson & Varadhan (2019), J. Comput. Graph. Statist. 28. One pass a leap.
 *
 * @param secants what is known before, of this likelihood or of one much like it; grows
 */
export const andersonEm = async (
  evaluate: (theta: Float64Array, share: number) => Promise<EmEnd['evaluation']>,
  start: Float64Array,
  { mostPasses, tolerance, counts, climbs }: AndersonOptions,
  secants: Secants = { steps: [], changes: [] },
): Promise<EmEnd> => {
  let passes = 0;
  let theta = start;
  let here = await evaluate(theta, 0);
  for (;;) {
    passes++;
    const { next } = here;
    const active = counts(here);
    const converged = farthest(theta, next, active) <= tolerance;
    if (converged || passes >= mostPasses) return { theta: next, evaluation: here, passes, converged };
    const leapt = farthest(theta, next, active) < NEAR ? leap(theta, next, active, secants) : undefined;
    let place = leapt ?? next;
    let there = await evaluate(place, passes / (mostPasses + 5));
    const fallen = (here.logLikelihood - there.logLikelihood) / Math.abs(here.logLikelihood);
    const nearer = farthest(place, there.next, active) < MOST_LONGER * farthest(theta, next, active);
    if (leapt && !(fallen <= SLACK || (!climbs && fallen < MOST_FALLEN && nearer))) {
      for (const list of [secants.steps, secants.changes]) list.length = 0;
      if (++passes >= mostPasses) return { theta: next, evaluation: here, passes, converged: false };
      place = next;
      there = await evaluate(place, passes / (mostPasses + 5));
    }
    const [from, before, after] = [theta, next, there];
    secants.steps.unshift(place.map((value, k) => value - from[k]!));
    secants.changes.unshift(place.map((value, k) => after.next[k]! - value - (before[k]! - from[k]!)));
    for (const list of [secants.steps, secants.changes]) if (list.length > MOST_SECANTS) list.pop();
    [theta, here] = [place, there];
  }
};

/** Where the secants together expect that an iteration changes nothing more; undefined without secants. */
const leap = (
  theta: Float64Array,
  next: Float64Array,
  active: Uint8Array,
  { steps, changes }: Secants,
): Float64Array | undefined => {
  const rest = next.map((value, k) => (active[k] ? value - theta[k]! : 0));
  const to = next.slice();
  // changes made orthogonal, the newest first, and the steps with them
  const axes: { change: Float64Array; step: Float64Array }[] = [];
  for (const [at, raw] of changes.entries()) {
    const change = raw.map((value, k) => (active[k] ? value : 0));
    const step = steps[at]!.slice();
    const length = Math.sqrt(dot(change, change));
    for (const axis of axes) {
      const along = dot(axis.change, change);
      for (let k = 0; k < step.length; k++) {
        change[k]! -= along * axis.change[k]!;
        step[k]! -= along * axis.step[k]!;
      }
    }
    const left = Math.sqrt(dot(change, change));
    if (!(left > LEAST_NEW * length)) continue;
    const axis = { change: change.map((value) => value / left), step: step.map((value) => value / left) };
    axes.push(axis);
    const along = dot(axis.change, rest);
    for (let k = 0; k < to.length; k++) {
      rest[k]! -= along * axis.change[k]!;
      if (active[k]) to[k]! -= along * (axis.step[k]! + axis.change[k]!);
    }
  }
  if (axes.length === 0) return undefined;
  const longest = farthest(theta, to, active);
  const shorter = Math.min(1, FARTHEST_LEAP / longest);
  return to.map((value, k) => (active[k] ? theta[k]! + shorter * (value - theta[k]!) : value));
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
};
