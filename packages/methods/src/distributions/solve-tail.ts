/** The logarithm of a tail's probability and its derivative, both at u. */
export interface LogTail {
  readonly value: number;
  readonly slope: number;
}

/**
 * The u at which the logarithm of a tail equals `target`, by Newton's method kept within a bracket. For the tails here log F is
 * concave in u, so that after one step Newton comes from one side.
 * @param rising whether the tail grows with u (the lower one) or falls (the upper one)
 */
export const solveTail = (
  tail: (u: number) => LogTail,
  target: number,
  start: number,
  rising: boolean,
): number => {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let u = start;
  let stride = 1;
  for (let step = 0; step < 400; step++) {
    const { value, slope } = tail(u);
    const gap = value - target;
    if (gap === 0) return u;
    if (gap < 0 === rising) low = u;
    else high = u;
    let next = u - gap / slope;
    if (!(next > low && next < high) || !Number.isFinite(next)) {
      if (low > Number.NEGATIVE_INFINITY && high < Number.POSITIVE_INFINITY) next = low + (high - low) / 2;
      else {
        next = low > Number.NEGATIVE_INFINITY ? low + stride : high - stride;
        stride *= 2;
      }
    }
    if (Math.abs(next - u) <= 2e-16 * Math.abs(next) || next === low || next === high) return next;
    u = next;
  }
  return u;
};

/**
 * The least whole k ≥ 0 with P(X ≤ k) ≥ p, from a guess: doubling steps to enclose it, then halving.
 * O(log(distance from the guess)) evaluations.
 */
export const leastWhole = (reaches: (k: number) => boolean, guess: number): number => {
  let high = Math.max(0, Math.floor(guess));
  let low = -1;
  if (reaches(high)) {
    for (let stride = 1; high - stride > -1; stride *= 2) {
      if (!reaches(high - stride)) {
        low = high - stride;
        break;
      }
      high -= stride;
    }
  } else {
    for (let stride = 1; ; stride *= 2) {
      low = high;
      high += stride;
      if (reaches(high)) break;
    }
  }
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
};
