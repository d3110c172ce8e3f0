import type { Weights } from '../weights/weights.ts';

/** Per place: the weighted sum over its row of the weights, and what the weights themselves add up to. */
export interface LocalSums {
  /** Σ wᵢⱼ xⱼ */
  readonly sums: Float64Array;
  /** Wᵢ = Σ wᵢⱼ */
  readonly totals: Float64Array;
  /** S₁ᵢ = Σ wᵢⱼ² */
  readonly squares: Float64Array;
}

/** One pass over the edges. */
export const localSums = (x: Float64Array, { n, offsets, neighbours, values }: Weights): LocalSums => {
  const sums = new Float64Array(n);
  const totals = new Float64Array(n);
  if (!values) {
    for (let i = 0; i < n; i++) {
      const from = offsets[i]!;
      const to = offsets[i + 1]!;
      let sum = 0;
      for (let e = from; e < to; e++) sum += x[neighbours[e]!]!;
      sums[i] = sum;
      totals[i] = to - from;
    }
    return { sums, totals, squares: totals };
  }
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    let total = 0;
    let square = 0;
    for (let e = offsets[i]!, to = offsets[i + 1]!; e < to; e++) {
      const weight = values[e]!;
      sum += weight * x[neighbours[e]!]!;
      total += weight;
      square += weight * weight;
    }
    sums[i] = sum;
    totals[i] = total;
    squares[i] = square;
  }
  return { sums, totals, squares };
};
