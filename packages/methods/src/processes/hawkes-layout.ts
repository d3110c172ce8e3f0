import type { Decay } from './decay.ts';
import type { OrderedEvents, Reach } from './earlier-events.ts';
import type { ObservationWindow, WindowMass } from './window-mass.ts';

/**
 * What of an event's influence is counted as watched. `window`: the part inside the window and within reach, in every
 * parameter. `end`: only that late events had less time, and only in the branching matrix, as in Mohler (2011).
 * `none`: all of it.
 */
export type HawkesEdges = 'window' | 'end' | 'none';

/** Where each parameter stands in the vector of logarithms. */
export interface HawkesLayout {
  readonly types: number;
  readonly size: number;
  /** log branching of i → j at branchingAt + i · types + j; the background's coefficients come before */
  readonly branchingAt: number;
  readonly delayAt: number;
  readonly distanceAt: number;
  readonly markAt?: number;
  /** number of kernels: 1, or one for each pair of types */
  readonly groups: number;
  readonly groupOfPair: Uint8Array;
  readonly delay: Decay;
  readonly distance: Decay;
  readonly edges: HawkesEdges;
  /** the place of parameter p of a kernel, those of the delay before those of the distance */
  kernelIndex(group: number, p: number): number;
}

export interface HawkesModelParts {
  readonly events: OrderedEvents;
  readonly window: ObservationWindow;
  readonly reach: Reach;
  readonly layout: HawkesLayout;
  /** 1 for events in the window, 0 for those before it, which only cause */
  readonly isTarget: Uint8Array;
  readonly windowMass: WindowMass;
  /** marks less the mean of the event's type */
  readonly marks?: Float64Array;
}

export const hawkesLayout = (
  types: number,
  backgroundSize: number,
  delay: Decay,
  distance: Decay,
  kernels: 'shared' | 'pairs',
  marked: boolean,
  edges: HawkesEdges,
): HawkesLayout => {
  const groups = kernels === 'shared' ? 1 : types * types;
  const branchingAt = types * backgroundSize;
  const delayAt = branchingAt + types * types;
  const distanceAt = delayAt + groups * delay.size;
  const markAt = distanceAt + groups * distance.size;
  return {
    types,
    size: markAt + (marked ? 1 : 0),
    branchingAt,
    delayAt,
    distanceAt,
    ...(marked ? { markAt } : {}),
    groups,
    groupOfPair: Uint8Array.from({ length: types * types }, (_, k) => (kernels === 'shared' ? 0 : k)),
    delay,
    distance,
    edges,
    kernelIndex: (group, p) =>
      p < delay.size ? delayAt + group * delay.size + p : distanceAt + group * distance.size + p - delay.size,
  };
};
