export type { EmergingClass } from './emerging-class.ts';
export * from './emerging-hot-spots.ts';
export * from './kendall-tau.ts';
export * from './mann-kendall.ts';
export * from './theil-sen.ts';
