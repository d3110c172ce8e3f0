import type { Breath } from '../long-run.ts';
import type { Rng } from '../random/seeded.ts';
import { cheapestInsertion, type RouteProblem, type Schedule, scheduled } from './route-schedule.ts';

export interface Routes {
  readonly routes: readonly Schedule[];
  readonly reward: number;
}

/**
 * Inserts what brings most for its delay (reward² / delay), shortens routes by reversing stretches, then over and over
 * takes out stretches at random and inserts anew (ruin and recreate), keeping what is not much worse than the best.
 * Insertion: Vansteenwegen et al. (2009), Computers & Operations Research 36(12); ruin and recreate: Schrimpf et al.
 * (2000), Journal of Computational Physics 159.
 */
export const searchRoutes = async (
  problem: RouteProblem,
  rounds: number,
  ceiling: number,
  rng: Rng,
  breath: Breath,
): Promise<Routes> => {
  const empty = Array.from({ length: problem.teams }, () => scheduled(problem, [])!);
  let current = polished(problem, filled(problem, empty, undefined));
  let best = current;
  for (let round = 0; round < rounds && best.reward < ceiling * (1 - 1e-9); round++) {
    if (breath.due()) await breath.take(round / rounds);
    const tried = polished(problem, filled(problem, ruined(problem, current.routes, rng), rng));
    if (tried.reward >= best.reward * 0.97 || tried.reward >= current.reward) current = tried;
    if (tried.reward > best.reward) best = tried;
    // now and then back to the best, so that the walk does not stray for good
    if (round % 100 === 99) current = best;
  }
  return best;
};

const rewardOf = ({ rewards }: RouteProblem, routes: readonly Schedule[]): number =>
  routes.reduce((sum, { route }) => sum + route.reduce((part, place) => part + rewards[place]!, 0), 0);

/** Inserts until nothing fits; with `rng` the order is shaken a little. */
const filled = (problem: RouteProblem, start: readonly Schedule[], rng: Rng | undefined): Routes => {
  const routes = [...start];
  const visited = new Set(routes.flatMap(({ route }) => route));
  const shake = Float64Array.from({ length: problem.n }, () => (rng ? 0.5 + rng.next() : 1));
  for (;;) {
    let best: { team: number; place: number; at: number; worth: number } | undefined;
    for (let place = 1; place < problem.n; place++) {
      if (visited.has(place) || problem.rewards[place] === 0) continue;
      routes.forEach((schedule, team) => {
        const fit = cheapestInsertion(problem, schedule, place);
        if (!fit) return;
        const worth = (problem.rewards[place]! ** 2 * shake[place]!) / (fit.delay + 1e-9);
        if (!best || worth > best.worth) best = { team, place, at: fit.at, worth };
      });
    }
    if (!best) return { routes, reward: rewardOf(problem, routes) };
    const { team, place, at } = best;
    routes[team] = scheduled(problem, routes[team]!.route.toSpliced(at, 0, place))!;
    visited.add(place);
  }
};

/** 2-opt within each route: a stretch is reversed when that brings the team home earlier; then there may be room. */
const polished = (problem: RouteProblem, { routes, reward }: Routes): Routes => {
  let shortened = false;
  const shorter = routes.map((schedule) => {
    let kept = schedule;
    for (let from = 0; from + 1 < kept.route.length; from++)
      for (let to = from + 1; to < kept.route.length; to++) {
        const route = [
          ...kept.route.slice(0, from),
          ...kept.route.slice(from, to + 1).reverse(),
          ...kept.route.slice(to + 1),
        ];
        const turned = scheduled(problem, route);
        if (turned && turned.start.at(-1)! < kept.start.at(-1)! - 1e-9) {
          kept = turned;
          shortened = true;
        }
      }
    return kept;
  });
  return shortened ? filled(problem, shorter, undefined) : { routes, reward };
};

/** Takes a stretch of random place and length out of each route, and at times all of one. */
const ruined = (problem: RouteProblem, routes: readonly Schedule[], rng: Rng): readonly Schedule[] => {
  const whole = rng.next() < 0.1 ? rng.int(routes.length) : -1;
  return routes.map(({ route }, team) => {
    if (route.length === 0 || team === whole) return scheduled(problem, [])!;
    const length = 1 + rng.int(Math.max(1, Math.ceil(route.length / 2)));
    const rest = route.toSpliced(rng.int(route.length), length);
    // without the triangle inequality a shorter route may be late; then the whole is taken out
    return scheduled(problem, rest) ?? scheduled(problem, [])!;
  });
};
