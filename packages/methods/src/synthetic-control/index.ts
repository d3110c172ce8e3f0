export type { SyntheticControlData, SyntheticControlOptions } from './panel.ts';
export { LEAST_PLACEBOS, type PlaceboOptions, type Placebos, syntheticControlPlacebos } from './placebos.ts';
export * from './synthetic-control.ts';
