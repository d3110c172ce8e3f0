/**
 * The point of a polytope that lies nearest to the origin, as shares of its corners: least squares on the simplex.
 * Corners are given by their inner products alone. Wolfe (1976), Finding the nearest point in a polytope,
 * Mathematical Programming 11, 128–149: a finite active-set method that never needs a regular matrix of all corners.
 */
interface NearestPoint {
  /** shares of the corners; at least 0, summing to 1 */
  readonly shares: Float64Array;
  /** corners with a share above 0: `support[0 … size − 1]` */
  readonly support: Int32Array;
  size: number;
  /** M⁻¹b on the support of the last search, M its inner products plus a multiple of ones */
  solve(b: Float64Array): void;
}

// what rounding leaves of a difference, as a share of the largest squared length
const NOTHING = 1e-13;
const LEAST_PIVOT = 1e-14;

/** Room for searches among `n` corners; one search overwrites the last. */
export const nearestPointFinder = (
  n: number,
): NearestPoint & { find(products: Float64Array, warm: boolean): void } => {
  const shares = new Float64Array(n);
  const support = new Int32Array(n);
  const next = new Float64Array(n);
  const lower = new Float64Array(n * n);
  const pull = new Float64Array(n);

  const finder = {
    shares,
    support,
    size: 0,
    solve(b: Float64Array): void {
      const m = finder.size;
      for (let i = 0; i < m; i++) {
        let sum = b[i]!;
        for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * b[k]!;
        b[i] = sum / lower[i * n + i]!;
      }
      for (let i = m - 1; i >= 0; i--) {
        let sum = b[i]!;
        for (let k = i + 1; k < m; k++) sum -= lower[k * n + i]! * b[k]!;
        b[i] = sum / lower[i * n + i]!;
      }
    },
    /** @param products n × n inner products of the corners @param warm starts from the last support */
    find(products: Float64Array, warm: boolean): void {
      let scale = 0;
      for (let i = 0; i < n; i++) scale = Math.max(scale, products[i * n + i]!);
      if (!(warm && finder.size > 0 && settle(products, scale))) {
        let first = 0;
        for (let i = 1; i < n; i++) if (products[i * n + i]! < products[first * n + first]!) first = i;
        shares.fill(0);
        shares[first] = 1;
        support[0] = first;
        finder.size = 1;
        settle(products, scale);
      }
      for (let round = 0; round < 20 * n + 20; round++) {
        let length = 0;
        let least = Number.POSITIVE_INFINITY;
        let enter = -1;
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let k = 0; k < finder.size; k++) sum += products[i * n + support[k]!]! * shares[support[k]!]!;
          pull[i] = sum;
          length += shares[i]! * sum;
          if (sum < least && shares[i] === 0) {
            least = sum;
            enter = i;
          }
        }
        if (enter < 0 || least >= length - NOTHING * scale) return;
        support[finder.size++] = enter;
        if (!settle(products, scale)) {
          // to rounding a combination of the others: nothing to gain from it
          finder.size--;
          settle(products, scale);
          return;
        }
      }
    },
  };

  const factor = (products: Float64Array, scale: number): boolean => {
    const m = finder.size;
    const ones = scale === 0 ? 1 : scale;
    for (let j = 0; j < m; j++) {
      const row = support[j]! * n;
      for (let i = j; i < m; i++) {
        let sum = products[row + support[i]!]! + ones;
        for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
        if (i === j) {
          if (!(sum > LEAST_PIVOT * ones)) return false;
          lower[j * n + j] = Math.sqrt(sum);
        } else lower[i * n + j] = sum / lower[j * n + j]!;
      }
    }
    return true;
  };

  /** Moves to the nearest point of the support's own hull, dropping corners whose share would fall below 0. */
  const settle = (products: Float64Array, scale: number): boolean => {
    for (;;) {
      if (!factor(products, scale)) return false;
      const m = finder.size;
      for (let i = 0; i < m; i++) next[i] = 1;
      finder.solve(next);
      let total = 0;
      for (let i = 0; i < m; i++) total += next[i]!;
      let step = 1;
      for (let i = 0; i < m; i++) {
        next[i] = next[i]! / total;
        const now = shares[support[i]!]!;
        if (next[i]! <= 0) step = Math.min(step, now - next[i]! > 0 ? now / (now - next[i]!) : 0);
      }
      let kept = 0;
      let sum = 0;
      for (let i = 0; i < m; i++) {
        const corner = support[i]!;
        const now = shares[corner]!;
        const moved = step === 1 ? next[i]! : now + step * (next[i]! - now);
        const stays = step === 1 || (moved > 1e-15 && !(next[i]! <= 0 && now / (now - next[i]!) <= step));
        shares[corner] = stays ? moved : 0;
        if (stays) {
          support[kept++] = corner;
          sum += moved;
        }
      }
      if (kept === 0) return false;
      finder.size = kept;
      if (kept === m) return true;
      for (let i = 0; i < kept; i++) shares[support[i]!] = shares[support[i]!]! / sum;
    }
  };
  return finder;
};
