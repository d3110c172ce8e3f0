import { expect, test } from 'vitest';
import { fromState, type Rng, seeded } from './seeded.ts';

const take = (rng: Rng, n: number) => Array.from({ length: n }, () => rng.uint32());

test('the generator gives the published xoshiro128** 1.1 sequence from state 1, 2, 3, 4', () => {
  // reference vector of the C code, as carried by the Rust crate rand_xoshiro 0.6
  expect(take(fromState([1, 2, 3, 4]), 10)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('a numeric seed fills the state by SplitMix64, whose first output for 0 is e220a8397b1dcdaf', () => {
  const fromWords = fromState([0x7b1dcdaf, 0xe220a839, 0xa1b965f4, 0x6e789e6a]);
  expect(take(seeded(0), 5)).toEqual(take(fromWords, 5));
});

test('jump equals the 2^64th power of the transition over GF(2)', () => {
  // columns of the 128 × 128 transition matrix: the state after one step from each unit vector
  const pack = (s: readonly number[]) =>
    s.reduce((all, word, i) => all | (BigInt(word >>> 0) << BigInt(32 * i)), 0n);
  const step = (s: readonly number[]) => {
    let [a, b, c, d] = s as [number, number, number, number];
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return [a, b, c, d];
  };
  const unit = (i: number) => [0, 1, 2, 3].map((word) => (i >> 5 === word ? 1 << (i & 31) : 0));
  let columns = Array.from({ length: 128 }, (_, i) => pack(step(unit(i))));
  const apply = (matrix: bigint[], vector: bigint) => {
    let sum = 0n;
    for (let i = 0; i < 128; i++) if ((vector >> BigInt(i)) & 1n) sum ^= matrix[i]!;
    return sum;
  };
  for (let squaring = 0; squaring < 64; squaring++) {
    const square: bigint[] = columns.map((column) => apply(columns, column));
    columns = square;
  }
  const start = [1, 2, 3, 4];
  const ahead = apply(columns, pack(start));
  const words = [0, 1, 2, 3].map((i) => Number((ahead >> BigInt(32 * i)) & 0xffffffffn));
  const jumped = fromState([1, 2, 3, 4]);
  jumped.jump();
  expect(take(jumped, 4)).toEqual(take(fromState(words as [number, number, number, number]), 4));
});

test('forks depend on the seed and label alone, and differ from each other and from their parent', () => {
  const one = seeded('exercise');
  const drawn = seeded('exercise');
  take(drawn, 1000);
  expect(take(one.fork('a'), 5)).toEqual(take(drawn.fork('a'), 5));
  const streams = [
    seeded('exercise'),
    one.fork('a'),
    one.fork('b'),
    one.fork('a').fork('b'),
    one.fork(1),
    one.fork(2),
  ];
  expect(new Set(streams.map((rng) => rng.next())).size).toBe(streams.length);
});

test('seeds of every kind are accepted and unlike seeds differ', () => {
  const firsts = [0, 1, -1, 2n ** 63n, '0', '', 'a', 'b'].map((seed) => seeded(seed).next());
  expect(new Set(firsts).size).toBe(firsts.length);
  expect(seeded(5).next()).toBe(seeded(5n).next());
  expect(() => seeded(0.5)).toThrow(RangeError);
  expect(() => seeded(Number.NaN)).toThrow(/safe integer/);
  expect(() => fromState([0, 0, 0, 0])).toThrow(/zeros/);
});

test('uniform draws fill [0, 1) evenly (chi-square over 100 bins) with bits below 2^-32', () => {
  const rng = seeded(11);
  const bins = new Float64Array(100);
  const n = 200_000;
  let fine = 0;
  for (let i = 0; i < n; i++) {
    const u = rng.next();
    bins[Math.floor(u * 100)]! += 1;
    if ((u * 2 ** 32) % 1 !== 0) fine++;
  }
  const chiSquare = bins.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
  // the 99.99 % point of chi-square with 99 degrees of freedom is 160.1, the 0.01 % point 53.1
  expect(chiSquare).toBeLessThan(160.1);
  expect(chiSquare).toBeGreaterThan(53.1);
  expect(fine / n).toBeGreaterThan(0.99);
});

test('int is unbiased where 2^32 does not divide and refuses what it cannot draw', () => {
  const rng = seeded(12);
  const n = 3 * 2 ** 30;
  let low = 0;
  // a plain remainder would put half of the draws into the lowest third
  for (let i = 0; i < 30_000; i++) if (rng.int(n) < 2 ** 30) low++;
  expect(Math.abs(low - 10_000)).toBeLessThan(4 * Math.sqrt(30_000 * (2 / 9)));
  expect(rng.int(1)).toBe(0);
  for (const bad of [0, -1, 1.5, 2 ** 33, Number.NaN]) expect(() => rng.int(bad)).toThrow(RangeError);
});
