export * from './coarse.ts';
export * from './geography.ts';
export * from './ids.ts';
export * from './inside.ts';
export * from './markings.ts';
export * from './problem.ts';
export * from './time.ts';
export * from './units.ts';
