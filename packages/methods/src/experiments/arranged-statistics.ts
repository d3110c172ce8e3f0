import { seeded } from '../random/seeded.ts';
import type { BlockTask } from '../workers/blocks.ts';
import { type Assignment, arrangementAt, drawArrangement } from './assignment.ts';
import { blockDifference } from './block-difference.ts';

/** Any number told by outcomes and an assignment, 1 or 0 per unit. */
export type Statistic = (outcome: Float64Array, treated: Uint8Array) => number;

interface Shared {
  readonly assignment: Assignment;
  readonly outcome: Float64Array;
  /** the assignment as it was, per unit */
  readonly observed: Uint8Array;
  readonly statistic: Statistic | undefined;
  readonly exact: boolean;
  readonly seed: number | bigint;
}

/** Two numbers an arrangement: the statistic of the outcomes, and of the assignment as it was (0 for a statistic of one's own). */
export const arrangedStatistics: BlockTask<Shared, Float64Array> = {
  name: 'arranged-statistics',
  run: ({ assignment, outcome, observed, statistic, exact, seed }, from, to) => {
    const values = new Float64Array(2 * (to - from));
    const arrangement = new Uint8Array(assignment.clusters);
    const units = new Uint8Array(observed.length);
    const ofOutcome = blockDifference(assignment, outcome);
    const ofAssignment = blockDifference(assignment, observed);
    const root = seeded(seed);
    for (let piece = from; piece < to; piece++) {
      if (exact) arrangementAt(assignment, piece, arrangement);
      else drawArrangement(assignment, root.fork(piece), arrangement);
      const at = 2 * (piece - from);
      if (statistic) {
        for (let i = 0; i < units.length; i++) units[i] = arrangement[assignment.cluster[i]!]!;
        values[at] = statistic(outcome, units);
      } else {
        values[at] = ofOutcome(arrangement);
        values[at + 1] = ofAssignment(arrangement);
      }
    }
    return values;
  },
};
