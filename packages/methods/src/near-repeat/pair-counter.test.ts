import { expect, test } from 'vitest';
import { breathing } from '../long-run.ts';
import { fromState, seeded } from '../random/seeded.ts';
import { permutedCounts } from './close-counts.ts';
import { pairBands } from './pair-bands.ts';
import { closeCounts, plainCounter } from './pair-counter.ts';
import { permute } from './permute.ts';
import { rankCodes, type TimeCodes, timeCodes } from './time-codes.ts';
import { wasmCounter } from './wasm-counter.ts';

const rng = seeded(11);
const n = 700;
const x = new Float64Array(n).map(() => rng.next() * 50);
const y = new Float64Array(n).map(() => rng.next() * 50);
const days = new Float64Array(n).map(() => Math.floor(rng.next() * 300));
const moments = days.map((day) => day + rng.next());
// most points in one place: lists longer than an 8-bit counter can hold
x.fill(25, 0, 300);
y.fill(25, 0, 300);
const { bands } = await pairBands(x, y, [1, 4], { metric: 'euclidean', closed: true, breath: breathing() });

const many = new Float64Array(n).map((_, i) => i * 1000 + 0.5);
const cases: Readonly<Record<string, TimeCodes>> = {
  'one limit in days': timeCodes(days, [7], true),
  'two limits in days': timeCodes(days, [7, 14], true),
  'half-open limits near and far': timeCodes(days, [1, 7, 14, 100, 130, 200], false),
  'moments as ranks': timeCodes(moments, [0.5, 7, 200], false),
  'ranks of 32 bits': {
    ...(rankCodes(moments, moments.slice().sort(), [2, 7], true) as object),
    distinct: 40_000,
  } as TimeCodes,
  'all beyond reach': timeCodes(many, [0, 10], false),
};

test.each(Object.entries(cases))('WebAssembly and plain TypeScript count alike: %s', (_, times) => {
  const fast = wasmCounter({ bands, times });
  expect(fast).toBeDefined();
  const plain = permutedCounts(plainCounter({ bands, times }), 3, 5, 55);
  expect(permutedCounts(fast!, 3, 5, 55)).toEqual(plain);
});

test('days as steps and as ranks count alike', () => {
  const limits = [0, 3, 60];
  for (const closed of [true, false])
    expect(closeCounts({ bands, times: rankCodes(days, days.slice().sort(), limits, closed) })).toEqual(
      closeCounts({ bands, times: timeCodes(days, limits, closed) }),
    );
});

test('whole times within 32,767 steps are steps, all others ranks', () => {
  expect(timeCodes(days, [1], true).kind).toBe('steps');
  expect(
    timeCodes(
      days.map((day) => day * 200),
      [1],
      true,
    ).kind,
  ).toBe('ranks');
  expect(timeCodes(moments, [1], true).kind).toBe('ranks');
});

test('every order of four items is as likely as any other', () => {
  const seen = new Map<string, number>();
  const draws = seeded(2);
  for (let i = 0; i < 24_000; i++) {
    const items = Int32Array.of(0, 1, 2, 3);
    permute([draws.uint32(), draws.uint32(), draws.uint32(), draws.uint32()], items);
    const order = items.join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect(seen.size).toBe(24);
  let chiSquared = 0;
  for (const count of seen.values()) chiSquared += (count - 1000) ** 2 / 1000;
  // the 0.999 quantile with 23 degrees of freedom
  expect(chiSquared).toBeLessThan(49.7);
});

test('more items than a double can multiply exactly are permuted too', () => {
  const size = 2 ** 21 + 50;
  const items = Int32Array.from({ length: size }, (_, i) => i);
  permute([1, 2, 3, 4], items);
  const words = fromState([1, 2, 3, 4]);
  expect(items[size - 1]).toBe(Number((BigInt(words.uint32()) * BigInt(size)) >> 32n));
  const found = new Uint8Array(size);
  for (const item of items) found[item] = 1;
  expect(found.every((one) => one === 1)).toBe(true);
});
