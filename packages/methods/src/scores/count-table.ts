/** Probabilities of the counts first, first + 1, …, which sum to 1; all others together are below 1e-17. */
export interface CountTable {
  readonly first: number;
  readonly probabilities: Float64Array;
}

const NEGLIGIBLE = 1e-19;

/**
 * A Poisson (size = ∞) or negative binomial distribution as a table. Grown from the mode by the ratio of neighbouring
 * probabilities and divided by the sum, so nothing underflows and no gamma function is needed.
 *
 * O(standard deviation) for the Poisson, O(mean · (1 + 1 / size)) for the negative binomial.
 */
export const countTable = (mean: number, size: number): CountTable => {
  const share = size === Number.POSITIVE_INFINITY ? 1 : size / (size + mean);
  // p(k + 1) / p(k) = growth(k)
  const growth =
    size === Number.POSITIVE_INFINITY
      ? (k: number): number => mean / (k + 1)
      : (k: number): number => (1 - share) * ((k + size) / (k + 1));
  const limit = size === Number.POSITIVE_INFINITY ? 0 : 1 - share;
  const mode = Math.max(0, Math.floor(size === Number.POSITIVE_INFINITY ? mean : (mean * (size - 1)) / size));
  const down: number[] = [];
  for (let k = mode, p = 1; k > 0 && p > NEGLIGIBLE; k--) {
    p /= growth(k - 1);
    down.push(p);
  }
  const up: number[] = [1];
  for (let k = mode, p = 1; ; k++) {
    const ratio = growth(k);
    p *= ratio;
    if (p === 0) break;
    up.push(p);
    // the tail is no longer than a geometric one with the larger of this ratio and the last
    const steepest = Math.max(ratio, limit);
    if (steepest < 1 && (p * steepest) / (1 - steepest) < NEGLIGIBLE) break;
  }
  const probabilities = Float64Array.from([...down.reverse(), ...up]);
  const total = sum(probabilities);
  for (let i = 0; i < probabilities.length; i++) probabilities[i]! /= total;
  return { first: mode - down.length, probabilities };
};

const sum = (values: Float64Array): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};
