import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ahead } from './ahead.ts';

const counting = (upTo: number, made: number[], failAt = Number.POSITIVE_INFINITY) =>
  (async function* () {
    try {
      for (let value = 0; value < upTo; value++) {
        await sleep(1);
        if (value === failAt) throw new Error(`no ${value}`);
        made.push(value);
        yield value;
      }
    } finally {
      made.push(-1);
    }
  })();

test('values come in order, made while the one before is used, and never more than asked ahead', async () => {
  const made: number[] = [];
  const used: number[] = [];
  for await (const value of ahead(counting(20, made), 2)) {
    await sleep(4);
    used.push(value);
    expect(made.filter((one) => one >= 0).length).toBeGreaterThan(value < 18 ? value + 1 : value);
    expect(made.filter((one) => one >= 0).length).toBeLessThanOrEqual(value + 3);
  }
  expect(used).toEqual(Array.from({ length: 20 }, (_, at) => at));
});

test('a failure is met after the values before it', async () => {
  const made: number[] = [];
  const used: number[] = [];
  const all = async () => {
    for await (const value of ahead(counting(20, made, 3), 2)) used.push(value);
  };
  await expect(all()).rejects.toThrow('no 3');
  expect(used).toEqual([0, 1, 2]);
});

test('who leaves early ends the source', async () => {
  const made: number[] = [];
  for await (const value of ahead(counting(1000, made), 2)) if (value === 4) break;
  expect(made.at(-1)).toBe(-1);
  expect(made.length).toBeLessThan(10);
});
