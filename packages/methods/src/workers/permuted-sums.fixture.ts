import { seeded } from '../random/seeded.ts';
import type { BlockTask } from './blocks.ts';

/** A small task of the tests: random weighted sums; piece 50 000 fails. */
export const permutedSums: BlockTask<{ values: Float64Array; seed: number }, Float64Array> = {
  name: 'permuted-sums',
  run: ({ values, seed }, from, to) => {
    const root = seeded(seed);
    const sums = new Float64Array(to - from);
    for (let piece = from; piece < to; piece++) {
      if (piece === 50_000) throw new RangeError('piece 50000 cannot be done');
      const random = root.fork(piece);
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += values[i]! * random.next();
      sums[piece - from] = sum;
    }
    return sums;
  },
};
