export {
  betaDensity,
  betaDistribution,
  betaQuantile,
  betaUpperTail,
} from './beta.ts';
export * from './digamma.ts';
export * from './f.ts';
export * from './gamma.ts';
export { logBeta, logFactorial, logGamma } from './log-gamma.ts';
export * from './negative-binomial.ts';
export * from './normal.ts';
export * from './poisson.ts';
export * from './student-t.ts';
