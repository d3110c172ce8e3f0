import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, numberWithin, positive, sameLength, wholeNumber } from '../problems.ts';
import type { HawkesData, HawkesOptions } from './fit-hawkes.ts';
import { delayTheta, distanceTheta } from './hawkes-kernels.ts';
import type { HawkesLayout } from './hawkes-layout.ts';
import type { ObservationWindow } from './window-mass.ts';

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const checkHawkes = ({ t, x, y, type, mark }: HawkesData, options: HawkesOptions): void => {
  const { window, reach, types = 256 } = options;
  sameLength({ t, x, y, type, mark });
  for (const [name, values] of Object.entries({ t, x, y, mark })) if (values) allFinite(name, values);
  checkWindow(window);
  positive('reach.time', reach.time);
  positive('reach.distance', reach.distance);
  wholeNumber('types', types, 1, 256);
  numberWithin('level', options.level ?? 0.95, 0.5, 0.9999);
  wholeNumber('iterations', options.iterations ?? 500, 1, 100_000);
  numberWithin('tolerance', options.tolerance ?? 0, 0, 0.1);
  numberWithin('exactPairs', options.exactPairs ?? 0, 0);
  for (let i = 0; i < t.length; i++) {
    if (x[i]! < window.x[0] || x[i]! > window.x[1] || y[i]! < window.y[0] || y[i]! > window.y[1])
      throw outside(i, `(${x[i]}, ${y[i]})`, 'the rectangle of the window');
    if (t[i]! > window.t[1]) throw outside(i, `time ${t[i]}`, `the time up to ${window.t[1]}`);
    if (type && type[i]! >= types)
      throw new Problem(methodProblems.value, `type[${i}] is ${type[i]}; 0 to ${types - 1} were expected.`);
  }
};

/** @throws Problem METHOD_VALUE_INVALID */
export const checkWindow = (window: ObservationWindow): void => {
  for (const [name, [from, to]] of Object.entries(window))
    if (!(from < to && Number.isFinite(to - from)))
      throw new Problem(
        methodProblems.value,
        `window.${name} is from ${from} to ${to}; a finite range was expected.`,
      );
};

const outside = (i: number, where: string, what: string): Problem =>
  new Problem(methodProblems.value, `Event ${i} lies at ${where}, outside ${what}.`, {
    mend: 'Leave out what was not watched, or widen the window to what was.',
  });

/** Marks less the mean of their type, so that the branching matrix is that of an average event. */
export const centredMarks = (
  marks: Float64Array,
  type: Uint8Array,
  types: number,
): { marks: Float64Array; means: Float64Array } => {
  const sums = new Float64Array(types);
  const counts = new Float64Array(types);
  for (let i = 0; i < marks.length; i++) {
    sums[type[i]!]! += marks[i]!;
    counts[type[i]!]! += 1;
  }
  const means = sums.map((sum, c) => sum / counts[c]!);
  return { marks: marks.map((mark, i) => mark - means[type[i]!]!), means };
};

/** The first parameters: half of the events background, and what the options say. */
export const startTheta = (
  { start = {}, reach, delay = 'exponential', distance = 'gaussian' }: HawkesOptions,
  layout: HawkesLayout,
  baseline: Float64Array,
  eventsPerType: Float64Array,
): Float64Array => {
  const { types, groups } = layout;
  const theta = new Float64Array(layout.size);
  const backgroundSize = layout.branchingAt / types;
  const total = baseline.reduce((sum, value) => sum + value, 0);
  for (let c = 0; c < types; c++) theta[c * backgroundSize] = Math.log((0.5 * eventsPerType[c]!) / total);
  const branching = positive('start.branching', start.branching ?? 0.2 / types);
  for (let k = 0; k < types * types; k++) theta[layout.branchingAt + k] = Math.log(branching);
  const { time, distance: far } = reach;
  const inTime = delayTheta(
    start.delay ??
      (delay === 'exponential' ? { family: delay, rate: 5 / time } : { family: delay, c: time / 20, p: 2 }),
  );
  const inSpace = distanceTheta(
    start.distance ??
      (distance === 'gaussian'
        ? { family: distance, sigma: far / 5 }
        : { family: distance, d: far / 5, q: 2 }),
  );
  if (inTime.length !== layout.delay.size || inSpace.length !== layout.distance.size)
    throw new Problem(methodProblems.value, 'start has a kernel of another family than the model.');
  for (let g = 0; g < groups; g++) {
    theta.set(inTime, layout.delayAt + g * inTime.length);
    theta.set(inSpace, layout.distanceAt + g * inSpace.length);
  }
  return theta;
};
