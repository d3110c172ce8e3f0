import { describe, expect, test } from 'vitest';
import { type Insufficient, isInsufficient } from '../insufficient.ts';
import { shuffle } from '../random/choose.ts';
import { drawPoisson } from '../random/counts.ts';
import { type Rng, seeded } from '../random/seeded.ts';
import { gridWeights } from '../weights/grid.ts';
import { neighbourWeights, rowStandardised } from '../weights/weights.ts';
import { crossProducts } from './cross-products.ts';
import { gearysC, joinCounts, localGeary, localMoran, moransI } from './index.ts';
import { weightSums } from './weight-sums.ts';

const answered = <Result extends object>(result: Result | Insufficient): Result => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result as Result;
};
const rook = gridWeights(6, 7, 'rook');
const queen = gridWeights(9, 11, 'queen');
const shares = rowStandardised(queen);
const counts = (rng: Rng, mean = 2): Float64Array => new Float64Array(99).map(() => drawPoisson(rng, mean));

/** A map numbered otherwise. */
const renumbered = (values: Float64Array, seed: number) => {
  const order = shuffle(
    seeded(seed),
    Uint32Array.from(values, (_, i) => i),
  );
  const lists: number[][] = [];
  const moved = new Float64Array(values.length);
  order.forEach((to, from) => {
    lists[to] = [...queen.neighbours.subarray(queen.offsets[from]!, queen.offsets[from + 1]!)].map(
      (j) => order[j]!,
    );
    moved[to] = values[from]!;
  });
  return { order, moved, weights: rowStandardised(neighbourWeights(lists)) };
};

test('the sums of weights are those of their definitions, unequal and one-sided weights too', () => {
  const weights = neighbourWeights([[1, 2], [0], [], [2]], [[2, 0.5], [3], [], [7]]);
  const w = (i: number, j: number): number => {
    for (let e = weights.offsets[i]!; e < weights.offsets[i + 1]!; e++)
      if (weights.neighbours[e] === j) return weights.values![e]!;
    return 0;
  };
  const all = [0, 1, 2, 3];
  const sum = (term: (i: number) => number): number => all.reduce((total, i) => total + term(i), 0);
  const { s0, s1, s2 } = weightSums(weights);
  expect(s0).toBeCloseTo(
    sum((i) => sum((j) => w(i, j))),
    12,
  );
  expect(s1).toBeCloseTo(sum((i) => sum((j) => (w(i, j) + w(j, i)) ** 2)) / 2, 12);
  expect(s2).toBeCloseTo(
    sum((i) => sum((j) => w(i, j) + w(j, i)) ** 2),
    12,
  );
});

test('means and variances are those of all arrangements, found by permuting', async () => {
  const rng = seeded(8);
  const values = counts(rng);
  const colours = values.map((value) => (value > 2 ? 1 : 0));
  const moran = answered(await moransI(values, shares, { inference: 'randomisation' }));
  const geary = answered(await gearysC(values, shares, { inference: 'randomisation' }));
  const joins = answered(await joinCounts(colours, queen, { inference: 'non-free' }));
  const draws: Record<string, number[]> = { i: [], c: [], bb: [], bw: [], ww: [] };
  const s0 = queen.neighbours.length;
  for (let k = 0; k < 3000; k++) {
    const order = shuffle(
      rng,
      Uint32Array.from(values, (_, i) => i),
    );
    const dealt = Float64Array.from(order, (i) => values[i]!);
    const one = answered(await moransI(dealt, shares, { inference: 'normality' }));
    draws.i!.push(one.i);
    if (k < 1000) draws.c!.push(answered(await gearysC(dealt, shares, { inference: 'normality' })).c);
    const { product, difference } = crossProducts(
      dealt.map((value) => (value > 2 ? 1 : 0)),
      queen,
    );
    draws.bb!.push(product / 2);
    draws.bw!.push(difference / 2);
    draws.ww!.push((s0 - product - difference) / 2);
  }
  const agree = (drawn: number[], expected: number, variance: number): void => {
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    const spread = drawn.reduce((a, b) => a + (b - mean) ** 2, 0) / drawn.length;
    expect(Math.abs(mean - expected) / Math.sqrt(variance / drawn.length)).toBeLessThan(4);
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.15);
  };
  agree(draws.i!, moran.expected, moran.variance);
  agree(draws.c!, 1, geary.variance);
  agree(draws.bb!, joins.blackBlack.expected, joins.blackBlack.variance);
  agree(draws.bw!, joins.blackWhite.expected, joins.blackWhite.variance);
  agree(draws.ww!, joins.whiteWhite.expected, joins.whiteWhite.variance);
});

