import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { knox } from './knox.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

const uniform = (n: number, seed: number, side: number, days: number) => {
  const rng = seeded(seed);
  const draw = (most: number) => new Float64Array(n).map(() => rng.next() * most);
  return { x: draw(side), y: draw(side), times: draw(days).map(Math.floor) };
};

describe('reference values of R 4.2.2, surveillance 1.20.3, knox, on Burkitt lymphoma in Uganda', () => {
  const data = sharedFile('data/cluster_validation/burkitt.csv');
  const expected = sharedFile('reference/knox_burkitt.json');
  const missing = data && expected ? '' : `: ${sharedMissing}`;
  const cases = () => {
    const rows = readFileSync(data!, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const column = (at: number) => Float64Array.from(rows, (row) => Number(row[at]));
    return { x: column(0), y: column(1), times: column(2) };
  };
  const reference = () =>
    JSON.parse(readFileSync(expected!, 'utf8')) as {
      grid: Record<'s' | 't' | 'observed' | 'expected' | 'poisson_p' | 'pairs_t' | 'pairs_s', number>[];
      mc: { s: number; t: number; p: number; perm_mean: number; perm_sd: number };
    };

  test.skipIf(missing)(
    `counts, expected counts and Poisson p of every pair of bounds${missing}`,
    async () => {
      const { x, y, times } = cases();
      for (const row of reference().grid) {
        const at = `${row.s} km, ${row.t} days`;
        const result = answered(await knox(x, y, times, { space: row.s, time: row.t, inference: 'poisson' }));
        expect([result.observed, result.pairsCloseInSpace, result.pairsCloseInTime], at).toEqual([
          row.observed,
          row.pairs_s,
          row.pairs_t,
        ]);
        expect(Math.abs(result.expected / row.expected - 1), at).toBeLessThan(1e-12);
        // its p leaves the observed count itself out
        expect(Math.abs(result.poissonAbove - row.poisson_p), at).toBeLessThan(1e-9);
        expect(result.p, at).toBeGreaterThan(result.poissonAbove);
      }
    },
  );

  test.skipIf(missing)(
    `p, mean and spread of 4999 permutations at 2.5 km and 180 days${missing}`,
    async () => {
      const { x, y, times } = cases();
      const { mc } = reference();
      const result = answered(
        await knox(x, y, times, { space: 2.5, time: 180, inference: { permutations: 4999, seed: 1 } }),
      );
      expect(result.observed).toBe(16);
      expect(result.expected).toBeCloseTo(8.1446, 4);
      expect(Math.abs(result.p - mc.p)).toBeLessThan(0.01);
      const mean = result.simulated.reduce((sum, count) => sum + count, 0) / 4999;
      const variance = result.simulated.reduce((sum, count) => sum + (count - mean) ** 2, 0) / 4998;
      expect(Math.abs(mean - result.expected)).toBeLessThan(0.15);
      expect(Math.abs(Math.sqrt(variance) - mc.perm_sd)).toBeLessThan(0.15);
    },
  );
});

test('it counts what comparing every pair counts, whatever the metric and with ties and outliers', async () => {
  const { x, y, times } = uniform(300, 4, 20, 60);
  x[7] = 1e9;
  y[8] = -1e12;
  x.copyWithin(20, 0, 5);
  y.copyWithin(20, 0, 5);
  for (const metric of ['euclidean', 'manhattan'] as const)
    for (const [space, time] of [
      [1.5, 7],
      [0, 7],
      [4, 0],
    ] as const) {
      let close = 0;
      for (let i = 0; i < 300; i++)
        for (let j = 0; j < i; j++) {
          const dx = Math.abs(x[i]! - x[j]!);
          const dy = Math.abs(y[i]! - y[j]!);
          const apart = metric === 'euclidean' ? Math.sqrt(dx * dx + dy * dy) : dx + dy;
          if (apart <= space && Math.abs(times[i]! - times[j]!) <= time) close++;
        }
      const result = answered(await knox(x, y, times, { space, time, metric, inference: 'poisson' }));
      expect(result.observed).toBe(close);
    }
});

test('the order of rows, the origin of time and place and, but for rounding, the orientation change nothing', async () => {
  const { x, y, times } = uniform(200, 9, 10, 100);
  const question = { space: 1, time: 5, inference: 'poisson' } as const;
  const before = answered(await knox(x, y, times, question));
  const turned = [x.toReversed(), y.toReversed(), times.toReversed()] as const;
  expect(await knox(...turned, question)).toEqual(before);
  const moved = await knox(
    x.map((v) => v + 64),
    y.map((v) => v - 256),
    times.map((v) => v - 3000),
    question,
  );
  expect(moved).toEqual(before);
  const angle = 0.7;
  const rotated = await knox(
    x.map((v, i) => v * Math.cos(angle) - y[i]! * Math.sin(angle)),
    x.map((v, i) => v * Math.sin(angle) + y[i]! * Math.cos(angle)),
    times,
    question,
  );
  expect(rotated).toEqual(before);
});

test('any number of workers gives the same permutations to the last count', async () => {
  const { x, y, times } = uniform(3000, 2, 100, 365);
  const question = { space: 3, time: 7, inference: { permutations: 499, seed: 5 } } as const;
  const alone = await knox(x, y, times, question);
  for (const workers of [1, 3]) expect(await knox(x, y, times, { ...question, workers })).toEqual(alone);
});

test('under independence p ≤ 0.05 and p ≤ 0.2 come as often as they say, with clustered places and tied days', async () => {
  const runs = 400;
  const permuted: number[] = [];
  for (let run = 0; run < runs; run++) {
    const { x, y, times } = uniform(120, 1000 + run, 10, 40);
    // half of the events crowd together
    for (let i = 0; i < 60; i++) x[i]! /= 5;
    const result = answered(
      await knox(x, y, times, { space: 1, time: 4, inference: { permutations: 199, seed: run } }),
    );
    permuted.push(result.p);
  }
  const share = (level: number) => permuted.filter((p) => p <= level).length / runs;
  // binomial standard errors are 0.011 and 0.02; ties make the test a little conservative
  expect(share(0.05)).toBeGreaterThan(0.015);
  expect(share(0.05)).toBeLessThan(0.083);
  expect(share(0.2)).toBeGreaterThan(0.12);
  expect(share(0.2)).toBeLessThan(0.26);
});

test('the Poisson p is the chance of at least as many pairs', async () => {
  const { x, y, times } = uniform(60, 3, 10, 30);
  const { observed, expected, p, poissonAbove } = answered(
    await knox(x, y, times, { space: 1, time: 3, inference: 'poisson' }),
  );
  let term = Math.exp(-expected);
  let fewer = 0;
  for (let k = 0; k < observed; k++) {
    fewer += term;
    term *= expected / (k + 1);
  }
  expect(p).toBeCloseTo(1 - fewer, 12);
  expect(poissonAbove).toBeCloseTo(1 - fewer - term, 12);
});

test('it refuses where closeness says nothing, and wrong arguments', async () => {
  const { x, y, times } = uniform(50, 1, 10, 30);
  const options = { space: 1, time: 3, inference: 'poisson' } as const;
  const few = await knox(x.slice(0, 9), y.slice(0, 9), times.slice(0, 9), options);
  expect(few).toMatchObject({ reason: 'too-few-events', have: 9, need: 10 });
  expect(await knox(x, y, times.fill(3), options)).toMatchObject({ reason: 'no-variation' });
  const fresh = uniform(50, 1, 10, 30).times;
  expect(await knox(x, y, fresh, { ...options, space: 0 })).toMatchObject({ reason: 'no-close-pairs' });
  expect(await knox(x, y, fresh, { ...options, time: 40 })).toMatchObject({ reason: 'only-close-pairs' });
  await expect(knox(x, y, fresh.slice(1), options)).rejects.toThrow('times has 49 values and x has 50');
  await expect(knox(x, y, fresh, { ...options, space: -1 })).rejects.toThrow('space is -1');
  const abort = AbortSignal.abort(new Error('enough'));
  await expect(knox(x, y, fresh, { ...options, signal: abort })).rejects.toThrow('enough');
});
