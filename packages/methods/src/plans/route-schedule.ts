/** Places to visit from a depot, which is place 0: it opens at the start of the shift and closes at its end. */
export interface RouteProblem {
  /** places, the depot among them */
  readonly n: number;
  readonly teams: number;
  /** n × n travel times, row by row from, column by column to */
  readonly travel: Float64Array;
  readonly rewards: Float64Array;
  readonly service: Float64Array;
  /** a visit starts from `open` to `close`; who is early waits */
  readonly open: Float64Array;
  readonly close: Float64Array;
}

/** When each visit of a route starts at the earliest and may start at the latest. */
export interface Schedule {
  /** places without the depot */
  readonly route: readonly number[];
  /** per visit, and last the return to the depot */
  readonly start: readonly number[];
  readonly latest: readonly number[];
}

/** The route's times, or undefined where a window or the shift's end would be missed. */
export const scheduled = (problem: RouteProblem, route: readonly number[]): Schedule | undefined => {
  const { n, travel, service, open, close } = problem;
  const stops = [...route, 0];
  const start: number[] = [];
  let at = 0;
  let leave = open[0]!;
  for (const to of stops) {
    const begin = Math.max(open[to]!, leave + travel[at * n + to]!);
    if (begin > close[to]!) return undefined;
    start.push(begin);
    leave = begin + service[to]!;
    at = to;
  }
  const latest = stops.map((place) => close[place]!);
  for (let s = stops.length - 2; s >= 0; s--) {
    const [from, to] = [stops[s]!, stops[s + 1]!];
    latest[s] = Math.min(latest[s]!, latest[s + 1]! - service[from]! - travel[from * n + to]!);
  }
  return { route, start, latest };
};

/** Where a place fits into a route with least delay of what follows, waiting included. */
export const cheapestInsertion = (
  { n, travel, service, open, close }: RouteProblem,
  { route, start, latest }: Schedule,
  place: number,
): { readonly at: number; readonly delay: number } | undefined => {
  let best: { at: number; delay: number } | undefined;
  for (let at = 0; at <= route.length; at++) {
    const before = at === 0 ? 0 : route[at - 1]!;
    const after = at === route.length ? 0 : route[at]!;
    const leave = at === 0 ? open[0]! : start[at - 1]! + service[before]!;
    const begin = Math.max(open[place]!, leave + travel[before * n + place]!);
    if (begin > close[place]!) continue;
    const arrive = begin + service[place]! + travel[place * n + after]!;
    const next = Math.max(open[after]!, arrive);
    if (next > latest[at]!) continue;
    const detour = travel[before * n + place]! + travel[place * n + after]! - travel[before * n + after]!;
    const delay = Math.max(next - start[at]!, 0) + Math.max(detour, 0) * 0.1 + service[place]! * 0.1;
    if (!best || delay < best.delay) best = { at, delay };
  }
  return best;
};
