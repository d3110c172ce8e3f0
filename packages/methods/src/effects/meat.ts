import type { CodedErrors } from './errors.ts';
import { crossed, type Levels } from './levels.ts';
import { dot } from './matrix.ts';

/**
 * The middle of a sandwich: Σ s sᵀ over the sums s of score rows within clusters; over single rows for `hc1`. For
 * several clusterings the inclusion–exclusion of Cameron, Gelbach & Miller (2011), J. Bus. Econ. Stat. 29(2),
 * equation 2.13. Scores are columns[k][i] · residuals[i]. O(n · k) and O(groups · k²).
 */
export const meatOf = (
  columns: readonly Float64Array[],
  residuals: Float64Array,
  errors: Exclude<CodedErrors, 'iid'>,
): Float64Array => {
  if (errors === 'hc1') return rowMeat(columns, residuals);
  const size = columns.length;
  const meat = new Float64Array(size * size);
  for (let subset = 1; subset < 1 << errors.length; subset++) {
    const chosen = errors.filter((_, at) => subset & (1 << at));
    const clusters = chosen.slice(1).reduce((all, next) => crossed(all, next), chosen[0]!);
    const part = clusterMeat(columns, residuals, clusters);
    const sign = chosen.length % 2 === 1 ? 1 : -1;
    for (let at = 0; at < meat.length; at++) meat[at] = meat[at]! + sign * part[at]!;
  }
  return meat;
};

const clusterMeat = (
  columns: readonly Float64Array[],
  residuals: Float64Array,
  { codes, count }: Levels,
): Float64Array => {
  const size = columns.length;
  const sums = columns.map((column) => {
    const sum = new Float64Array(count);
    for (let i = 0; i < codes.length; i++) sum[codes[i]!] = sum[codes[i]!]! + column[i]! * residuals[i]!;
    return sum;
  });
  const meat = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      const sum = dot(sums[a]!, sums[b]!);
      meat[a * size + b] = sum;
      meat[b * size + a] = sum;
    }
  return meat;
};

const rowMeat = (columns: readonly Float64Array[], residuals: Float64Array): Float64Array => {
  const size = columns.length;
  const meat = new Float64Array(size * size);
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      const [x, y] = [columns[a]!, columns[b]!];
      let sum = 0;
      for (let i = 0; i < residuals.length; i++) sum += x[i]! * y[i]! * (residuals[i]! * residuals[i]!);
      meat[a * size + b] = sum;
      meat[b * size + a] = sum;
    }
  return meat;
};
