import { type Insufficient, insufficient } from '../insufficient.ts';
import { breathing, type LongRun } from '../long-run.ts';
import { allFinite, numberWithin, sameLength, wholeNumber } from '../problems.ts';
import { seeded } from '../random/seeded.ts';
import { loadSolver, type SolverSource } from './highs.ts';
import { type Planned, planned } from './planned.ts';
import { knapsackBound, reachOf, solveRoutes } from './route-bounds.ts';
import { type RouteProblem, scheduled } from './route-schedule.ts';
import { searchRoutes } from './route-search.ts';

/** Row and column 0 of `travel` and entry 0 of the rest are the depot. */
export interface RouteInput {
  /** (places + 1)² travel times ≥ 0, row by row */
  readonly travel: Float64Array;
  /** ≥ 0, for a visit of each place; the depot's is not counted */
  readonly rewards: Float64Array;
  readonly service?: Float64Array | undefined;
  /** a visit starts from `open` to `close`; of the depot the shift. Default: the depot's shift for all */
  readonly open: Float64Array;
  readonly close: Float64Array;
}

export interface TeamOrienteeringOptions extends LongRun {
  readonly teams: number;
  readonly seed: number | bigint;
  /** rounds of taking out and putting in; default 1000 */
  readonly rounds?: number;
  /** solve up to so many places to a proven best; default 8, at most 25 */
  readonly exactUpTo?: number;
  /** branches the solver may look at; default 2000 */
  readonly maxNodes?: number;
  readonly solver?: SolverSource | undefined;
}

export interface TeamOrienteeringResult extends Planned {
  readonly kind: 'team-orienteering';
  /** per team the places in order, without the depot, and when each visit starts */
  readonly routes: readonly { readonly places: readonly number[]; readonly start: readonly number[] }[];
  /** when each team is back */
  readonly home: Float64Array;
  /** places no team could visit in time, were it the only one */
  readonly unreachable: Int32Array;
}

/**
 * Which places should patrols visit, in which order, within their shift and the places' hours, to be of most use?
 *
 * @returns a route per team with a bound on what any routes could bring, or `Insufficient` when no place is reachable
 * @throws Problem METHOD_LENGTHS_DIFFER, METHOD_VALUE_INVALID
 *
 * O(rounds × places × route length); the exact model of few places is exponential and holds the thread.
 * Source: Chao, Golden & Wasil (1996), European Journal of Operational Research 88(3); with time windows:
 * Vansteenwegen et al. (2009), Computers & Operations Research 36(12).
 */
export const teamOrienteering = async (
  { travel, rewards, service = new Float64Array(rewards.length), open, close }: RouteInput,
  options: TeamOrienteeringOptions,
): Promise<TeamOrienteeringResult | Insufficient> => {
  const { teams, seed, rounds = 1000, exactUpTo = 8, maxNodes = 2000, signal, onProgress } = options;
  const n = sameLength({ rewards, service, open, close });
  sameLength({ 'places × places': new Uint8Array(n * n), travel });
  for (const [name, values] of Object.entries({ travel, rewards, service, open, close })) {
    allFinite(name, values);
    const below = values.findIndex((value) => value < 0);
    if (name !== 'open' && name !== 'close' && below >= 0)
      numberWithin(`${name}[${below}]`, values[below]!, 0);
  }
  wholeNumber('teams', teams, 1, 1000);
  wholeNumber('rounds', rounds, 0);
  wholeNumber('exactUpTo', exactUpTo, 0, 25);
  const own = (values: Float64Array): Float64Array => (n === 0 ? values : values.with(0, 0));
  const problem: RouteProblem = {
    n,
    teams,
    travel,
    rewards: own(rewards),
    service: own(service),
    open,
    close,
  };
  const reach = reachOf(problem);
  const { usable } = reach;
  const count = usable.reduce((sum, one) => sum + one, 0);
  if (count === 0)
    return insufficient({
      reason: 'no-place-reachable',
      detail: 'No place can be visited within its hours and the shift, not even alone.',
      have: 0,
      need: 1,
    });
  const breath = breathing({ signal, onProgress });
  let bound = knapsackBound(problem, reach);
  const found = await searchRoutes(problem, rounds, bound, seeded(seed), breath);
  let routes = found.routes.map(({ route }) => route);
  let value = found.reward;
  if (count <= exactUpTo && value < bound * (1 - 1e-9)) {
    const exact = solveRoutes(problem, reach, await loadSolver(options.solver), maxNodes);
    const reward = exact.routes?.flat().reduce((sum, place) => sum + rewards[place]!, 0) ?? 0;
    // the solver's own sum is rounded; the rewards of its routes are not
    const same = exact.optimal && Math.abs(reward - exact.bound) <= 1e-6 * Math.max(1, reward);
    bound = Math.min(bound, Math.max(value, same ? reward : exact.bound));
    if (reward > value && exact.routes?.every((route) => scheduled(problem, route))) {
      value = reward;
      routes = Array.from({ length: teams }, (_, team) => exact.routes![team] ?? []);
    }
  }
  const schedules = routes.map((route) => scheduled(problem, route)!);
  return {
    kind: 'team-orienteering',
    routes: schedules.map(({ route, start }) => ({ places: route, start: start.slice(0, -1) })),
    home: Float64Array.from(schedules, ({ start }) => start.at(-1)!),
    unreachable: Int32Array.from(usable.keys()).filter((i) => i > 0 && usable[i] === 0),
    ...planned(value, Math.max(value, bound)),
  };
};
