export {
  ENDEMIC_EPIDEMIC_LEAST_EVENTS,
  type EndemicEpidemicResult,
  endemicEpidemic,
} from './endemic-epidemic.ts';
export type {
  Covariates,
  EndemicEpidemicOptions,
  EndemicGrid,
  EpidemicEvents,
  SpaceInteraction,
  TimeInteraction,
} from './model.ts';
export type { MeanOffspring, Reproduction } from './reproduction.ts';
