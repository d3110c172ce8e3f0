export * from './boosted-trees.ts';
export type { LossName } from './losses.ts';
export { type BoostedTrees, type Forest, predictBoostedTrees } from './model.ts';
