export { type AllocateBudgetOptions, type AllocateBudgetResult, allocateBudget } from './allocate-budget.ts';
export { type AllocateUnitsOptions, type AllocateUnitsResult, allocateUnits } from './allocate-units.ts';
export { type Coverage, coverageOf, coverageWithin } from './coverage.ts';
export { loadSolver, type SolverSource } from './highs.ts';
export {
  type MaximalCoveringOptions,
  type MaximalCoveringResult,
  maximalCovering,
} from './maximal-covering.ts';
export { type PMedianOptions, type PMedianResult, planeDistances, pMedian } from './p-median.ts';
export type { Planned } from './planned.ts';
export { type RuledCoveringOptions, type RuledCoveringResult, ruledCovering } from './ruled-covering.ts';
export {
  type RouteInput,
  type TeamOrienteeringOptions,
  type TeamOrienteeringResult,
  teamOrienteering,
} from './team-orienteering.ts';
