export * from './branching.ts';
export * from './decluster-hawkes.ts';
export {
  fitHawkes,
  HAWKES_LEAST_EVENTS,
  type HawkesData,
  type HawkesFit,
  type HawkesOptions,
  type HawkesStart,
} from './fit-hawkes.ts';
export type { HawkesBackground } from './hawkes-background.ts';
export type { HawkesEstimate } from './hawkes-estimates.ts';
export type { DelayKernel, DistanceKernel } from './hawkes-kernels.ts';
export type { HawkesEdges } from './hawkes-layout.ts';
export * from './hawkes-residuals.ts';
export * from './simulate-hawkes.ts';
export * from './thin-hawkes.ts';
export type { Uniformity } from './uniformity.ts';
export type { ObservationWindow } from './window-mass.ts';
