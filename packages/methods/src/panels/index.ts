export * from './interrupted-series.ts';
export type { SeriesChange } from './interruption-design.ts';
export type { SeriesFamily } from './series-fit.ts';
