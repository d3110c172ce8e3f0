import { Problem } from '@bluehelm/kernel/problem';
import { methodProblems, numberWithin, wholeNumber } from '../problems.ts';

/** Counts of several places over the same equal steps of time, the last step the latest. */
export interface CountPanel {
  /** places rows of `times` counts ≥ 0, row by row */
  readonly counts: Float64Array;
  readonly places: number;
  readonly times: number;
}

/** A forecast of every place for the next steps, as equally likely draws. */
export interface SampleForecast {
  readonly kind: 'forecast';
  /** places · horizon rows of draws, row by row: place by place, and for each the steps ahead in order */
  readonly samples: Float64Array;
  readonly draws: number;
  readonly horizon: number;
}

/** @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID */
export const checkedPanel = ({ counts, places, times }: CountPanel): void => {
  wholeNumber('places', places, 1);
  wholeNumber('times', times, 0);
  if (counts.length !== places * times)
    throw new Problem(
      methodProblems.lengths,
      `${counts.length} counts were given for ${places} places and ${times} times; ${places * times} were expected.`,
    );
  for (let i = 0; i < counts.length; i++) numberWithin(`counts[${i}]`, counts[i]!, 0);
};

/** The panel as it was known after its first `times` steps. */
export const knownUpTo = ({ counts, places, times: all }: CountPanel, times: number): CountPanel => {
  const known = new Float64Array(places * times);
  for (let place = 0; place < places; place++)
    known.set(counts.subarray(place * all, place * all + times), place * times);
  return { counts: known, places, times };
};
