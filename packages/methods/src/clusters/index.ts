export * from './dbscan.ts';
export type { DensityClusters } from './labels.ts';
export * from './st-dbscan.ts';
