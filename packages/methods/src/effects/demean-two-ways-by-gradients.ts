import { levelWeights, subtractMeans } from './demean-one-way.ts';
import type { Demeaner } from './demeaner.ts';
import type { Levels } from './levels.ts';

const MOST_ROUNDS = 20_000;
// of the first residual; the effects' own error is about this times the condition of their equations
const CLOSE_ENOUGH = 1e-13;

/**
 * Two effects with many levels each: the equations of `demeanDirectly` solved by conjugate gradients, scaled by
 * their diagonal, without forming them. O(n) a round; the rounds grow with how loosely the levels are connected.
 * Hestenes & Stiefel (1952), J. Res. NBS 49(6).
 */
export const demeanByGradients = (many: Levels, few: Levels, weights: Float64Array | undefined): Demeaner => {
  const manyTotal = levelWeights(many, weights);
  const fewTotal = levelWeights(few, weights);
  const mean = new Float64Array(many.count);
  const product = new Float64Array(few.count);
  const n = many.codes.length;

  const multiply = (v: Float64Array): void => {
    mean.fill(0);
    for (let i = 0; i < n; i++) {
      const level = many.codes[i]!;
      const part = v[few.codes[i]!]!;
      mean[level] = mean[level]! + (weights === undefined ? part : weights[i]! * part);
    }
    for (let level = 0; level < mean.length; level++) mean[level] = mean[level]! / manyTotal[level]!;
    for (let level = 0; level < v.length; level++) product[level] = fewTotal[level]! * v[level]!;
    for (let i = 0; i < n; i++) {
      const level = few.codes[i]!;
      const part = mean[many.codes[i]!]!;
      product[level] = product[level]! - (weights === undefined ? part : weights[i]! * part);
    }
  };

  return {
    demean: async (column, breath) => {
      subtractMeans(column, many.codes, weights, manyTotal, mean);
      const residual = new Float64Array(few.count);
      for (let i = 0; i < n; i++) {
        const level = few.codes[i]!;
        residual[level] = residual[level]! + (weights === undefined ? column[i]! : weights[i]! * column[i]!);
      }
      const effects = new Float64Array(few.count);
      const scaled = residual.map((value, level) => value / fewTotal[level]!);
      const direction = scaled.slice();
      let length = dot(residual, scaled);
      const enough = length * CLOSE_ENOUGH ** 2;
      let rounds = 0;
      while (length > enough && rounds < MOST_ROUNDS) {
        rounds++;
        if (breath.due()) await breath.take(0);
        multiply(direction);
        const step = length / dot(direction, product);
        if (!Number.isFinite(step)) break;
        for (let level = 0; level < effects.length; level++) {
          effects[level] = effects[level]! + step * direction[level]!;
          residual[level] = residual[level]! - step * product[level]!;
          scaled[level] = residual[level]! / fewTotal[level]!;
        }
        const before = length;
        length = dot(residual, scaled);
        const turn = length / before;
        for (let level = 0; level < effects.length; level++)
          direction[level] = scaled[level]! + turn * direction[level]!;
      }
      for (let i = 0; i < n; i++) column[i] = column[i]! - effects[few.codes[i]!]!;
      subtractMeans(column, many.codes, weights, manyTotal, mean);
      return rounds < MOST_ROUNDS;
    },
  };
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};
