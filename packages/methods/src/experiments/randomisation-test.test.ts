import { expect, test } from 'vitest';
import { isInsufficient } from '../insufficient.ts';
import { shuffle } from '../random/choose.ts';
import { drawNormal } from '../random/continuous.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { type RandomisationOptions, type RandomisedData, randomisationTest } from './randomisation-test.ts';

const answered = async (data: RandomisedData, options: RandomisationOptions = {}) => {
  const result = await randomisationTest(data, options);
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

test('all arrangements are counted when they are few: unequal groups by hand', async () => {
  // of the 56 ways to choose 3 of 8, only {6, 7, 8} is as far up as observed, and {1, 2, 3} as far down
  const data = {
    outcome: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    treated: [0, 0, 0, 0, 0, 1, 1, 1],
  };
  const found = await answered(data);
  expect(found).toMatchObject({ exact: true, arrangements: 56, p: 2 / 56, statistic: 4 });
  expect((await answered(data, { alternative: 'greater' })).p).toBe(1 / 56);
  expect((await answered(data, { alternative: 'less' })).p).toBe(1);
  const own = await answered(data, {
    statistic: (outcome, treated) => Math.max(...outcome.filter((_, i) => treated[i] === 1)) - 8,
    alternative: 'greater',
  });
  // 8 is among the treated in C(7, 2) of the 56
  expect(own.p).toBe(21 / 56);
  expect(own.interval).toBeUndefined();
});

test('blocks and clusters are drawn as they were: never across blocks, never apart', async () => {
  const outcome = Float64Array.of(1, 2, 30, 31, 3, 4, 32, 33, 5, 6, 34, 35);
  const blocks = ['a', 'a', 'b', 'b', 'a', 'a', 'b', 'b', 'a', 'a', 'b', 'b'];
  const clusters = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5];
  const treated = [1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1];
  const seen = new Set<string>();
  const found = await randomisationTest(
    { outcome, treated, blocks, clusters },
    { statistic: (_, one) => one[0]! },
  );
  // 3 · 3 ways are too few for any p ≤ 0.1
  expect(found).toMatchObject({ reason: 'too-few-arrangements', have: 9, need: 10 });
  const units = await answered(
    { outcome, treated, blocks },
    {
      statistic: (_, one) => {
        seen.add(one.join(''));
        return one.reduce((sum, value, i) => sum + (blocks[i] === 'a' ? value : 0), 0);
      },
    },
  );
  // 2 of 6 in a, 4 of 6 in b
  expect(units).toMatchObject({ exact: true, arrangements: 225, statistic: 2, p: 1 });
  expect(seen.size).toBe(225);
  await expect(
    randomisationTest({ outcome, treated: [1, 0, ...treated.slice(2)], clusters }),
  ).rejects.toThrow(/METHOD_VALUE_INVALID: Cluster 0 is treated in part/);
});

test('drawn p approach exact ones; the same seed and any workers give the same', async () => {
  const rng = seeded(5);
  const outcome = new Float64Array(16).map((_, i) => drawNormal(rng) + (i < 5 ? 1 : 0));
  const data = { outcome, treated: Array.from(outcome, (_, i) => (i < 5 ? 1 : 0)) };
  const exact = await answered(data);
  expect(exact).toMatchObject({ exact: true, arrangements: 4368 });
  const drawn = await answered(data, { permutations: 4000 });
  expect(drawn.exact).toBe(false);
  expect(Math.abs(drawn.p - exact.p)).toBeLessThan(0.03);
  expect(drawn.interval!.low).toBeCloseTo(exact.interval!.low, 0);
  const large = {
    outcome: new Float64Array(3000).map(() => drawNormal(rng)),
    treated: Uint8Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? 1 : 0)),
  };
  const alone = await answered(large, { permutations: 999 });
  expect(await answered(large, { permutations: 999, workers: 1 })).toEqual(alone);
});

