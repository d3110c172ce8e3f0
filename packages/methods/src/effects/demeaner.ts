import type { Breath } from '../long-run.ts';

/**
 * The within transformation: takes from a column what the levels of the fixed effects explain of it, in place, by
 * weighted least squares.
 */
export interface Demeaner {
  /** @returns whether it converged; the exact methods always do */
  demean(column: Float64Array, breath: Breath): Promise<boolean>;
}
