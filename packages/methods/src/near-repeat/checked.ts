import { type Insufficient, insufficient } from '../insufficient.ts';
import { allFinite, sameLength, wholeNumber } from '../problems.ts';
import type { Permutations } from './space-time-counts.ts';

/** Fewer events than this cannot carry a test of interaction in space and time. */
export const SPACE_TIME_LEAST_EVENTS = 10;

/**
 * What every test of interaction between space and time demands of its events.
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 */
export const checkedEvents = (
  x: Float64Array,
  y: Float64Array,
  times: Float64Array,
  inference: Permutations | undefined,
): Insufficient | undefined => {
  const n = sameLength({ x, y, times });
  allFinite('x', x);
  allFinite('y', y);
  allFinite('times', times);
  if (inference) wholeNumber('permutations', inference.permutations, 19, 999_999);
  if (n < SPACE_TIME_LEAST_EVENTS)
    return insufficient({
      reason: 'too-few-events',
      detail: 'Interaction between space and time is seen in pairs of events; there are too few events.',
      have: n,
      need: SPACE_TIME_LEAST_EVENTS,
    });
  if (times.every((time) => time === times[0]))
    return insufficient({
      reason: 'no-variation',
      detail: 'All events have the same time, so no order of the times differs from another.',
      have: 1,
      need: 2,
    });
  return undefined;
};
