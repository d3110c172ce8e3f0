import { Problem } from '@bluehelm/kernel/problem';
import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, methodProblems, positive, sameLength } from '../problems.ts';
import type { Kernel } from './kernels.ts';
import type { Extent } from './raster.ts';

/**
 * What is done about the part of a kernel that falls outside the window, where no event could be seen.
 * `uniform`: each place is divided by the share of its kernel inside, which is unbiased for an even pattern.
 * `diggle`: each event is divided by the share of its own kernel inside, so that the surface adds to the number of
 * events. Jones (1993); Diggle (1985).
 */
export type EdgeCorrection = 'none' | 'uniform' | 'diggle';

/** What all density functions take. */
export interface DensityOptions {
  /** standard deviation of the kernel along each axis, in the unit of the coordinates; or one for each event */
  readonly bandwidth: number | Float64Array;
  /** default `gaussian` */
  readonly kernel?: Kernel | undefined;
  /** what each event counts, ≥ 0; default 1 */
  readonly weights?: Float64Array | undefined;
  /** default `uniform`, with a bandwidth for each event `diggle` */
  readonly edge?: EdgeCorrection | undefined;
}

/** Options with everything said, and only the events inside the window. */
export interface DensityInput {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly bandwidth: number | Float64Array;
  readonly kernel: Kernel;
  readonly weights: Float64Array | undefined;
  readonly edge: EdgeCorrection;
  /** events left out because they lie outside the window */
  readonly outside: number;
  /** number of each kept event in the input; undefined when all are kept */
  readonly kept: Uint32Array | undefined;
}

/**
 * Checks events and options and leaves out the events outside the window.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 */
export const densityInput = (
  x: Float64Array,
  y: Float64Array,
  options: DensityOptions,
  window: Extent | undefined,
): DensityInput | Insufficient => {
  const { bandwidth, kernel = 'gaussian', weights } = options;
  const varies = typeof bandwidth !== 'number';
  const edge = options.edge ?? (window === undefined ? 'none' : varies ? 'diggle' : 'uniform');
  checkEvents(x, y, weights);
  if (varies) {
    sameLength({ x, bandwidth });
    for (let i = 0; i < bandwidth.length; i++) positive(`bandwidth[${i}]`, bandwidth[i]!);
    if (edge === 'uniform')
      throw new Problem(
        methodProblems.value,
        'edge is uniform and every event has its own bandwidth; diggle or none was expected, for a place has no bandwidth.',
      );
  } else positive('bandwidth', bandwidth);
  if (edge !== 'none' && window === undefined)
    throw new Problem(methodProblems.value, `edge is ${edge} and no window is given; both were expected.`);
  const kept = window && insideOf(x, y, window);
  const take = (values: Float64Array): Float64Array =>
    kept === undefined ? values : Float64Array.from(kept, (i) => values[i]!);
  const count = kept?.length ?? x.length;
  if (count === 0)
    return insufficient({
      reason: 'no-events',
      detail: x.length === 0 ? 'There are no events.' : 'All events lie outside the window.',
      have: 0,
      need: 1,
    });
  return {
    x: take(x),
    y: take(y),
    bandwidth: varies ? take(bandwidth) : bandwidth,
    kernel,
    weights: weights && take(weights),
    edge,
    outside: x.length - count,
    kept,
  };
};

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const checkEvents = (x: Float64Array, y: Float64Array, weights?: Float64Array): void => {
  sameLength({ x, y, weights });
  allFinite('x', x);
  allFinite('y', y);
  if (weights === undefined) return;
  allFinite('weights', weights);
  const below = weights.findIndex((weight) => weight < 0);
  if (below >= 0)
    throw new Problem(
      methodProblems.value,
      `weights[${below}] is ${weights[below]}; a number of at least 0 was expected.`,
    );
};

/** The numbers of the events inside, bounds included; undefined when all are. */
export const insideOf = (
  x: Float64Array,
  y: Float64Array,
  { xMin, xMax, yMin, yMax }: Extent,
): Uint32Array | undefined => {
  const inside = (i: number): boolean => x[i]! >= xMin && x[i]! <= xMax && y[i]! >= yMin && y[i]! <= yMax;
  let count = 0;
  for (let i = 0; i < x.length; i++) if (inside(i)) count++;
  if (count === x.length) return undefined;
  const kept = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < x.length; i++) if (inside(i)) kept[at++] = i;
  return kept;
};
