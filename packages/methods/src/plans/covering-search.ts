import type { CoveringProblem } from './covering-problem.ts';

/** Sites of a problem (its own numbering) and the weight they cover, `base` included. */
export interface Cover {
  readonly sites: Int32Array;
  readonly value: number;
}

/**
 * A state of the search in which a swap is priced without counting anew: for every demand point how many open sites
 * serve it and, where it is one, which.
 */
class OpenSites {
  readonly #problem: CoveringProblem;
  readonly open: Uint8Array;
  readonly #times: Int32Array;
  // the sum of the numbers of the open sites that serve a point: the site itself where it is one
  readonly #sum: Float64Array;
  readonly #loss: Float64Array;
  value: number;

  constructor(problem: CoveringProblem) {
    this.#problem = problem;
    this.open = new Uint8Array(problem.ids.length);
    this.#times = new Int32Array(problem.weights.length);
    this.#sum = new Float64Array(problem.weights.length);
    this.#loss = new Float64Array(problem.ids.length);
    this.value = problem.base;
  }

  add(j: number): void {
    const { siteStarts, siteDemands, weights } = this.#problem;
    this.open[j] = 1;
    for (let at = siteStarts[j]!; at < siteStarts[j + 1]!; at++) {
      const i = siteDemands[at]!;
      if (this.#times[i]!++ === 0) this.value += weights[i]!;
      this.#sum[i]! += j;
    }
  }

  remove(j: number): void {
    const { siteStarts, siteDemands, weights } = this.#problem;
    this.open[j] = 0;
    for (let at = siteStarts[j]!; at < siteStarts[j + 1]!; at++) {
      const i = siteDemands[at]!;
      if (--this.#times[i]! === 0) this.value -= weights[i]!;
      this.#sum[i]! -= j;
    }
  }

  gain(j: number): number {
    const { siteStarts, siteDemands, weights } = this.#problem;
    let gain = 0;
    for (let at = siteStarts[j]!; at < siteStarts[j + 1]!; at++)
      if (this.#times[siteDemands[at]!] === 0) gain += weights[siteDemands[at]!]!;
    return gain;
  }

  /** the best swap of a closed for an open site that raises the value by more than `least` */
  bestSwap(least: number): { readonly enter: number; readonly leave: number } | undefined {
    const { siteStarts, siteDemands, weights, ids } = this.#problem;
    const loss = this.#loss.fill(0);
    for (let i = 0; i < weights.length; i++) if (this.#times[i] === 1) loss[this.#sum[i]!]! += weights[i]!;
    let lightest = Number.POSITIVE_INFINITY;
    let light = -1;
    for (let k = 0; k < ids.length; k++)
      if (this.open[k] === 1 && loss[k]! < lightest) {
        lightest = loss[k]!;
        light = k;
      }
    const shared = new Float64Array(ids.length);
    const touched = new Int32Array(ids.length);
    let best = least;
    let swap: { enter: number; leave: number } | undefined;
    for (let j = 0; j < ids.length; j++) {
      if (this.open[j] === 1) continue;
      let gain = 0;
      let count = 0;
      for (let at = siteStarts[j]!; at < siteStarts[j + 1]!; at++) {
        const i = siteDemands[at]!;
        if (this.#times[i] === 0) gain += weights[i]!;
        else if (this.#times[i] === 1) {
          const k = this.#sum[i]!;
          if (shared[k] === 0) touched[count++] = k;
          shared[k]! += weights[i]!;
        }
      }
      if (light >= 0 && gain - lightest > best) {
        best = gain - lightest;
        swap = { enter: j, leave: light };
      }
      for (let at = 0; at < count; at++) {
        const k = touched[at]!;
        const raise = gain - loss[k]! + shared[k]!;
        if (raise > best) {
          best = raise;
          swap = { enter: j, leave: k };
        }
        shared[k] = 0;
      }
    }
    return swap;
  }
}

/**
 * Adds the site that covers most until enough are open, then swaps open for closed sites while a swap covers more.
 * Greedy adding: Church & ReVelle (1974), Papers of the Regional Science Association 32; interchange: Teitz & Bart
 * (1968), Operations Research 16(5), each round O(entries) as all swaps share one count.
 */
export const searchCover = (problem: CoveringProblem, start: ArrayLike<number> = []): Cover => {
  const state = new OpenSites(problem);
  const { ids, choose } = problem;
  const needed = Math.min(choose, ids.length);
  let count = 0;
  for (; count < Math.min(start.length, needed); count++) state.add(start[count]!);
  // what a site would add only falls as others open, so an old gain is a bound for the new
  const gains = Float64Array.from(ids, (_, j) => (state.open[j] === 1 ? -1 : state.gain(j)));
  for (; count < needed; count++) {
    let best = -1;
    let most = -1;
    for (let j = 0; j < ids.length; j++) {
      if (state.open[j] === 1 || gains[j]! <= most) continue;
      gains[j] = state.gain(j);
      if (gains[j]! > most) {
        most = gains[j]!;
        best = j;
      }
    }
    state.add(best);
  }
  const least = 1e-9 * Math.max(1, Math.abs(state.value));
  for (let swap = state.bestSwap(least); swap; swap = state.bestSwap(least)) {
    state.remove(swap.leave);
    state.add(swap.enter);
  }
  const sites: number[] = [];
  state.open.forEach((open, j) => {
    if (open === 1) sites.push(j);
  });
  return { sites: Int32Array.from(sites), value: state.value };
};
