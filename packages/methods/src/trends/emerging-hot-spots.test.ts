import { expect, test } from 'vitest';
import { getisOrd } from '../hotspots/getis-ord.ts';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { drawPoisson } from '../random/counts.ts';
import { seeded } from '../random/seeded.ts';
import { gridWeights } from '../weights/grid.ts';
import { neighbourWeights } from '../weights/weights.ts';
import { emergingClass } from './emerging-class.ts';
import { type EmergingHotSpotsResult, emergingHotSpots } from './emerging-hot-spots.ts';

const answered = (result: EmergingHotSpotsResult | Insufficient): EmergingHotSpotsResult => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};
const states = (text: string): Int8Array =>
  Int8Array.from(text, (letter) => (letter === '+' ? 1 : letter === '-' ? -1 : 0));

test('each of the seventeen patterns, hot ones and cold ones mirrored', () => {
  const patterns: [string, -1 | 0 | 1, string][] = [
    ['.........+', 0, 'new'],
    ['......++++', 1, 'consecutive'],
    ['++++++++++', 1, 'intensifying'],
    ['.+++++++++', 0, 'persistent'],
    ['+++.++++++', -1, 'diminishing'],
    ['..+..+..++', 0, 'sporadic'],
    ['+..--...++', 0, 'oscillating'],
    ['+++++++++.', -1, 'historical'],
  ];
  for (const [text, trend, name] of patterns) {
    expect(emergingClass(states(text), trend), text).toBe(`${name}-hot`);
    const turned = states(text).map((state) => -state);
    expect(emergingClass(turned, trend === 0 ? 0 : trend === 1 ? -1 : 1), text).toBe(`${name}-cold`);
  }
  expect(emergingClass(states('++++.++++.'), 0)).toBe('none');
  expect(emergingClass(states('..........'), 1)).toBe('none');
});

/** Counts around 3 in a 10 × 12 grid over 12 steps; the middle square is `factor(step)` times as high. */
const grid = gridWeights(10, 12, 'queen');
const cube = (seed: number, factor: (step: number) => number): Float64Array => {
  const rng = seeded(seed);
  return new Float64Array(120 * 12).map((_, bin) => {
    const place = Math.floor(bin / 12);
    const [row, column] = [Math.floor(place / 12), place % 12];
    const middle = row >= 3 && row <= 6 && column >= 4 && column <= 7;
    return drawPoisson(rng, middle ? 3 * factor(bin % 12) : 3);
  });
};
const MIDDLE = 4 * 12 + 5;

test('scores and p are Gi* over the bins as places, neighbours in space and the step before', async () => {
  const values = cube(1, () => 1.5);
  const lists: number[][] = [];
  for (let i = 0; i < 120; i++)
    for (let t = 0; t < 12; t++) {
      const near = [...grid.neighbours.subarray(grid.offsets[i]!, grid.offsets[i + 1]!), i];
      lists.push(near.flatMap((j) => (t > 0 ? [j * 12 + t, j * 12 + t - 1] : [j * 12 + t])));
    }
  for (const inference of ['analytic', { permutations: 999, seed: 2 }] as const) {
    const result = answered(await emergingHotSpots(values, grid, { steps: 12, inference }));
    const gi = getisOrd(values, neighbourWeights(lists), { star: true, inference });
    if (isInsufficient(gi)) throw new Error(gi.reason);
    gi.z.forEach((z, bin) => {
      expect(result.z[bin]!).toBeCloseTo(z, 9);
    });
  }
});

test('a square that heats up, cools down, stays hot or has just become hot is told so', async () => {
  const classOf = async (factor: (step: number) => number) =>
    answered(
      await emergingHotSpots(cube(3, factor), grid, {
        steps: 12,
        inference: { permutations: 9999, seed: 1 },
      }),
    ).classes[MIDDLE];
  expect(await classOf((t) => 3 + 0.25 * t)).toBe('intensifying-hot');
  expect(await classOf((t) => 6 - 0.25 * t)).toBe('diminishing-hot');
  expect(await classOf((t) => (t >= 9 ? 4 : 1))).toBe('consecutive-hot');
  expect(await classOf((t) => (t >= 2 && t <= 9 ? 4 : 1))).toBe('none');
});

test('maps of chance alone have no pattern nearly anywhere', async () => {
  let found = 0;
  for (let map = 0; map < 20; map++) {
    const result = answered(
      await emergingHotSpots(
        cube(50 + map, () => 1),
        grid,
        {
          steps: 12,
          inference: { permutations: 999, seed: map },
        },
      ),
    );
    found += result.classes.filter((name) => name !== 'none').length / 120 / 20;
  }
  expect(found).toBeLessThan(0.005);
});

test('numbering the places otherwise and scaling change no class', async () => {
  const values = cube(3, (t) => 3 + 0.25 * t);
  const { classes } = answered(await emergingHotSpots(values, grid, { steps: 12, inference: 'analytic' }));
  const lists: number[][] = [];
  const moved = new Float64Array(values.length);
  for (let i = 0; i < 120; i++) {
    lists[119 - i] = [...grid.neighbours.subarray(grid.offsets[i]!, grid.offsets[i + 1]!)].map(
      (j) => 119 - j,
    );
    for (let t = 0; t < 12; t++) moved[(119 - i) * 12 + t] = 5 * values[i * 12 + t]! + 40;
  }
  const after = answered(
    await emergingHotSpots(moved, neighbourWeights(lists), { steps: 12, inference: 'analytic' }),
  );
  expect([...after.classes].reverse()).toEqual(classes);
});

test('too few places or steps and equal values are told, wrong lengths refused, and it can be ended', async () => {
  const options = { steps: 12, inference: 'analytic' } as const;
  expect(await emergingHotSpots(new Float64Array(1440), grid, options)).toMatchObject({
    reason: 'no-variation',
  });
  expect(await emergingHotSpots(new Float64Array(600), grid, { ...options, steps: 5 })).toMatchObject({
    reason: 'too-few-steps',
  });
  expect(await emergingHotSpots(new Float64Array(48), gridWeights(2, 2, 'rook'), options)).toMatchObject({
    reason: 'too-few-places',
  });
  await expect(emergingHotSpots(new Float64Array(1441), grid, options)).rejects.toThrow(
    /METHOD_LENGTHS_DIFFER/,
  );
  const signal = AbortSignal.abort();
  await expect(
    emergingHotSpots(
      cube(1, () => 1),
      grid,
      { ...options, signal },
    ),
  ).rejects.toThrow();
});