test('with free sampling, joins have the mean and variance of coins thrown at every place', async () => {
  const rng = seeded(12);
  const chance = 0.3;
  const thrown = () => new Float64Array(99).map(() => (rng.next() < chance ? 1 : 0));
  const { blackBlack, blackWhite } = answered(
    await joinCounts(thrown(), queen, { inference: 'free', chance }),
  );
  const drawn = Array.from({ length: 4000 }, () => crossProducts(thrown(), queen));
  for (const [sums, { expected, variance }] of [
    [drawn.map(({ product }) => product / 2), blackBlack],
    [drawn.map(({ difference }) => difference / 2), blackWhite],
  ] as const) {
    const mean = sums.reduce((a, b) => a + b, 0) / sums.length;
    const spread = sums.reduce((a, b) => a + (b - mean) ** 2, 0) / sums.length;
    expect(Math.abs(mean - expected) / Math.sqrt(variance / sums.length)).toBeLessThan(4);
    expect(Math.abs(spread / variance - 1)).toBeLessThan(0.12);
  }
});

describe('on maps without a pattern', () => {
  const laws: [string, number][] = [
    ['two incidents a place', 2],
    ['an incident in one place of five, nearly all zeros', 0.2],
  ];
  test.each(laws)('global p of permutations keep their level: %s', async (_, mean) => {
    const rng = seeded(31);
    const rates = { moran: 0, geary: 0, joins: 0 };
    const maps = 500;
    for (let map = 0; map < maps; map++) {
      const values = counts(rng, mean);
      const inference = { permutations: 199, seed: map };
      const far = (p: number): number => (p <= 0.05 ? 1 / maps : 0);
      rates.moran += far(answered(await moransI(values, shares, { inference })).p);
      rates.geary += far(answered(await gearysC(values, shares, { inference })).p);
      const colours = values.map((value) => (value > 0 ? 1 : 0));
      rates.joins += far(answered(await joinCounts(colours, queen, { inference })).blackBlack.p);
    }
    for (const [name, rate] of Object.entries(rates)) {
      // three standard errors of 500 maps above the level
      expect(rate, name).toBeLessThan(0.08);
      expect(rate, name).toBeGreaterThan(0.015);
    }
  });

  test.each(laws)('local p of permutations keep their level: %s', (_, mean) => {
    const rng = seeded(33);
    let moran = 0;
    let geary = 0;
    const maps = 100;
    const share = (p: Float64Array): number => p.filter((one) => one <= 0.05).length / 99 / maps;
    for (let map = 0; map < maps; map++) {
      const values = counts(rng, mean);
      const inference = { permutations: 199, seed: map };
      moran += share(answered(localMoran(values, shares, { inference })).p);
      geary += share(answered(localGeary(values, shares, inference)).p!);
    }
    for (const rate of [moran, geary]) {
      expect(rate).toBeLessThan(0.055);
      expect(rate).toBeGreaterThan(0.01);
    }
  });

  test('analytic p of Moran’s I and Geary’s C keep their level for counts', async () => {
    const rng = seeded(32);
    let moran = 0;
    let geary = 0;
    for (let map = 0; map < 1000; map++) {
      const values = counts(rng);
      if (answered(await moransI(values, shares, { inference: 'randomisation' })).p <= 0.05) moran++;
      if (answered(await gearysC(values, shares, { inference: 'randomisation' })).p <= 0.05) geary++;
    }
    for (const found of [moran, geary]) {
      expect(found / 1000).toBeGreaterThan(0.03);
      expect(found / 1000).toBeLessThan(0.07);
    }
  });
});

