export type { Coefficients } from './coefficients.ts';
export type { CountData, CountOptions, ZeroCountData } from './count-data.ts';
export {
  type CountRegression,
  type NegativeBinomialOptions,
  negativeBinomialRegression,
  poissonRegression,
} from './count-regression.ts';
export type { StandardErrors } from './covariance.ts';
export { hurdleRegression } from './hurdle-regression.ts';
export * from './likelihood-ratio.ts';
export * from './overdispersion.ts';
export * from './predict.ts';
export * from './residuals.ts';
export type { TwoPartOptions, TwoPartRegression } from './two-part.ts';
export { zeroInflatedRegression } from './zero-inflated-regression.ts';
