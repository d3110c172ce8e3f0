import type { Coverage } from './coverage.ts';

/** What is left to decide of a maximal covering problem: a branch of the search is a smaller problem of the same kind. */
export interface CoveringProblem {
  /** sites still to be chosen among the free ones */
  readonly choose: number;
  /** weight that the chosen sites cover; its demand points are no longer listed */
  readonly base: number;
  /** sites chosen for good, as the caller numbers them */
  readonly chosen: readonly number[];
  /** the caller's number of each free site */
  readonly ids: Int32Array;
  readonly weights: Float64Array;
  readonly siteStarts: Int32Array;
  readonly siteDemands: Int32Array;
  readonly demandStarts: Int32Array;
  readonly demandSites: Int32Array;
}

/** Demand points served by the same sites act as one, those without weight or site not at all. */
export const coveringProblem = (
  coverage: Coverage,
  weights: Float64Array,
  choose: number,
): CoveringProblem => {
  const { demands, sites, starts, covered } = coverage;
  const bySite = { starts, list: covered };
  const byDemand = transposed(bySite, sites, demands);
  const { first, sums } = merged(byDemand, weights);
  const demandStarts = new Int32Array(first.length + 1);
  first.forEach((i, at) => {
    demandStarts[at + 1] = demandStarts[at]! + byDemand.starts[i + 1]! - byDemand.starts[i]!;
  });
  const demandSites = new Int32Array(demandStarts[first.length]!);
  first.forEach((i, at) => {
    demandSites.set(byDemand.list.subarray(byDemand.starts[i]!, byDemand.starts[i + 1]!), demandStarts[at]!);
  });
  const back = transposed({ starts: demandStarts, list: demandSites }, first.length, sites);
  return {
    choose,
    base: 0,
    chosen: [],
    ids: Int32Array.from({ length: sites }, (_, j) => j),
    weights: Float64Array.from(sums),
    siteStarts: back.starts,
    siteDemands: back.list,
    demandStarts,
    demandSites,
  };
};

export const FREE = 0;
export const TAKEN = 1;
export const LEFT_OUT = 2;

/** The problem once some free sites are taken and others left out, and which demand points remain. */
export const reduced = (
  problem: CoveringProblem,
  fate: Uint8Array,
): { readonly problem: CoveringProblem; readonly kept: Int32Array } => {
  const { ids, weights, siteStarts, siteDemands, demandStarts, demandSites } = problem;
  const sites = ids.length;
  const place = new Int32Array(sites).fill(-1);
  const served = new Uint8Array(weights.length);
  const chosen = [...problem.chosen];
  let free = 0;
  for (let j = 0; j < sites; j++) {
    if (fate[j] === FREE) place[j] = free++;
    else if (fate[j] === TAKEN) {
      chosen.push(ids[j]!);
      for (let at = siteStarts[j]!; at < siteStarts[j + 1]!; at++) served[siteDemands[at]!] = 1;
    }
  }
  const kept = new Int32Array(weights.length);
  const starts = new Int32Array(weights.length + 1);
  const list = new Int32Array(demandSites.length);
  let base = problem.base;
  let count = 0;
  let end = 0;
  for (let i = 0; i < weights.length; i++) {
    if (served[i] === 1) {
      base += weights[i]!;
      continue;
    }
    const begin = end;
    for (let at = demandStarts[i]!; at < demandStarts[i + 1]!; at++) {
      const to = place[demandSites[at]!]!;
      if (to >= 0) list[end++] = to;
    }
    if (end === begin) continue;
    kept[count++] = i;
    starts[count] = end;
  }
  const byDemand = { starts: starts.slice(0, count + 1), list: list.slice(0, end) };
  const bySite = transposed(byDemand, count, free);
  return {
    kept: kept.slice(0, count),
    problem: {
      choose: problem.choose - (chosen.length - problem.chosen.length),
      base,
      chosen,
      ids: ids.filter((_, j) => fate[j] === FREE),
      weights: Float64Array.from(kept.subarray(0, count), (i) => weights[i]!),
      siteStarts: bySite.starts,
      siteDemands: bySite.list,
      demandStarts: byDemand.starts,
      demandSites: byDemand.list,
    },
  };
};

interface Lists {
  readonly starts: Int32Array;
  readonly list: Int32Array;
}

/** From rows' lists of columns to columns' lists of rows, ascending. */
export const transposed = ({ starts, list }: Lists, rows: number, columns: number): Lists => {
  const back = new Int32Array(columns + 1);
  for (let at = 0; at < list.length; at++) back[list[at]! + 1]!++;
  for (let c = 0; c < columns; c++) back[c + 1]! += back[c]!;
  const next = back.slice(0, columns);
  const into = new Int32Array(list.length);
  for (let row = 0; row < rows; row++)
    for (let at = starts[row]!; at < starts[row + 1]!; at++) into[next[list[at]!]!++] = row;
  return { starts: back, list: into };
};

/** One point, and the sum of the weights, for each set of sites that serves any. */
const merged = (
  { starts, list }: Lists,
  weights: Float64Array,
): { readonly first: readonly number[]; readonly sums: readonly number[] } => {
  const first: number[] = [];
  const sums: number[] = [];
  // open addressing at most half full: a slot holds a place in `first` plus 1
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * weights.length + 2)));
  const mask = slots.length - 1;
  const same = (i: number, k: number): boolean => {
    const length = starts[i + 1]! - starts[i]!;
    if (starts[k + 1]! - starts[k]! !== length) return false;
    for (let at = 0; at < length; at++) if (list[starts[i]! + at] !== list[starts[k]! + at]) return false;
    return true;
  };
  for (let i = 0; i < weights.length; i++) {
    if (starts[i] === starts[i + 1] || weights[i] === 0) continue;
    let hash = 0x811c9dc5;
    for (let at = starts[i]!; at < starts[i + 1]!; at++) hash = Math.imul(hash ^ list[at]!, 0x01000193);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] !== 0 && !same(i, first[slots[slot]! - 1]!)) slot = (slot + 1) & mask;
    if (slots[slot] === 0) {
      slots[slot] = first.push(i);
      sums.push(weights[i]!);
    } else sums[slots[slot]! - 1]! += weights[i]!;
  }
  return { first, sums };
};
