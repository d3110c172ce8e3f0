import type { Demeaner } from './demeaner.ts';
import type { Levels } from './levels.ts';

/** The sum of the weights of each level, or its number of rows. */
export const levelWeights = ({ codes, count }: Levels, weights: Float64Array | undefined): Float64Array => {
  const total = new Float64Array(count);
  if (weights === undefined) for (let i = 0; i < codes.length; i++) total[codes[i]!] = total[codes[i]!]! + 1;
  else for (let i = 0; i < codes.length; i++) total[codes[i]!] = total[codes[i]!]! + weights[i]!;
  return total;
};

/** Subtracts each level's weighted mean from its rows. O(n). */
export const demeanByLevels = (levels: Levels, weights: Float64Array | undefined): Demeaner => {
  const { codes, count } = levels;
  const total = levelWeights(levels, weights);
  const mean = new Float64Array(count);
  return {
    demean: async (column) => {
      subtractMeans(column, codes, weights, total, mean);
      return true;
    },
  };
};

/** One projection; `mean` is room for the means. */
export const subtractMeans = (
  column: Float64Array,
  codes: Uint32Array,
  weights: Float64Array | undefined,
  total: Float64Array,
  mean: Float64Array,
): void => {
  const n = column.length;
  mean.fill(0);
  if (weights === undefined) for (let i = 0; i < n; i++) mean[codes[i]!] = mean[codes[i]!]! + column[i]!;
  else for (let i = 0; i < n; i++) mean[codes[i]!] = mean[codes[i]!]! + weights[i]! * column[i]!;
  for (let level = 0; level < mean.length; level++) mean[level] = mean[level]! / total[level]!;
  for (let i = 0; i < n; i++) column[i] = column[i]! - mean[codes[i]!]!;
};
