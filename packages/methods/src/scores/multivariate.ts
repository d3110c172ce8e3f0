import { Problem } from '@bluehelm/kernel/problem';
import { allFinite, methodProblems, positive } from '../problems.ts';
import { drawsPerRow } from './draws.ts';

/**
 * Energy score of one joint forecast of d values, for instance of all places of a map: the CRPS of several dimensions,
 * E‖X − y‖ − ½ E‖X − X'‖. Smaller is better. It sees errors of the mean well and errors of dependence badly.
 *
 * @param observed d values that happened together
 * @param samples d rows of m draws: draw j of all rows is one joint draw
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(d · m²). Gneiting & Raftery (2007), JASA 102(477), equation 22.
 */
export const energyScore = (observed: Float64Array, samples: Float64Array): number => {
  const draws = checked(observed, samples);
  const size = observed.length;
  // one joint draw after the other, so that the inner loops run along memory
  const joint = new Float64Array(draws * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < draws; j++) joint[j * size + i] = samples[i * draws + j]!;
  let away = 0;
  let spread = 0;
  for (let j = 0; j < draws; j++) {
    away += distance(joint, j * size, observed, 0, size);
    for (let k = 0; k < j; k++) spread += distance(joint, j * size, joint, k * size, size);
  }
  return away / draws - spread / (draws * draws);
};

const distance = (a: Float64Array, fromA: number, b: Float64Array, fromB: number, size: number): number => {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const difference = a[fromA + i]! - b[fromB + i]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
};

export interface VariogramScoreOptions {
  /** order p of the differences |yᵢ − yⱼ|ᵖ; 0.5 as its authors advise */
  readonly order?: number;
  /** d × d weights of the pairs, row by row; 1 for all when absent */
  readonly weights?: Float64Array;
}

/**
 * Variogram score of one joint forecast of d values: Σᵢⱼ wᵢⱼ (|yᵢ − yⱼ|ᵖ − E|Xᵢ − Xⱼ|ᵖ)². It sees wrong dependence between
 * places that the energy score overlooks, but no error common to all places.
 *
 * @param observed d values that happened together
 * @param samples d rows of m draws: draw j of all rows is one joint draw
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(d² · m). Scheuerer & Hamill (2015), Monthly Weather Review 143(4), equation 6; both orders of a pair count.
 */
export const variogramScore = (
  observed: Float64Array,
  samples: Float64Array,
  { order = 0.5, weights }: VariogramScoreOptions = {},
): number => {
  const draws = checked(observed, samples);
  positive('order', order);
  const size = observed.length;
  if (weights !== undefined) {
    allFinite('weights', weights);
    if (weights.length !== size * size)
      throw new Problem(
        methodProblems.lengths,
        `${weights.length} weights were given for the pairs of ${size} values; ${size * size} were expected.`,
      );
  }
  let score = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) {
      let expected = 0;
      for (let k = 0; k < draws; k++)
        expected += Math.abs(samples[i * draws + k]! - samples[j * draws + k]!) ** order;
      const error = Math.abs(observed[i]! - observed[j]!) ** order - expected / draws;
      const weight = weights === undefined ? 2 : weights[i * size + j]! + weights[j * size + i]!;
      score += weight * error * error;
    }
  return score;
};

const checked = (observed: Float64Array, samples: Float64Array): number => {
  const draws = drawsPerRow(observed, samples);
  allFinite('observed', observed);
  allFinite('samples', samples);
  return draws;
};
