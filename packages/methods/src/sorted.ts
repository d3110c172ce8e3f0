/**
 * The first position of an ascending array from which `holds` stays true, or its length. O(log n).
 * @param holds false up to some value and true from there on
 */
export const firstWhere = (sorted: Float64Array, holds: (value: number) => boolean): number => {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(sorted[middle]!)) to = middle;
    else from = middle + 1;
  }
  return from;
};
