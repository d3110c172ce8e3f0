import type { MedianProblem } from './median-problem.ts';

/**
 * From flags of open sites (as many as `choose`, or fewer: then the best are added) to flags no swap of one site makes
 * cheaper. A round prices all swaps in O(demands × sites): Whitaker (1983), INFOR 21(2), after Teitz & Bart (1968).
 */
export const searchMedian = (problem: MedianProblem, start: Uint8Array): Uint8Array => {
  const { demands, sites, choose, costs } = problem;
  const open = start.slice();
  const nearest = new Int32Array(demands);
  const first = new Float64Array(demands);
  const second = new Float64Array(demands);
  const look = (): void => {
    first.fill(Number.POSITIVE_INFINITY);
    second.fill(Number.POSITIVE_INFINITY);
    for (let i = 0; i < demands; i++)
      for (let j = 0; j < sites; j++) {
        if (open[j] !== 1) continue;
        const cost = costs[i * sites + j]!;
        if (cost < first[i]!) {
          second[i] = first[i]!;
          first[i] = cost;
          nearest[i] = j;
        } else if (cost < second[i]!) second[i] = cost;
      }
  };
  let count = open.reduce((sum, flag) => sum + flag, 0);
  for (; count < Math.min(choose, sites); count++) {
    look();
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < sites; j++) {
      if (open[j] === 1) continue;
      let saved = 0;
      for (let i = 0; i < demands; i++) {
        const cost = costs[i * sites + j]!;
        saved += count === 0 ? -cost : Math.max(0, first[i]! - cost);
      }
      if (saved > most) {
        most = saved;
        best = j;
      }
    }
    open[best] = 1;
  }
  if (count === sites) return open;
  const dearer = new Float64Array(sites);
  for (;;) {
    look();
    const total = first.reduce((sum, cost) => sum + cost, 0);
    let least = -1e-9 * Math.max(1e-300, total);
    let enter = -1;
    let leave = -1;
    for (let j = 0; j < sites; j++) {
      if (open[j] === 1) continue;
      dearer.fill(0);
      let change = 0;
      for (let i = 0; i < demands; i++) {
        const cost = costs[i * sites + j]!;
        const now = first[i]!;
        if (cost < now) change += cost - now;
        // without its nearest site the point goes to the new or the second nearest, whichever costs less
        else dearer[nearest[i]!]! += Math.min(cost, second[i]!) - now;
      }
      for (let k = 0; k < sites; k++)
        if (open[k] === 1 && change + dearer[k]! < least) {
          least = change + dearer[k]!;
          enter = j;
          leave = k;
        }
    }
    if (enter < 0) return open;
    open[enter] = 1;
    open[leave] = 0;
  }
};
