export * from './honest-effects.ts';
export type { TrendBound } from './trend-bounds.ts';
