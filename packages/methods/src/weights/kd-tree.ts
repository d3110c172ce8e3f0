/** Points in the plane, or on the unit sphere as three coordinates, cut in halves until few are left together. */
export interface KdTree {
  /** calls `visit(point, squared distance)` for every point at most `reach` from the given one, itself too */
  within(point: number, reach: number, visit: (other: number, squared: number) => void): void;
  /** the k other points nearest, nearest first; of equally near ones those with the lower numbers */
  nearest(point: number, k: number): { readonly points: Uint32Array; readonly squared: Float64Array };
}

const LEAF = 8;

/**
 * O(n log² n) to build; a search costs about O(log n + points found) however unevenly the points lie.
 * @param coordinates one array per dimension
 * Source: Bentley (1975), Communications of the ACM 18(9).
 */
export const kdTree = (coordinates: readonly Float64Array[]): KdTree => {
  const dimensions = coordinates.length;
  const n = coordinates[0]!.length;
  const order = new Uint32Array(n).map((_, i) => i);
  // nodes of a complete binary tree: the cut of node v, whose halves are 2v + 1 and 2v + 2
  let depth = 0;
  while (n / 2 ** depth > LEAF) depth++;
  const cutAlong = new Uint8Array(2 ** depth);
  const cutAt = new Float64Array(2 ** depth);
  const middleOf = (from: number, to: number): number => (from + to) >>> 1;

  const build = (node: number, level: number, from: number, to: number): void => {
    if (level === depth) return;
    const along = widest(coordinates, order, from, to);
    const values = coordinates[along]!;
    order.subarray(from, to).sort((a, b) => values[a]! - values[b]!);
    const middle = middleOf(from, to);
    cutAlong[node] = along;
    cutAt[node] = values[order[middle]!]!;
    build(2 * node + 1, level + 1, from, middle);
    build(2 * node + 2, level + 1, middle, to);
  };
  build(0, 0, 0, n);

  const squaredDistance = (a: number, b: number): number => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += (coordinates[d]![a]! - coordinates[d]![b]!) ** 2;
    return sum;
  };

  // nearer half first; the farther one only if the cut lies within what is still of interest
  const search = (
    point: number,
    limit: () => number,
    look: (other: number, squared: number) => void,
    node = 0,
    level = 0,
    from = 0,
    to = n,
  ): void => {
    if (level === depth) {
      for (let at = from; at < to; at++) {
        const other = order[at]!;
        const squared = squaredDistance(point, other);
        if (squared <= limit()) look(other, squared);
      }
      return;
    }
    const middle = middleOf(from, to);
    const beyond = coordinates[cutAlong[node]!]![point]! - cutAt[node]!;
    const low = () => search(point, limit, look, 2 * node + 1, level + 1, from, middle);
    const high = () => search(point, limit, look, 2 * node + 2, level + 1, middle, to);
    if (beyond < 0) low();
    else high();
    if (beyond * beyond <= limit()) {
      if (beyond < 0) high();
      else low();
    }
  };

  return {
    within: (point, reach, visit) => {
      const limit = reach * reach;
      search(point, () => limit, visit);
    },
    nearest: (point, k) => {
      const points = new Uint32Array(k);
      const squared = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
      search(
        point,
        () => squared[k - 1]!,
        (other, distance) => {
          if (other === point) return;
          let at = k - 1;
          if (distance === squared[at]! && other > points[at]!) return;
          // sorted by distance, then number
          for (; at > 0; at--) {
            const before = squared[at - 1]!;
            if (before < distance || (before === distance && points[at - 1]! < other)) break;
            squared[at] = before;
            points[at] = points[at - 1]!;
          }
          squared[at] = distance;
          points[at] = other;
        },
      );
      return { points, squared };
    },
  };
};

const widest = (
  coordinates: readonly Float64Array[],
  order: Uint32Array,
  from: number,
  to: number,
): number => {
  let best = 0;
  let longest = -1;
  coordinates.forEach((values, along) => {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = from; at < to; at++) {
      const value = values[order[at]!]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (most - least > longest) {
      longest = most - least;
      best = along;
    }
  });
  return best;
};
