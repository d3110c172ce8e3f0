export * from './random/choose.ts';
export * from './random/continuous.ts';
export * from './random/counts.ts';
export * from './random/seeded.ts';
