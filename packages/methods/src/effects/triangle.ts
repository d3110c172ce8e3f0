import type { Breath } from '../long-run.ts';
import { dot } from './matrix.ts';

/**
 * Columns turned by an orthogonal map so that all but their first entries, as many as there are columns, are zero: sums
 * of products of combinations of them stay what they were, however many rows there were.
 *
 * @param columns of one length, at least as many rows as columns; overwritten
 * @returns the first entries of the turned columns
 *
 * O(rows · columns²). Source: Householder (1958), J. ACM 5(4); Golub & Van Loan (2013), algorithm 5.2.1.
 */
export const triangleOf = async (
  columns: readonly Float64Array[],
  breath: Breath,
): Promise<Float64Array[]> => {
  const size = columns.length;
  for (let k = 0; k < size; k++) {
    if (breath.due()) await breath.take(0);
    const mirror = columns[k]!;
    const head = mirror[k]!;
    const length = Math.sqrt(dot(mirror, mirror, k));
    if (length === 0) continue;
    const turned = head > 0 ? -length : length;
    mirror[k] = head - turned;
    const scale = 1 / (length * (length + Math.abs(head)));
    for (let j = k + 1; j < size; j++) {
      const other = columns[j]!;
      const share = scale * dot(mirror, other, k);
      for (let i = k; i < mirror.length; i++) other[i] = other[i]! - share * mirror[i]!;
    }
    mirror[k] = turned;
  }
  return columns.map((column, k) => {
    const head = new Float64Array(size);
    head.set(column.subarray(0, k + 1));
    return head;
  });
};
