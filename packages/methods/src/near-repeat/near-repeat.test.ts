import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { nearRepeat } from './near-repeat.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};
const whole = Number.POSITIVE_INFINITY;

const uniform = (n: number, seed: number) => {
  const rng = seeded(seed);
  const draw = (most: number) => new Float64Array(n).map(() => Math.floor(rng.next() * most));
  return { x: draw(60), y: draw(60), times: draw(90) };
};

describe('reference values: arson in Chicago 2016', () => {
  const file = sharedFile('data/cluster_validation/chicago_arson_2016.csv');
  const values = sharedFile('data/cluster_validation/reference_values.json');
  const missing = file && values ? '' : `: ${sharedMissing}`;
  const fires = () => {
    const rows = readFileSync(file!, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    return {
      x: Float64Array.from(rows, ([x]) => Number(x)),
      y: Float64Array.from(rows, ([, y]) => Number(y)),
      times: Float64Array.from(rows, ([, , date]) => Date.parse(date!) / 86_400_000),
    };
  };
  interface Arson {
    readonly pairs: number[][];
    readonly 'near_repeat_calculator_1.3_observed': number[][];
    readonly 'near_repeat_calculator_1.3_ratio': number[][];
  }
  const reference = () =>
    (JSON.parse(readFileSync(values!, 'utf8')) as { chicago_arson_near_repeat: Arson })
      .chicago_arson_near_repeat;

  test.skipIf(missing)(
    `pairs by band as recomputed with NearRepeat's rules, expected near the Near Repeat Calculator 1.3's${missing}`,
    async () => {
      const { x, y, times } = fires();
      const result = answered(
        await nearRepeat(x, y, times, {
          spaceBreaks: [0, 1, 200, 400, 600, whole],
          timeBreaks: [0, 1, 2, 3, whole],
          metric: 'manhattan',
          permutations: 999,
          seed: 1,
        }),
      );
      const { pairs, ...calculator } = reference();
      expect([...result.observed]).toEqual(pairs.flat());
      // its expected counts are means of 99 permutations, told as a ratio with three decimals
      const found = calculator['near_repeat_calculator_1.3_observed'].flat();
      calculator['near_repeat_calculator_1.3_ratio'].flat().forEach((ratio, cell) => {
        if (ratio === 0) return;
        const mean = found[cell]! / ratio;
        const expected = result.expected[cell]!;
        expect(Math.abs(mean - expected), `cell ${cell}`).toBeLessThan(4 * Math.sqrt(expected / 99));
      });
      expect(result.p[0]).toBeLessThan(0.1);
      expect(result.p[4]).toBe(0.001);
    },
  );
});

test('it counts what comparing every pair counts, in bands that start above 0 or have no end', async () => {
  const { x, y, times } = uniform(150, 3);
  for (const [spaceBreaks, timeBreaks, metric] of [
    [[0, 3, 10], [0, 1, 7, 14], 'manhattan'],
    [[2, 5, whole], [1, 20], 'euclidean'],
    [[0, whole], [0, 7, whole], 'euclidean'],
    [[0, 8], [0, whole], 'manhattan'],
  ] as const) {
    const result = answered(
      await nearRepeat(x, y, times, { spaceBreaks, timeBreaks, metric, permutations: 19, seed: 1 }),
    );
    const columns = timeBreaks.length - 1;
    const pairs = new Float64Array((spaceBreaks.length - 1) * columns);
    const band = (breaks: readonly number[], value: number) =>
      breaks.findIndex((from, i) => value >= from && value < (breaks[i + 1] ?? Number.NaN));
    for (let i = 0; i < x.length; i++)
      for (let j = 0; j < i; j++) {
        const dx = Math.abs(x[i]! - x[j]!);
        const dy = Math.abs(y[i]! - y[j]!);
        const row = band(spaceBreaks, metric === 'manhattan' ? dx + dy : Math.hypot(dx, dy));
        const column = band(timeBreaks, Math.abs(times[i]! - times[j]!));
        if (row >= 0 && column >= 0) pairs[row * columns + column]!++;
      }
    expect([...result.observed]).toEqual([...pairs]);
  }
});

test('expected counts are the average over permutations', async () => {
  const { x, y, times } = uniform(400, 8);
  const result = answered(
    await nearRepeat(x, y, times, {
      spaceBreaks: [0, 2, 6, whole],
      timeBreaks: [0, 3, 10, whole],
      metric: 'euclidean',
      permutations: 999,
      seed: 3,
    }),
  );
  expect(result.expected.reduce((sum, count) => sum + count)).toBeCloseTo((400 * 399) / 2, 6);
  result.expected.forEach((count, cell) => {
    // the median of nearly normal counts lies beside their mean
    expect(Math.abs(result.median[cell]! - count)).toBeLessThan(0.6 + 0.12 * Math.sqrt(count));
  });
});

test('repeats planted near and soon are found there and nowhere else', async () => {
  const { x, y, times } = uniform(600, 5);
  for (let i = 0; i < 40; i++) {
    x[300 + i] = x[i]! + 0.5;
    y[300 + i] = y[i]!;
    times[300 + i] = times[i]! + 2;
  }
  const result = answered(
    await nearRepeat(x, y, times, {
      spaceBreaks: [0, 1, 5, 10],
      timeBreaks: [0, 4, 30, 60],
      metric: 'manhattan',
      permutations: 499,
      seed: 3,
    }),
  );
  expect(result.p[0]).toBe(0.002);
  expect(result.ratio[0]).toBeGreaterThan(2);
  for (const cell of [4, 5, 7, 8]) expect(result.p[cell]).toBeGreaterThan(0.02);
});

test('under independence each band rejects as often as its level says', async () => {
  const runs = 300;
  const below = new Float64Array(4);
  for (let run = 0; run < runs; run++) {
    const { x, y, times } = uniform(100, 500 + run);
    const { p } = answered(
      await nearRepeat(x, y, times, {
        spaceBreaks: [0, 10, 20],
        timeBreaks: [0, 10, 20],
        metric: 'manhattan',
        permutations: 99,
        seed: run,
      }),
    );
    p.forEach((one, cell) => {
      if (one <= 0.1) below[cell]!++;
    });
  }
  // binomial standard error 0.017
  for (const count of below) {
    expect(count / runs).toBeGreaterThan(0.04);
    expect(count / runs).toBeLessThan(0.155);
  }
});

test('it refuses breaks that do not ascend and bands that hold no pair', async () => {
  const { x, y, times } = uniform(50, 1);
  const options = {
    spaceBreaks: [0, 1],
    timeBreaks: [0, 1],
    metric: 'euclidean',
    permutations: 99,
    seed: 1,
  } as const;
  await expect(nearRepeat(x, y, times, { ...options, spaceBreaks: [0, 1, 1] })).rejects.toThrow(
    'spaceBreaks',
  );
  await expect(nearRepeat(x, y, times, { ...options, timeBreaks: [0] })).rejects.toThrow('timeBreaks is 0');
  expect(await nearRepeat(x, y, times, { ...options, spaceBreaks: [1000, 2000] })).toMatchObject({
    reason: 'no-close-pairs',
  });
});
