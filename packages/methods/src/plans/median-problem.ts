/** Every demand point's cost at every site, and its sites from the cheapest on. */
export interface MedianProblem {
  readonly demands: number;
  readonly sites: number;
  readonly choose: number;
  /** weight × distance, demands × sites, row by row */
  readonly costs: Float64Array;
  /** demands × sites: per point its sites, cheapest first */
  readonly order: Int32Array;
}

export const medianProblem = (
  distances: Float64Array,
  weights: Float64Array,
  sites: number,
  choose: number,
): MedianProblem => {
  const demands = weights.length;
  const costs = distances.map((distance, at) => distance * weights[Math.floor(at / sites)]!);
  const order = new Int32Array(demands * sites);
  const places = Int32Array.from({ length: sites }, (_, j) => j);
  for (let i = 0; i < demands; i++) {
    const row = costs.subarray(i * sites, (i + 1) * sites);
    order.set(
      places.slice().sort((a, b) => row[a]! - row[b]! || a - b),
      i * sites,
    );
  }
  return { demands, sites, choose, costs, order };
};

/** What the open sites cost when every point goes to its cheapest. */
export const medianCost = (
  { demands, sites, costs, order }: MedianProblem,
  open: ArrayLike<number>,
): number => {
  let sum = 0;
  for (let i = 0; i < demands; i++)
    for (let at = i * sites; at < (i + 1) * sites; at++)
      if (open[order[at]!] === 1) {
        sum += costs[i * sites + order[at]!]!;
        break;
      }
  return sum;
};
