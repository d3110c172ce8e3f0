import { expect, test } from 'vitest';
import { breathing } from '../long-run.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { circlesAround } from './circles.ts';
import { inSlots, scanPlan } from './plan.ts';
import { logLikelihoodRatio } from './score.ts';
import { centreSearch } from './search-centre.ts';
import { plainSieve } from './sieve.ts';
import { simdSieve } from './simd-sieve.ts';

const places = 40;

/** A plan over uneven places and steps, some of which expect nothing, and eight random maps. */
const sample = async (ends: 'any' | 'last', longest: number, mean: number) => {
  const rng = seeded(8);
  const steps = 11;
  const x = new Float64Array(places).map(() => Math.floor(rng.next() * 7));
  const y = new Float64Array(places).map(() => Math.floor(rng.next() * 7));
  const weights = new Float64Array(places * steps).map((_, i) =>
    i % 17 === 0 ? 0 : rng.next() ** 3 * (1 + (i % steps)),
  );
  const sum = weights.reduce((a, b) => a + b);
  const cases = Math.round(mean * places * steps);
  const expected = weights.map((weight) => (weight * cases) / sum);
  const circles = await circlesAround(
    x,
    y,
    new Float64Array(places).fill(1),
    {
      coordinates: 'plane',
      largestShare: 0.4,
      largestRadius: Number.POSITIVE_INFINITY,
    },
    breathing(),
  );
  const plan = await scanPlan(
    { circles, model: { kind: 'poisson', cases }, expected, steps, ends, longest, leastCases: 2 },
    breathing(),
  );
  const maps = Array.from({ length: 8 }, () =>
    inSlots(
      Int32Array.from(expected, (size) => drawPoisson(rng, size)),
      places,
      steps,
      ends,
      plan.width,
    ),
  );
  return { plan, maps };
};

test.each([
  ['any', 5, 0.4],
  ['any', 11, 3],
  ['last', 4, 1],
  ['last', 11, 20],
] as const)(
  'SIMD and plain sieves suspect the same circles, and none that holds a window above the level is missed: %s end, up to %d steps',
  async (ends, longest, mean) => {
    const { plan, maps } = await sample(ends, longest, mean);
    const simd = simdSieve(plan)!;
    const plain = plainSieve(plan);
    expect([simd.lanes, plain.lanes]).toEqual([8, 2]);
    simd.load(maps);
    let suspected = 0;
    for (let first = 0; first < 8; first += 2) {
      plain.load(maps.slice(first, first + 2));
      for (let centre = 0; centre < places; centre++) {
        const levels = maps.map((_, lane) => 1 + 0.5 * lane);
        const wide = simd.suspects(centre, Float64Array.from(levels));
        const narrow = plain.suspects(centre, Float64Array.from(levels.slice(first, first + 2)));
        for (let zone = plan.zoneStarts[centre]!; zone < plan.zoneStarts[centre + 1]!; zone++) {
          const at = zone - plan.zoneStarts[centre]!;
          const bits = narrow?.[at] ?? 0;
          expect(((wide?.[at] ?? 0) >> first) & 3).toBe(bits);
          if (bits !== 0) suspected++;
          for (const lane of [0, 1])
            if (((bits >> lane) & 1) === 0)
              expect(bestInZone(plan, maps[first + lane]!, centre, zone)).toBeLessThan(levels[first + lane]!);
        }
      }
    }
    expect(suspected).toBeGreaterThan(0);
  },
);

/** Every window of one circle, by the formula alone. */
const bestInZone = (
  plan: Awaited<ReturnType<typeof sample>>['plan'],
  counts: Int32Array,
  centre: number,
  zone: number,
): number => {
  const { members, memberStarts, zoneEnds, width, longest, ends, expected, model } = plan;
  const inside = members.subarray(memberStarts[centre]!, zoneEnds[zone]!);
  const upTo = (table: ArrayLike<number>, slot: number) =>
    slot < 0 ? 0 : inside.reduce((sum, place) => sum + table[place * width + slot]!, 0);
  let best = 0;
  for (let length = 1; length <= longest; length++)
    for (let end = length - 1; end < (ends === 'any' ? width : length); end++) {
      const observed = upTo(counts, end) - upTo(counts, end - length);
      if (observed >= 2)
        best = Math.max(
          best,
          logLikelihoodRatio(model, observed, upTo(expected, end) - upTo(expected, end - length)),
        );
    }
  return best;
};

test('the search by thresholds finds the largest ratio that looking at every window finds', async () => {
  for (const [ends, longest, mean] of [
    ['any', 5, 0.4],
    ['last', 11, 20],
  ] as const) {
    const { plan, maps } = await sample(ends, longest, mean);
    const search = centreSearch(plan);
    for (let centre = 0; centre < places; centre++) {
      let best = 0;
      for (let zone = plan.zoneStarts[centre]!; zone < plan.zoneStarts[centre + 1]!; zone++)
        best = Math.max(best, bestInZone(plan, maps[0]!, centre, zone));
      expect(search.best(maps[0]!, centre, 0)).toBeCloseTo(best, 9);
    }
  }
});

test('counts beyond 16 bits are sifted one simulation at a time', async () => {
  const { plan, maps } = await sample('any', 5, 600);
  expect(simdSieve(plan)).toBeUndefined();
  const plain = plainSieve(plan);
  expect(plain.lanes).toBe(1);
  plain.load(maps);
  const level = 3;
  for (let centre = 0; centre < places; centre++) {
    const flags = plain.suspects(centre, Float64Array.of(level));
    for (let zone = plan.zoneStarts[centre]!; zone < plan.zoneStarts[centre + 1]!; zone++)
      if (!flags?.[zone - plan.zoneStarts[centre]!])
        expect(bestInZone(plan, maps[0]!, centre, zone)).toBeLessThan(level);
  }
});
