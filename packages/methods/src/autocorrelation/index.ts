export { AUTOCORRELATION_LEAST_PLACES, type Inference, type Permuted } from './checked.ts';
export * from './gearys-c.ts';
export * from './join-counts.ts';
export * from './local-geary.ts';
export * from './local-moran.ts';
export * from './morans-i.ts';
