import type { Line } from '../line.ts';

/** The lines of the methods, in the order of the library. */
export const methodLines: readonly Line[] = [];
