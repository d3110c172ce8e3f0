export * from './cusum.ts';
export { type EarsOptions, type EarsResult, ears, type Monitored } from './ears.ts';
export * from './farrington.ts';