test('under the null p ≤ 0.05 comes in 5 of 100 samples, with unequal groups, ties and zeros, blocks and clusters', async () => {
  const rng = seeded(13);
  let plain = 0;
  let clustered = 0;
  let held = 0;
  const samples = 400;
  for (let sample = 0; sample < samples; sample++) {
    // counts, mostly zero, in groups of 6 and 24
    const outcome = new Float64Array(30).map(() => drawPoisson(rng, 0.7));
    const treated = shuffle(
      rng,
      Uint8Array.from({ length: 30 }, (_, i) => (i < 6 ? 1 : 0)),
    );
    if ((await answered({ outcome, treated }, { permutations: 199, seed: sample })).p <= 0.05) plain++;
    // 20 clusters of 3 that share a level, in two blocks of different levels and shares; a true effect of 1
    const lots = [
      ...shuffle(rng, Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0)),
      ...shuffle(rng, Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0)),
    ];
    const levels = lots.map(() => drawNormal(rng));
    const of = (i: number) => Math.floor(i / 3);
    const assigned = Uint8Array.from({ length: 60 }, (_, i) => lots[of(i)]!);
    const result = await answered(
      {
        outcome: Float64Array.from(
          assigned,
          (one, i) => one + levels[of(i)]! + (of(i) < 8 ? 10 : 0) + 0.5 * drawNormal(rng),
        ),
        treated: assigned,
        clusters: Array.from(assigned, (_, i) => of(i)),
        blocks: Array.from(assigned, (_, i) => (of(i) < 8 ? 'left' : 'right')),
      },
      { permutations: 199, seed: sample },
    );
    if (result.interval!.low > 1 || result.interval!.high < 1) clustered++;
    if (result.interval!.low <= 1 && result.interval!.high >= 1) held++;
  }
  expect(plain / samples).toBeGreaterThan(0.02);
  expect(plain / samples).toBeLessThan(0.075);
  expect(clustered / samples).toBeGreaterThan(0.025);
  expect(clustered / samples).toBeLessThan(0.08);
  expect(held + clustered).toBe(samples);
});

test('order of units, a constant and a scale change nothing; the interval moves with a constant effect', async () => {
  const rng = seeded(2);
  const outcome = new Float64Array(14).map(() => drawNormal(rng));
  const treated = Array.from(outcome, (_, i) => (i % 3 === 0 ? 1 : 0));
  const before = await answered({ outcome, treated });
  const turned = await answered({ outcome: outcome.slice().reverse(), treated: [...treated].reverse() });
  expect(turned.p).toBe(before.p);
  expect(turned.interval!.low).toBeCloseTo(before.interval!.low, 9);
  const scaled = await answered({ outcome: outcome.map((x) => 5 - 3 * x), treated });
  expect(scaled.p).toBe(before.p);
  expect(scaled.interval!.low).toBeCloseTo(-3 * before.interval!.high, 9);
  const moved = await answered({ outcome: outcome.map((x, i) => x + 2 * treated[i]!), treated });
  expect(moved.interval!.low).toBeCloseTo(before.interval!.low + 2, 9);
  // the interval leaves 0 out exactly when p is at most 0.05
  expect(moved.p <= 0.05).toBe(moved.interval!.low > 0 || moved.interval!.high < 0);
});

test('one group, or a block each for treated and controls, is an answer; values other than 0 and 1 are refused', async () => {
  const outcome = Float64Array.of(1, 2, 3, 4);
  expect(await randomisationTest({ outcome, treated: [1, 1, 1, 1] })).toMatchObject({ reason: 'one-group' });
  expect(
    await randomisationTest({ outcome, treated: [1, 1, 0, 0], blocks: ['a', 'a', 'b', 'b'] }),
  ).toMatchObject({ reason: 'one-group' });
  await expect(randomisationTest({ outcome, treated: [1, 2, 0, 0] })).rejects.toThrow(/treated\[1\] is 2/);
});
