import { expect, test } from 'vitest';
import { permutedCrossProducts } from '../autocorrelation/cross-products.ts';
import { gridWeights } from '../weights/grid.ts';
import { inBlocks } from './blocks.ts';

const weights = gridWeights(8, 8, 'queen');
const shared = {
  z: Float64Array.from({ length: weights.n }, (_, i) => ((i * 17) % 23) - 11),
  weights,
  ofPlace: new Float64Array(weights.n).fill(1),
  seed: 5,
};

const sums = async (workers: number, blockSize: number, count = 101): Promise<number[]> =>
  (await inBlocks(permutedCrossProducts, shared, count, { workers, blockSize })).flatMap((block) => [
    ...block,
  ]);

test('any number of workers and any size of block give the same answer to the bit', async () => {
  const alone = await sums(0, 101);
  expect(alone).toHaveLength(2 * 101);
  for (const [workers, size] of [
    [0, 7],
    [1, 7],
    [3, 10],
    [8, 100],
  ] as const)
    expect(await sums(workers, size)).toEqual(alone);
});

test('nothing to do is no blocks', async () => {
  expect(await sums(0, 10, 0)).toEqual([]);
  expect(await sums(2, 10, 0)).toEqual([]);
});

test('a block that fails ends the whole with its own error, in a worker too', async () => {
  for (const workers of [0, 2])
    await expect(
      inBlocks(permutedCrossProducts, { ...shared, seed: 0.5 }, 10, { workers, blockSize: 5 }),
    ).rejects.toThrow('seed 0.5 is not a safe integer');
});

test('an abort ends the work with its reason, and progress only grows', async () => {
  for (const workers of [0, 2]) {
    const stop = new AbortController();
    const told: number[] = [];
    const run = inBlocks(permutedCrossProducts, shared, 5_000_000, {
      workers,
      blockSize: 1000,
      signal: stop.signal,
      onProgress: (share) => {
        told.push(share);
        if (told.length === 3) stop.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBeLessThan(0.5);
  }
});
