import { Problem } from '@bluehelm/kernel/problem';
import { drawExponential } from '../random/continuous.ts';
import type { Rng } from '../random/seeded.ts';
import { assertSubcritical, processProblems } from './branching.ts';
import {
  type DelayKernel,
  type DistanceKernel,
  decayOf,
  delayTheta,
  distanceTheta,
} from './hawkes-kernels.ts';
import { checkWindow } from './hawkes-start.ts';
import type { HawkesEvents } from './simulate-hawkes.ts';
import type { ObservationWindow } from './window-mass.ts';

/** A process of m types as `fitHawkes` fits it, in a window. */
export interface ThinnedHawkes {
  readonly window: ObservationWindow;
  /** intensity of background events, per area and time */
  readonly background: (x: number, y: number, t: number, type: number) => number;
  /** by type: what `background` never exceeds */
  readonly backgroundMost: readonly number[];
  /** m × m: expected direct effects of type j (column) of one event of type i (row) */
  readonly branching: readonly (readonly number[])[];
  /** one, or one for each pair of types, at i · m + j */
  readonly delay: readonly DelayKernel[];
  readonly distance: readonly DistanceKernel[];
  /** an event with mark m has `factor(m)` times the effects; its mean over the draws should be 1 */
  readonly mark?: {
    readonly draw: (type: number, rng: Rng) => number;
    readonly factor: (mark: number) => number;
  };
}

// an event is forgotten when this share of its effects is still to come
const FORGOTTEN = 1e-9;

/**
 * Simulates a Hawkes process by thinning: between events the intensity only falls, so a candidate comes at the present
 * rate and is kept with the share that is left when it comes. Effects that fall outside the window are lost, with all
 * their own. Unlike simulation by branching it gives events in order as they happen and knows the intensity at each.
 *
 * @throws Problem PROCESS_EXPLOSIVE, PROCESS_MALFORMED, METHOD_VALUE_INVALID
 *
 * O(events · events still remembered). Sources: Lewis & Shedler (1979), Naval Research Logistics 26 (background);
 * Ogata (1981), IEEE Transactions on Information Theory 27.
 */
export const thinHawkes = (process: ThinnedHawkes, rng: Rng): HawkesEvents => {
  const { window, background, backgroundMost, branching, mark } = process;
  const m = backgroundMost.length;
  checkWindow(window);
  checkShape(process);
  assertSubcritical(branching);
  const [west, south] = [window.x[0], window.y[0]];
  const [width, height] = [window.x[1] - west, window.y[1] - south];
  const kernel = (i: number, j: number): number => (process.delay.length === 1 ? 0 : i * m + j);
  const delays = process.delay.map((one) => ({
    decay: decayOf(one.family),
    theta: Float64Array.from(delayTheta(one)),
  }));
  const distances = process.distance.map((one) => ({
    decay: decayOf(one.family),
    theta: Float64Array.from(distanceTheta(one)),
  }));
  const memory = Math.max(...delays.map(({ decay, theta }) => decay.quantile(1 - FORGOTTEN, theta, 0)));
  const ground = backgroundMost.map((most) => most * width * height);
  const groundTotal = ground.reduce((sum, rate) => sum + rate, 0);

  const found: {
    t: number;
    x: number;
    y: number;
    type: number;
    parent: number;
    mark: number;
    factor: number;
  }[] = [];
  let oldest = 0;
  const single = new Float64Array(1);
  const density = new Float64Array(3);
  /** the rate at which one event causes others of type j at time t */
  const rateOf = (i: number, j: number, t: number): number => {
    const event = found[i]!;
    const reaches = branching[event.type]![j]! * event.factor;
    if (reaches === 0) return 0;
    const { decay, theta } = delays[kernel(event.type, j)]!;
    single[0] = t - event.t;
    decay.tabulate(single, 0, 1, theta, 0, density);
    return reaches * density[0]!;
  };
  const totalAt = (t: number): number => {
    while (oldest < found.length && t - found[oldest]!.t > memory) oldest++;
    let sum = groundTotal;
    for (let i = oldest; i < found.length; i++) for (let j = 0; j < m; j++) sum += rateOf(i, j, t);
    return sum;
  };
  const happen = (t: number, x: number, y: number, type: number, parent: number): void => {
    const own = mark ? mark.draw(type, rng) : 0;
    found.push({ t, x, y, type, parent, mark: own, factor: mark ? mark.factor(own) : 1 });
  };

  let t = window.t[0];
  let bound = totalAt(t);
  while (bound > 0) {
    t += drawExponential(rng, 1 / bound);
    if (!(t < window.t[1])) break;
    const rate = totalAt(t);
    let place = rng.next() * bound;
    bound = rate;
    if (place >= rate) continue;
    // which part of the rate it belongs to: background by type, then the effects of each event remembered
    let type = 0;
    while (type < m && place >= ground[type]!) place -= ground[type++]!;
    if (type < m) {
      const [x, y] = [west + rng.next() * width, south + rng.next() * height];
      const share = background(x, y, t, type) / backgroundMost[type]!;
      if (!(share >= 0 && share <= 1 + 1e-9))
        throw tooHigh(type, share * backgroundMost[type]!, backgroundMost[type]!);
      if (rng.next() < share) happen(t, x, y, type, -1);
    } else {
      const [parent, kind] = causeOf(place, oldest, found.length, m, (i, j) => rateOf(i, j, t));
      const { x, y, type: parentType } = found[parent]!;
      const { decay, theta } = distances[kernel(parentType, kind)]!;
      const radius = Math.sqrt(decay.quantile(rng.next(), theta, 0));
      const angle = 2 * Math.PI * rng.next();
      const [px, py] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      if (px >= west && px <= window.x[1] && py >= south && py <= window.y[1])
        happen(t, px, py, kind, parent);
    }
    bound = totalAt(t);
  }
  return {
    t: Float64Array.from(found, (event) => event.t),
    x: Float64Array.from(found, (event) => event.x),
    y: Float64Array.from(found, (event) => event.y),
    type: Uint8Array.from(found, (event) => event.type),
    parent: Int32Array.from(found, (event) => event.parent),
    mark: Float32Array.from(found, (event) => event.mark),
  };
};

const causeOf = (
  place: number,
  oldest: number,
  end: number,
  types: number,
  rateOf: (i: number, j: number) => number,
): [number, number] => {
  let left = place;
  let last: [number, number] = [end - 1, 0];
  for (let i = oldest; i < end; i++)
    for (let j = 0; j < types; j++) {
      const rate = rateOf(i, j);
      if (rate === 0) continue;
      left -= rate;
      last = [i, j];
      if (left < 0) return last;
    }
  // rounding can leave a hair
  return last;
};

const checkShape = ({ backgroundMost, branching, delay, distance }: ThinnedHawkes): void => {
  const m = backgroundMost.length;
  const one = (length: number): boolean => length === 1 || length === m * m;
  if (
    m < 1 ||
    m > 256 ||
    branching.length !== m ||
    !one(delay.length) ||
    delay.length !== distance.length ||
    !backgroundMost.every((rate) => rate >= 0 && rate < Number.POSITIVE_INFINITY)
  )
    throw new Problem(
      processProblems.malformed,
      `${m} background rates, ${branching.length} rows of branching, ${delay.length} delays and ${distance.length} distances were given; m finite rates of at least 0, m rows, and 1 or m × m kernels of each kind were expected.`,
    );
};

const tooHigh = (type: number, value: number, most: number): Problem =>
  new Problem(
    processProblems.malformed,
    `The background of type ${type} is ${value} somewhere; 0 to ${most}, its backgroundMost, was expected.`,
  );
