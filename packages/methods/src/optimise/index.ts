export { type MinimiseOptions, type Minimum, minimise } from './bfgs.ts';
export { hessianOf } from './hessian.ts';
export type { Objective, Visited } from './objective.ts';
