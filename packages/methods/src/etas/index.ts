export { etasParents } from './decluster.ts';
export { ETAS_LEAST_EVENTS, type EtasResult, etas } from './etas.ts';
export type { EtasEvents, EtasOptions, EtasParameters } from './model.ts';
