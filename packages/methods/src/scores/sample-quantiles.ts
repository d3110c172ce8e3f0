import { allFinite, numberWithin } from '../problems.ts';
import { drawsPerRow } from './draws.ts';
import { rowSorter } from './sort-row.ts';

/**
 * Quantiles of forecasts given as draws, between neighbouring draws by straight lines.
 *
 * @param rows how many forecasts `samples` holds, one row of draws after the other
 * @param levels k probabilities in [0, 1]
 * @returns `rows` rows of k quantiles
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rows · m log m). Hyndman & Fan (1996), The American Statistician 50(4), definition 7, the default of R and numpy.
 */
export const sampleQuantiles = (
  samples: Float64Array,
  rows: number,
  levels: readonly number[],
): Float64Array => {
  const draws = drawsPerRow({ length: rows }, samples);
  allFinite('samples', samples);
  for (const level of levels) numberWithin('a level', level, 0, 1);
  const sorter = rowSorter(draws);
  const quantiles = new Float64Array(rows * levels.length);
  for (let row = 0; row < rows; row++) {
    const sorted = sorter.sort(samples, row * draws, 0);
    levels.forEach((level, k) => {
      const at = level * (draws - 1);
      const left = Math.floor(at);
      const below = sorted[left]!;
      quantiles[row * levels.length + k] =
        below + (at - left) * ((left + 1 < draws ? sorted[left + 1]! : below) - below);
    });
  }
  return quantiles;
};
