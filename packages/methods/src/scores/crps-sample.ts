import { allFinite, numberWithin, positive, sameLength } from '../problems.ts';
import { drawsPerRow } from './draws.ts';
import { rowScores } from './row-scores.ts';

export interface CrpsSampleOptions {
  /**
   * `'edf'`: the score of the draws' own step function, for forecasts that are what was drawn. `'fair'`: the unbiased
   * estimate of the score of the distribution they were drawn from (Ferro 2014), for comparing ensembles of different
   * size; it may be negative and needs two draws.
   */
  readonly estimator?: 'edf' | 'fair';
  /** false: in plain TypeScript even where WebAssembly is there; the scores are the same */
  readonly withWasm?: boolean;
}

/**
 * Continuous ranked probability score of forecasts given as draws: ∫ (F(x) − 1{y ≤ x})² dx, in the unit of y; smaller
 * is better; for a single draw the absolute error.
 *
 * @param observed n values that happened
 * @param samples n rows of m equally likely draws, row by row
 * @returns n scores; NaN for `'fair'` of a single draw
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · m) for most draws, O(n · m log m) at worst. Gneiting & Raftery (2007), JASA 102(477), equations 20 and 21; the sorted form is
 * Jordan, Krüger & Lerch (2019), J. Stat. Softw. 90(12), equation 3. Fair: Ferro (2014), Q. J. R. Meteorol. Soc.
 * 140(683), section 2.
 */
export const crpsSample = (
  observed: Float64Array,
  samples: Float64Array,
  { estimator = 'edf', withWasm = true }: CrpsSampleOptions = {},
): Float64Array => {
  const draws = drawsPerRow(observed, samples);
  const { absolute, spread } = rowScores(observed, samples, draws, withWasm);
  const pairs = draws * (estimator === 'edf' ? draws : draws - 1);
  const scores = absolute.map((away, row) => away / draws - spread[row]! / pairs);
  // a value that is not finite shows in its score, so only then is it looked for
  if (!scores.every(Number.isFinite) && !(draws === 1 && estimator === 'fair')) {
    allFinite('observed', observed);
    allFinite('samples', samples);
  }
  return scores;
};

/**
 * The same for draws that are not equally likely: the weights of a row count in proportion to their sum.
 *
 * @param weights n rows of m weights ≥ 0, or one row of m for all
 * @returns n scores, as `'edf'`
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(n · m log m). Jordan, Krüger & Lerch (2019), equation 3 with weights.
 */
export const crpsWeighted = (
  observed: Float64Array,
  samples: Float64Array,
  weights: Float64Array,
): Float64Array => {
  const draws = drawsPerRow(observed, samples);
  allFinite('observed', observed);
  allFinite('samples', samples);
  const common = weights.length === draws;
  if (!common) sameLength({ samples, weights });
  for (let i = 0; i < weights.length; i++) numberWithin(`weights[${i}]`, weights[i]!, 0);
  const order = Uint32Array.from({ length: draws }, (_, i) => i);
  return observed.map((y, row) => {
    const from = row * draws;
    const own = common ? weights : weights.subarray(from, from + draws);
    const total = positive(
      `the sum of the weights of row ${row}`,
      own.reduce((sum, weight) => sum + weight, 0),
    );
    order.sort((a, b) => samples[from + a]! - samples[from + b]!);
    let below = 0;
    let score = 0;
    for (const i of order) {
      const share = own[i]! / total;
      const away = samples[from + i]! - y;
      // half of a draw's own weight lies below it
      score += 2 * share * away * ((away > 0 ? 1 : 0) - below - share / 2);
      below += share;
    }
    return score;
  });
};
