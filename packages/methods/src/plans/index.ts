export { type Coverage, coverageOf, coverageWithin } from './coverage.ts';
export {
  type MaximalCoveringOptions,
  type MaximalCoveringResult,
  maximalCovering,
} from './maximal-covering.ts';
export type { Planned } from './planned.ts';