describe('what changes nothing, or only places', () => {
  const values = counts(seeded(5), 3);

  test('numbering the places otherwise', async () => {
    const { order, moved, weights } = renumbered(values, 9);
    const analytic = { inference: 'analytic' } as const;
    const before = answered(localMoran(values, shares, analytic));
    const after = answered(localMoran(moved, weights, analytic));
    const geary = answered(localGeary(values, shares));
    const gearyAfter = answered(localGeary(moved, weights));
    order.forEach((to, from) => {
      expect(after.z[to]!).toBeCloseTo(before.z[from]!, 10);
      expect(after.quadrant[to]).toBe(before.quadrant[from]);
      expect(gearyAfter.c[to]!).toBeCloseTo(geary.c[from]!, 10);
    });
    const options = { inference: 'randomisation' } as const;
    const one = answered(await moransI(values, shares, options));
    const other = answered(await moransI(moved, weights, options));
    expect(other.i).toBeCloseTo(one.i, 12);
    expect(other.variance).toBeCloseTo(one.variance, 12);
  });

  test('shifting and scaling; black and white exchanged exchange their joins', async () => {
    const scaled = values.map((value) => 1e6 - 40 * value);
    const permuted = { inference: { permutations: 499, seed: 4 } };
    for (const method of [moransI, gearysC]) {
      const before = answered(await method(values, shares, permuted));
      const after = answered(await method(scaled, shares, permuted));
      expect(after.p).toBe(before.p);
      expect(after.z).toBeCloseTo(before.z, 8);
    }
    const local = answered(localMoran(values, shares, permuted));
    const turned = answered(localMoran(scaled, shares, permuted));
    expect(turned.p).toEqual(local.p);
    expect(turned.quadrant[0]).toBe({ HH: 'LL', LL: 'HH', HL: 'LH', LH: 'HL' }[local.quadrant[0]!]);
    const black = values.map((value) => (value > 3 ? 1 : 0));
    const options = { inference: 'non-free' } as const;
    const joins = answered(await joinCounts(black, queen, options));
    const exchanged = answered(
      await joinCounts(
        black.map((one) => 1 - one),
        queen,
        options,
      ),
    );
    for (const key of ['count', 'expected', 'variance', 'p'] as const) {
      expect(exchanged.whiteWhite[key]).toBeCloseTo(joins.blackBlack[key], 9);
      expect(exchanged.blackWhite[key]).toBeCloseTo(joins.blackWhite[key], 9);
    }
  });

  test('row-standardised and binary weights give the same local p; so do weights that differ by nothing', () => {
    const inference = { permutations: 499, seed: 6 };
    const standard = answered(localMoran(values, shares, { inference }));
    expect(answered(localMoran(values, queen, { inference })).p).toEqual(standard.p);
    const geary = answered(localGeary(values, shares, inference));
    expect(answered(localGeary(values, queen, inference)).p).toEqual(geary.p);
    // one weight a little larger takes the way of unequal weights, with nearly the same p
    const nearly = { ...shares, values: shares.values!.map((w, e) => (e % 3 ? w : w * (1 + 1e-5))) };
    const other = answered(localGeary(values, nearly, inference)).p!;
    const apart = other.reduce((sum, p, i) => sum + Math.abs(p - geary.p![i]!), 0) / 99;
    expect(apart).toBeLessThan(0.1);
  });
});

test('the same p for any number of workers and a finer block', async () => {
  const values = counts(seeded(7));
  const inference = { permutations: 999, seed: 11 };
  const alone = answered(await moransI(values, shares, { inference }));
  expect(answered(await moransI(values, shares, { inference, workers: 2 }))).toEqual(alone);
});

test('a planted cluster and a lone outlier get their quadrants and small p', () => {
  const values = new Float64Array(99).map((_, i) => (i * 7919) % 5);
  for (const i of [12, 13, 14, 23, 24, 25, 34, 35, 36]) values[i] = 30;
  values[82] = 40;
  const { p, quadrant } = answered(
    localMoran(values, shares, { inference: { permutations: 9999, seed: 1 } }),
  );
  expect(quadrant[24]).toBe('HH');
  expect(p[24]).toBeLessThan(0.001);
  expect(quadrant[82]).toBe('HL');
  expect(quadrant[71]).toBe('LH');
});

test('too little data is told, wrong values are refused', async () => {
  const few = gridWeights(3, 3, 'queen');
  const inference = 'randomisation' as const;
  expect(await moransI(new Float64Array(9), few, { inference })).toMatchObject({ reason: 'too-few-places' });
  expect(await gearysC(new Float64Array(42), rook, { inference })).toMatchObject({ reason: 'no-variation' });
  const alone = neighbourWeights(Array.from({ length: 30 }, () => []));
  const values = new Float64Array(30).map((_, i) => i);
  expect(localMoran(values, alone, { inference: 'analytic' })).toMatchObject({ reason: 'no-neighbours' });
  expect(() => localGeary(new Float64Array(4), rook)).toThrow(/METHOD_LENGTHS_DIFFER/);
  await expect(joinCounts(new Float64Array(42).fill(2), rook, { inference: 'free' })).rejects.toThrow(
    /values\[0\] is 2; 0 or 1/,
  );
});
