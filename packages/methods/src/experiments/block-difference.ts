import type { Assignment } from './assignment.ts';

/**
 * Difference in means, treated − controls, within blocks; blocks count by their units, those without both groups not at all.
 * Prepared from sums of clusters, so an arrangement costs O(clusters).
 */
export const blockDifference = (
  { cluster, clusters, order, starts }: Assignment,
  outcome: ArrayLike<number>,
): ((treated: Uint8Array) => number) => {
  const sums = new Float64Array(clusters);
  const sizes = new Float64Array(clusters);
  for (let i = 0; i < cluster.length; i++) {
    sums[cluster[i]!] = sums[cluster[i]!]! + outcome[i]!;
    sizes[cluster[i]!] = sizes[cluster[i]!]! + 1;
  }
  return (treated) => {
    let sum = 0;
    let counted = 0;
    for (let b = 0; b + 1 < starts.length; b++) {
      let [high, low, many, few] = [0, 0, 0, 0];
      for (let at = starts[b]!; at < starts[b + 1]!; at++) {
        const one = order[at]!;
        if (treated[one] === 1) {
          high += sums[one]!;
          many += sizes[one]!;
        } else {
          low += sums[one]!;
          few += sizes[one]!;
        }
      }
      if (many === 0 || few === 0) continue;
      sum += (many + few) * (high / many - low / few);
      counted += many + few;
    }
    return sum / counted;
  };
};
