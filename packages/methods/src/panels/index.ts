export * from './interrupted-series.ts';
export type { Change } from './interruption-design.ts';
export type { SeriesFamily } from './series-fit.ts';
