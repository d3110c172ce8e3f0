import { allFinite, numberWithin, sameLength } from '../problems.ts';
import { sampleQuantiles } from './sample-quantiles.ts';

export interface IntervalScoreOptions {
  /** the probability that the interval should hold, above 0 and below 1: 0.9 for the 90 % interval */
  readonly coverage: number;
}

/**
 * Interval score of central prediction intervals: their width, and 2 / (1 − coverage) for each unit by which y falls
 * outside. In the unit of y; smaller is better. Its mean over forecasts is the MIS.
 *
 * @param observed n values
 * @param lower n lower ends
 * @param upper n upper ends, none below its lower end
 * @returns n scores
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n). Gneiting & Raftery (2007), JASA 102(477), equation 43; Winkler (1972), JASA 67(337).
 */
export const intervalScore = (
  observed: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  { coverage }: IntervalScoreOptions,
): Float64Array => {
  sameLength({ observed, lower, upper });
  allFinite('observed', observed);
  allFinite('lower', lower);
  allFinite('upper', upper);
  const penalty = 2 / (1 - numberWithin('coverage', coverage, 1e-9, 1 - 1e-9));
  return observed.map((y, i) => {
    numberWithin(`upper[${i}]`, upper[i]!, lower[i]!);
    const outside = Math.max(0, lower[i]! - y) + Math.max(0, y - upper[i]!);
    return upper[i]! - lower[i]! + penalty * outside;
  });
};

/**
 * The interval score of forecasts given as draws, whose interval lies between the quantiles (1 ∓ coverage) / 2 of the
 * draws (`sampleQuantiles`): with coverage 0.9 and averaged, MIS as in the VIEWS prediction challenge.
 *
 * @param samples n rows of m draws
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · m log m).
 */
export const intervalScoreSample = (
  observed: Float64Array,
  samples: Float64Array,
  { coverage }: IntervalScoreOptions,
): Float64Array => {
  numberWithin('coverage', coverage, 1e-9, 1 - 1e-9);
  const ends = sampleQuantiles(samples, observed.length, [(1 - coverage) / 2, (1 + coverage) / 2]);
  return intervalScore(
    observed,
    ends.filter((_, i) => i % 2 === 0),
    ends.filter((_, i) => i % 2 === 1),
    { coverage },
  );
};
