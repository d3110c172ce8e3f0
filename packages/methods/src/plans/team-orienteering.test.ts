import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { loadSolver } from './highs.ts';
import { type RouteInput, teamOrienteering } from './team-orienteering.ts';

const solver = { instance: await loadSolver() };

const drawn = (seed: number, places: number): Required<RouteInput> => {
  const rng = seeded(seed);
  const n = places + 1;
  const x = Float64Array.from({ length: n }, () => rng.int(20));
  const y = Float64Array.from({ length: n }, () => rng.int(20));
  const open = Float64Array.from({ length: n }, (_, i) => (i === 0 ? 0 : rng.int(30)));
  return {
    travel: Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!);
    }),
    rewards: Float64Array.from({ length: n }, () => rng.int(10)),
    service: Float64Array.from({ length: n }, () => rng.int(4)),
    open,
    close: open.map((time, i) => (i === 0 ? 60 : time + 5 + rng.int(30))),
  };
};

/** The most that teams can bring, from all orders of all places: each set's feasibility, then sets shared out. */
const most = ({ travel, rewards, service, open, close }: Required<RouteInput>, teams: number): number => {
  const n = rewards.length;
  const feasible = new Set<number>([0]);
  const go = (at: number, leave: number, set: number): void => {
    for (let j = 1; j < n; j++) {
      if ((set >> j) & 1) continue;
      const begin = Math.max(open[j]!, leave + travel[at * n + j]!);
      if (begin > close[j]!) continue;
      const done = begin + service[j]!;
      if (done + travel[j * n]! <= close[0]!) feasible.add(set | (1 << j));
      go(j, done, set | (1 << j));
    }
  };
  go(0, open[0]!, 0);
  let sets = new Set<number>([0]);
  for (let team = 0; team < teams; team++)
    sets = new Set(
      [...sets].flatMap((one) => [...feasible].filter((two) => (one & two) === 0).map((two) => one | two)),
    );
  return Math.max(
    ...[...sets].map((set) => rewards.reduce((sum, reward, i) => sum + ((set >> i) & 1 ? reward : 0), 0)),
  );
};

describe('team orienteering', () => {
  test('gives what trying every order gives for few places, and keeps windows, shift and single visits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(9999),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 2 }),
        async (seed, places, teams) => {
          const input = drawn(seed, places);
          const result = await teamOrienteering(input, { teams, seed: 1, rounds: 20, solver });
          const best = most(input, teams);
          if (isInsufficient(result)) {
            expect(best).toBe(0);
            return;
          }
          keepsAll(input, result.routes, result.home);
          expect(result.value).toBe(best);
          expect([result.bound, result.proven]).toEqual([best, true]);
          const rough = await teamOrienteering(input, { teams, seed: 1, rounds: 20, exactUpTo: 0 });
          if (isInsufficient(rough)) throw new Error(rough.detail);
          expect(rough.bound).toBeGreaterThanOrEqual(best - 1e-9);
          expect(rough.value).toBeLessThanOrEqual(best);
        },
      ),
      { seed: 16, numRuns: 40 },
    );
  });

  test('gives the same routes for the same seed, and states a gap for many places', async () => {
    const input = drawn(3, 40);
    const ask = () => teamOrienteering(input, { teams: 3, seed: 7, rounds: 60 });
    const [one, two] = [await ask(), await ask()];
    expect(one).toEqual(two);
    if (isInsufficient(one)) throw new Error(one.detail);
    keepsAll(input, one.routes, one.home);
    expect(one.bound).toBeGreaterThanOrEqual(one.value);
    expect(one.gap).toBeLessThan(0.6);
  });

  test('refuses when no place can be reached', async () => {
    const input = { ...drawn(3, 2), close: Float64Array.of(0, 0, 0) };
    expect(await teamOrienteering(input, { teams: 1, seed: 1 })).toMatchObject({
      reason: 'no-place-reachable',
    });
  });
});

const keepsAll = (
  { travel, service, open, close }: Required<RouteInput>,
  routes: readonly { readonly places: readonly number[]; readonly start: readonly number[] }[],
  home: Float64Array,
): void => {
  const visits = routes.flatMap(({ places }) => places);
  expect(new Set(visits).size).toBe(visits.length);
  const n = close.length;
  routes.forEach(({ places, start }, team) => {
    let at = 0;
    let leave = open[0]!;
    places.forEach((place, visit) => {
      expect(start[visit]).toBeGreaterThanOrEqual(leave + travel[at * n + place]! - 1e-9);
      expect(start[visit]).toBeGreaterThanOrEqual(open[place]!);
      expect(start[visit]).toBeLessThanOrEqual(close[place]!);
      leave = start[visit]! + service[place]!;
      at = place;
    });
    expect(home[team]).toBeGreaterThanOrEqual(leave + travel[at * n]! - 1e-9);
    expect(home[team]).toBeLessThanOrEqual(close[0]!);
  });
};
