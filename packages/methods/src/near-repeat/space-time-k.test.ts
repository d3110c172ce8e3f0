import { expect, test } from 'vitest';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { circleInside } from '../point-patterns/rectangle-edges.ts';
import { ripleyK } from '../point-patterns/ripley-k.ts';
import { seeded } from '../random/seeded.ts';
import { inWindow, polygonWindow, rectangleWindow } from '../windows/window.ts';
import { circleInWindow, distanceToEdge } from './circle-in-window.ts';
import { spaceTimeK } from './space-time-k.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};

const uniform = (n: number, seed: number) => {
  const rng = seeded(seed);
  const draw = (most: number) => new Float64Array(n).map(() => rng.next() * most);
  return { x: draw(10), y: draw(8), times: draw(50) };
};
const options = {
  window: rectangleWindow(0, 0, 10, 8),
  period: [0, 50] as const,
  distances: Float64Array.of(0.5, 1, 2),
  timesApart: Float64Array.of(2, 5),
  permutations: 99,
  seed: 1,
};

test('K, K₁ and K₂ are the sums of their definition', async () => {
  const { x, y, times } = uniform(60, 1);
  const result = answered(await spaceTimeK(x, y, times, options));
  const scale = 1 / (60 * 59);
  options.distances.forEach((s, row) => {
    options.timesApart.forEach((t, column) => {
      const sums = { both: 0, space: 0, time: 0 };
      for (let i = 0; i < 60; i++)
        for (let j = 0; j < 60; j++) {
          if (i === j) continue;
          const apart = Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!);
          const since = Math.abs(times[i]! - times[j]!);
          const w = 1 / circleInside({ xMin: 0, yMin: 0, xMax: 10, yMax: 8 }, x[i]!, y[i]!, apart);
          const v = times[i]! - since >= 0 && times[i]! + since <= 50 ? 1 : 2;
          if (apart <= s) sums.space += w;
          if (since <= t) sums.time += v;
          if (apart <= s && since <= t) sums.both += w * v;
        }
      expect(result.kSpace[row]).toBeCloseTo(80 * scale * sums.space, 8);
      expect(result.kTime[column]).toBeCloseTo(50 * scale * sums.time, 8);
      expect(result.k[row * 2 + column]).toBeCloseTo(80 * 50 * scale * sums.both, 6);
      const expected = result.kSpace[row]! * result.kTime[column]!;
      expect(result.d[row * 2 + column]).toBeCloseTo(result.k[row * 2 + column]! - expected, 8);
      expect(result.d0[row * 2 + column]).toBeCloseTo(result.k[row * 2 + column]! / expected - 1, 8);
    });
  });
  const window = { xMin: 0, yMin: 0, xMax: 10, yMax: 8 };
  const ripley = answered(ripleyK(x, y, { window, distances: options.distances }));
  result.kSpace.forEach((k, row) => void expect(k).toBeCloseTo(ripley.k[row]!, 8));
});

test('the share of a circle in a polygon with a bay and a hole is that of its points', () => {
  const ring = (...corners: [number, number][]) => ({
    x: Float64Array.from(corners, ([x]) => x),
    y: Float64Array.from(corners, ([, y]) => y),
  });
  const window = polygonWindow([
    ring([0, 0], [10, 0], [10, 10], [6, 10], [5, 3], [4, 10], [0, 10]),
    ring([7, 1], [8, 1], [8, 2], [7, 2]),
  ]);
  for (const [x, y, radius] of [
    [3, 5, 2.5],
    [6.5, 2, 1],
    [1, 1, 9],
    [9, 9, 0.5],
  ] as const) {
    let inside = 0;
    for (let k = 0; k < 20_000; k++) {
      const angle = (2 * Math.PI * (k + 0.5)) / 20_000;
      if (inWindow(window, x + radius * Math.cos(angle), y + radius * Math.sin(angle))) inside++;
    }
    expect(Math.abs(circleInWindow(window, x, y, radius) - inside / 20_000)).toBeLessThan(5e-4);
  }
  expect(distanceToEdge(window, 6.5, 1.5)).toBeCloseTo(0.5, 12);
});

test('residuals of independent events are small, and any number of workers gives the same', async () => {
  const { x, y, times } = uniform(150, 2);
  const alone = answered(await spaceTimeK(x, y, times, { ...options, permutations: 499 }));
  expect(await spaceTimeK(x, y, times, { ...options, permutations: 499, workers: 2 })).toEqual(alone);
  // residuals of independent data are of the order of 1
  for (const residual of alone.residual) expect(Math.abs(residual)).toBeLessThan(3.5);
});

test('events that bring others near and soon are found, with the increase at those distances', async () => {
  const { x, y, times } = uniform(200, 3);
  for (let i = 0; i < 40; i++) {
    x[100 + i] = Math.min(9.99, x[i]! + 0.2);
    y[100 + i] = y[i]!;
    times[100 + i] = Math.min(49.9, times[i]! + 1);
  }
  const result = answered(await spaceTimeK(x, y, times, options));
  expect(result.p).toBe(0.01);
  expect(result.d0[0]).toBeGreaterThan(1);
  expect(result.d0[0]).toBeGreaterThan(result.d0[5]!);
});

test('without interaction p is small as often as it says, with crowded places and tied times', async () => {
  const runs = 200;
  let small = 0;
  for (let run = 0; run < runs; run++) {
    const { x, y, times } = uniform(60, 100 + run);
    for (let i = 0; i < 30; i++) x[i]! /= 4;
    const result = answered(
      await spaceTimeK(x, y, times.map(Math.floor), { ...options, permutations: 39, seed: run }),
    );
    if (result.p <= 0.1) small++;
  }
  // binomial standard error 0.021
  expect(small / runs).toBeGreaterThan(0.035);
  expect(small / runs).toBeLessThan(0.17);
});

test('events outside are left out and counted; too few, no pairs and wrong limits are refused', async () => {
  const { x, y, times } = uniform(40, 5);
  x[3] = 11;
  times[4] = 60;
  expect(answered(await spaceTimeK(x, y, times, options)).outside).toBe(2);
  expect(
    await spaceTimeK(
      x,
      y,
      times.map((t) => t + 100),
      options,
    ),
  ).toMatchObject({ reason: 'too-few-events', have: 0 });
  expect(await spaceTimeK(x, y, times, { ...options, distances: Float64Array.of(1e-9) })).toMatchObject({
    reason: 'no-close-pairs',
  });
  await expect(spaceTimeK(x, y, times, { ...options, period: [5, 5] })).rejects.toThrow('period is 5, 5');
  await expect(spaceTimeK(x, y, times, { ...options, distances: Float64Array.of(1, 1) })).rejects.toThrow(
    'distances is 1, 1',
  );
});
