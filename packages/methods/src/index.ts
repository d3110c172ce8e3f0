export * from './processes/branching.ts';
export * from './processes/simulate-hawkes.ts';
export * from './random/choose.ts';
export * from './random/continuous.ts';
export * from './random/counts.ts';
export * from './random/seeded.ts';
