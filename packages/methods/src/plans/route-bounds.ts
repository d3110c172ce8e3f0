import type { Highs } from 'highs';
import { MixedModel } from './highs.ts';
import type { RouteProblem } from './route-schedule.ts';

/**
 * What a place and its neighbours allow at best. Ways from and to the depot may lead by other places, so nothing is
 * asked of the travel times: they may break the triangle inequality.
 */
interface Reach {
  readonly earliest: Float64Array;
  readonly usable: Uint8Array;
}

/** Places that a team could visit were it the only one. */
export const reachOf = ({ n, travel, service, open, close }: RouteProblem): Reach => {
  const out = shortestWays(n, (i, j) => travel[i * n + j]!);
  const back = shortestWays(n, (i, j) => travel[j * n + i]!);
  const earliest = out.map((way, i) => Math.max(open[i]!, open[0]! + way));
  return {
    earliest,
    usable: Uint8Array.from(earliest, (begin, i) =>
      i > 0 && begin <= close[i]! && begin + service[i]! + back[i]! <= close[0]! ? 1 : 0,
    ),
  };
};

/** Dijkstra (1959) from place 0 on a full table. */
const shortestWays = (n: number, length: (i: number, j: number) => number): Float64Array => {
  const ways = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const done = new Uint8Array(n);
  ways[0] = 0;
  for (let round = 0; round < n; round++) {
    let at = -1;
    for (let i = 0; i < n; i++) if (done[i] === 0 && (at < 0 || ways[i]! < ways[at]!)) at = i;
    done[at] = 1;
    for (let j = 0; j < n; j++) ways[j] = Math.min(ways[j]!, ways[at]! + length(at, j));
  }
  return ways;
};

const canFollow = (
  { n, travel, service, close }: RouteProblem,
  { earliest }: Reach,
  i: number,
  j: number,
): boolean => i !== j && earliest[i]! + service[i]! + travel[i * n + j]! <= close[j]!;

/**
 * Fractional knapsack: a visit takes its service and at least half of the shortest ways to and from it, and all teams
 * together have `teams` shifts. No plan brings more.
 */
export const knapsackBound = (problem: RouteProblem, reach: Reach): number => {
  const { usable } = reach;
  const { n, teams, travel, service, rewards, open, close } = problem;
  const takes = (i: number): number => {
    let into = Number.POSITIVE_INFINITY;
    let out = Number.POSITIVE_INFINITY;
    for (let j = 0; j < n; j++) {
      if (j > 0 && usable[j] !== 1) continue;
      if (canFollow(problem, reach, j, i)) into = Math.min(into, travel[j * n + i]!);
      if (canFollow(problem, reach, i, j)) out = Math.min(out, travel[i * n + j]!);
    }
    return service[i]! + (into + out) / 2;
  };
  const places = Array.from({ length: n }, (_, i) => i).filter((i) => usable[i] === 1);
  // a team that stays at the depot needs no way out and in; leaving those out keeps the bound true
  const room = teams * (close[0]! - open[0]!);
  const items = places
    .map((i) => ({ reward: rewards[i]!, time: takes(i) }))
    .sort((a, b) => b.reward * a.time - a.reward * b.time);
  let left = room;
  let bound = 0;
  for (const { reward, time } of items) {
    if (time <= left) {
      bound += reward;
      left -= time;
      continue;
    }
    return bound + (reward * left) / time;
  }
  return bound;
};

export interface ExactRoutes {
  readonly optimal: boolean;
  readonly bound: number;
  readonly routes: readonly (readonly number[])[] | undefined;
}

/** The exact model, arcs and starting times of visits, for few places: the optimum's bound from the solver's tree. */
export const solveRoutes = (
  problem: RouteProblem,
  reach: Reach,
  solver: Highs,
  maxNodes: number,
): ExactRoutes => {
  const { usable } = reach;
  const { n, teams, travel, service, rewards, open, close } = problem;
  const model = new MixedModel();
  const arcs: { from: number; to: number; column: number }[] = [];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if ((i === 0 || usable[i] === 1) && (j === 0 || usable[j] === 1) && canFollow(problem, reach, i, j))
        arcs.push({ from: i, to: j, column: model.column(rewards[i]!, 1, true) });
  const first = open[0]!;
  // times count from the start of the shift
  const times = Array.from({ length: n }, (_, i) => model.column(0, Math.max(0, close[i]! - first), false));
  const ranks = Array.from({ length: n }, () => model.column(0, n, false));
  for (let i = 0; i < n; i++) {
    const out = arcs.filter(({ from }) => from === i);
    const into = arcs.filter(({ to }) => to === i);
    model.row(0, 0, [
      ...out.map(({ column }) => [column, 1] as const),
      ...into.map(({ column }) => [column, -1] as const),
    ]);
    model.row(
      0,
      i === 0 ? teams : 1,
      out.map(({ column }) => [column, 1] as const),
    );
    if (i === 0 || usable[i] !== 1) continue;
    model.row(open[i]! - first, Number.POSITIVE_INFINITY, [[times[i]!, 1]]);
  }
  for (const { from, to, column } of arcs) {
    const length = travel[from * n + to]! + (from === 0 ? 0 : service[from]!);
    if (from === 0)
      model.row(0, Number.POSITIVE_INFINITY, [
        [times[to]!, 1],
        [column, -length],
      ]);
    else if (to === 0)
      model.row(Number.NEGATIVE_INFINITY, close[0]! - first, [
        [times[from]!, 1],
        [column, length],
      ]);
    else {
      // start of `to` − start of `from` ≥ length where the arc is used
      const slack = close[from]! - first + length;
      model.row(length - slack, Number.POSITIVE_INFINITY, [
        [times[to]!, 1],
        [times[from]!, -1],
        [column, -slack],
      ]);
      // times alone would let places without time between them form a ring of their own
      if (length < 1e-4 * (close[0]! - first))
        model.row(1 - n, Number.POSITIVE_INFINITY, [
          [ranks[to]!, 1],
          [ranks[from]!, -1],
          [column, -n],
        ]);
    }
  }
  const answer = model.solve(solver, 'maximize', { maxNodes });
  if (answer.columns.length === 0)
    return { optimal: false, bound: Number.POSITIVE_INFINITY, routes: undefined };
  const used = arcs.filter(({ column }) => answer.columns[column]! > 0.5);
  const routes = used
    .filter(({ from }) => from === 0)
    .map(({ to }) => {
      const route: number[] = [];
      for (let at = to; at !== 0; at = used.find(({ from }) => from === at)!.to) route.push(at);
      return route;
    });
  return {
    optimal: answer.status === 'optimal',
    bound: answer.status === 'optimal' ? answer.value : answer.bound,
    routes,
  };
};
