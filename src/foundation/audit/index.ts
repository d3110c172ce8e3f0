export * from './append.ts';
export type { Act } from './chain.ts';
export * from './reads.ts';
export * from './verify.ts';
