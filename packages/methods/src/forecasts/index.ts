export * from './backtest.ts';
export * from './baselines.ts';
export type { CountPanel, SampleForecast } from './panel.ts';
export * from './stacking.ts';
