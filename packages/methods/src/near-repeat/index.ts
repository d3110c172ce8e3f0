export type { Metric } from '../cells/close-pairs.ts';
export { SPACE_TIME_LEAST_EVENTS } from './checked.ts';
export * from './knox.ts';
export * from './near-repeat.ts';
export type { Permutations, SpaceTimeRun } from './space-time-counts.ts';
export * from './space-time-k.ts';
