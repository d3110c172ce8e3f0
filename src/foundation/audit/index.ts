export * from './append.ts';
export { type Act, canonicalJson } from './chain.ts';
export * from './reads.ts';
export * from './verify.ts';
