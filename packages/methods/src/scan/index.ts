export * from './options.ts';
export * from './person-time.ts';
export { type BernoulliScanData, scanBernoulli } from './scan-bernoulli.ts';
export { type PoissonScanData, scanPoisson } from './scan-poisson.ts';
export { scanSpaceTimePermutation } from './scan-space-time-permutation.ts';
export * from './standardised-expected.ts';
