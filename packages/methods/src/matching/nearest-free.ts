/**
 * Finds the nearest controls that are still free. Taken ones are skipped by links that shorten as they are followed.
 * O(log n) a search, nearly. Ties go to the lower score, then to the lower number.
 */
export const nearestFree = (
  controls: readonly number[],
  score: Float64Array,
  replacement: boolean,
): ((at: number, count: number, reach: number) => number[]) => {
  const sorted = [...controls].sort((a, b) => score[a]! - score[b]! || a - b);
  const n = sorted.length;
  // position + 1 in both, so that 0 and n + 1 say that none is left
  const down = Int32Array.from({ length: n + 2 }, (_, i) => i);
  const up = down.slice();
  const follow = (links: Int32Array, from: number): number => {
    let at = from;
    while (links[at] !== at) {
      links[at] = links[links[at]!]!;
      at = links[at]!;
    }
    return at;
  };
  return (at, count, reach) => {
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (score[sorted[middle]!]! < at) low = middle + 1;
      else high = middle;
    }
    let below = follow(down, low);
    let above = follow(up, low + 1);
    const found: number[] = [];
    while (found.length < count && (below > 0 || above <= n)) {
      const less = below > 0 ? at - score[sorted[below - 1]!]! : Number.POSITIVE_INFINITY;
      const more = above <= n ? score[sorted[above - 1]!]! - at : Number.POSITIVE_INFINITY;
      if (Math.min(less, more) > reach) break;
      const taken = less <= more ? below : above;
      found.push(sorted[taken - 1]!);
      if (!replacement) {
        down[taken] = taken - 1;
        up[taken] = taken + 1;
      }
      if (taken === below) below = follow(down, below - 1);
      else above = follow(up, above + 1);
    }
    return found;
  };
};
