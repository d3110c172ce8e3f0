export type { Statistic } from './arranged-statistics.ts';
export * from './power.ts';
export * from './randomisation-test.ts';
export { type SimulatedPower, type SimulatedPowerOptions, simulatedPower } from './simulated-power.ts';
export type { TrialDesign, TrialOutcome, TrialPrecision } from './two-groups.ts';
