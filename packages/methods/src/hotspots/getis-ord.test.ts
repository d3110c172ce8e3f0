import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import type { Insufficient } from '../insufficient.ts';
import { isInsufficient } from '../insufficient.ts';
import { seeded } from '../random/seeded.ts';
import { gridWeights } from '../weights/grid.ts';
import { neighbourWeights, rowStandardised, type Weights } from '../weights/weights.ts';
import { type GetisOrdOptions, type GetisOrdResult, getisOrd } from './getis-ord.ts';

const giStar: GetisOrdOptions = { star: true, inference: 'analytic' };
const gi: GetisOrdOptions = { star: false, inference: 'analytic' };
const permuted = (star: boolean, permutations = 999, seed = 7): GetisOrdOptions => ({
  star,
  inference: { permutations, seed },
});

const answered = (result: GetisOrdResult | Insufficient): GetisOrdResult => {
  if (isInsufficient(result)) throw new Error(`insufficient: ${result.reason}`);
  return result;
};
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9): void => {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(actual[i]! - expected[i]!), `place ${i}`).toBeLessThanOrEqual(tolerance);
};
const randomValues = (n: number, seed: number): Float64Array => {
  const rng = seeded(seed);
  return new Float64Array(n).map(() => Math.floor(-Math.log(1 - rng.next()) * 3));
};

describe('reference values of R 4.2.2, spdep 1.2-7, localG', () => {
  const gridFile = sharedFile('reference/local_stats_grid12x10.json');
  const grid = () => JSON.parse(readFileSync(gridFile!, 'utf8')) as Record<string, number[]>;
  // the file says "column-major", but its values are those of cell2nb(12, 10), whose cells run along rows of ten
  const queen = gridWeights(12, 10, 'queen');

  test.skipIf(!gridFile)(
    `Gi, Gi* and p on a 12 × 10 queen grid to 1e-9${gridFile ? '' : `: ${sharedMissing}`}`,
    () => {
      const { x, gi_star_binary_self, gi_binary, gi_star_p_two } = grid();
      const star = answered(getisOrd(Float64Array.from(x!), queen, giStar));
      close(star.z, gi_star_binary_self!);
      close(star.p, gi_star_p_two!);
      close(answered(getisOrd(Float64Array.from(x!), queen, gi)).z, gi_binary!);
      expect(star.untested).toHaveLength(0);
    },
  );

  test.skipIf(!gridFile)(
    'permutation p lie around the analytic ones, and no lower than one tail of localmoran_perm',
    () => {
      const { x, local_moran_perm9999_folded_p: oneTail } = grid();
      for (const star of [true, false]) {
        const analytic = answered(getisOrd(Float64Array.from(x!), queen, { star, inference: 'analytic' }));
        const simulated = answered(getisOrd(Float64Array.from(x!), queen, permuted(star, 9999)));
        expect([...simulated.z]).toEqual([...analytic.z]);
        const apart = simulated.p.map((p, i) => Math.abs(p - analytic.p[i]!));
        expect(Math.max(...apart)).toBeLessThan(0.15);
        expect(apart.reduce((sum, one) => sum + one, 0) / 120).toBeLessThan(0.04);
        // with the place's own value held, local Moran's I orders the arrangements as Gi does
        if (!star) oneTail!.forEach((p, i) => void expect(simulated.p[i]!).toBeGreaterThan(p - 0.02));
      }
    },
  );

  const columbusFile = sharedFile('reference/local_stats_columbus.json');
  test.skipIf(!columbusFile)(
    `Gi* of crime in Columbus to 1e-9${columbusFile ? '' : `: ${sharedMissing}`}`,
    () => {
      const table = (name: string) =>
        readFileSync(sharedFile(`data/cluster_validation/${name}`)!, 'utf8')
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(',').map(Number));
      const crime = Float64Array.from(table('columbus_crime.csv'), (row) => row[3]!);
      const lists: number[][] = Array.from(crime, () => []);
      for (const [i, j] of table('columbus_queen_neighbours.csv')) lists[i! - 1]!.push(j! - 1);
      const expected = JSON.parse(readFileSync(columbusFile!, 'utf8')) as { gi_star_binary_self: number[] };
      close(answered(getisOrd(crime, neighbourWeights(lists), giStar)).z, expected.gi_star_binary_self);
    },
  );
});

describe('what must change nothing, or only places', () => {
  const weights = gridWeights(6, 7, 'queen');
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 42, maxLength: 42 }).filter((x) => {
    // one place alone of another value leaves Gi without an answer there
    return new Set(x).size > 2;
  });

  test('adding a constant and scaling leave z and p alone; a negative scale turns z round', () => {
    fc.assert(
      fc.property(
        values,
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0.01, max: 1e4, noNaN: true }),
        fc.boolean(),
        (x, shift, scale, star) => {
          const options = { star, inference: 'analytic' } as const;
          const before = answered(getisOrd(Float64Array.from(x), weights, options));
          const after = answered(
            getisOrd(
              Float64Array.from(x, (v) => shift + scale * v),
              weights,
              options,
            ),
          );
          const turned = answered(
            getisOrd(
              Float64Array.from(x, (v) => -scale * v),
              weights,
              options,
            ),
          );
          const tolerance = 1e-5 * (1 + 1 / scale);
          close(after.z, before.z, tolerance);
          close(after.p, before.p, tolerance);
          close(
            turned.z.map((z) => -z),
            before.z,
            1e-9,
          );
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });

  test('numbering the places otherwise numbers the results otherwise, to the last digits', () => {
    fc.assert(
      fc.property(values, fc.integer(), fc.boolean(), (x, seed, star) => {
        const order = shuffled(42, seed);
        const lists: number[][] = [];
        order.forEach((to, from) => {
          lists[to] = [
            ...weights.neighbours.subarray(weights.offsets[from]!, weights.offsets[from + 1]!),
          ].map((j) => order[j]!);
        });
        const moved = new Float64Array(42);
        x.forEach((value, from) => {
          moved[order[from]!] = value;
        });
        const options = { star, inference: 'analytic' } as const;
        const before = answered(getisOrd(Float64Array.from(x), weights, options));
        const after = answered(getisOrd(moved, neighbourWeights(lists), options));
        close(
          Float64Array.from(order, (to) => after.z[to]!),
          before.z,
          1e-10,
        );
      }),
      { numRuns: 40, seed: 6 },
    );
  });

  test('row-standardised and binary weights of the same neighbours answer alike', () => {
    const x = randomValues(42, 3);
    for (const options of [giStar, gi, permuted(true), permuted(false)]) {
      const binary = answered(getisOrd(x, weights, options));
      const shares = answered(getisOrd(x, rowStandardised(weights), options));
      close(shares.z, binary.z, 1e-12);
      close(shares.p, binary.p, 1e-12);
    }
  });
});

const shuffled = (n: number, seed: number): number[] => {
  const rng = seeded(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
};

describe('permutation p', () => {
  test('the same seed gives the same p to the bit, another seed another', () => {
    const x = randomValues(120, 11);
    const weights = gridWeights(10, 12, 'queen');
    for (const star of [true, false]) {
      const first = answered(getisOrd(x, weights, permuted(star)));
      expect(answered(getisOrd(x, weights, permuted(star))).p).toEqual(first.p);
      expect(answered(getisOrd(x, weights, permuted(star, 999, 8))).p).not.toEqual(first.p);
    }
  });

  test('they approach the exact share of all arrangements, found by counting them', () => {
    // 30 places on a line, so two neighbours inside and one at the ends: all 435, or 406, pairs can be counted
    const n = 30;
    const x = randomValues(n, 4);
    const line = gridWeights(1, n, 'rook');
    const { p } = answered(getisOrd(x, line, permuted(false, 200_000)));
    for (let i = 1; i < n - 1; i++) {
      const others = [...x].filter((_, j) => j !== i);
      const mean = (2 * others.reduce((a, b) => a + b)) / (n - 1);
      const distance = Math.abs(x[i - 1]! + x[i + 1]! - mean) - 1e-9;
      let far = 0;
      for (let a = 0; a < n - 1; a++)
        for (let b = 0; b < a; b++) if (Math.abs(others[a]! + others[b]! - mean) >= distance) far++;
      expect(p[i]!).toBeCloseTo(far / (((n - 1) * (n - 2)) / 2), 2);
    }
  });

  test('unequal weights within a row are permuted with their weights', () => {
    // on a line, the left neighbour counts three times
    const n = 40;
    const x = randomValues(n, 9);
    const lists = Array.from({ length: n }, (_, i) => [i - 1, i + 1].filter((j) => j >= 0 && j < n));
    const weights = neighbourWeights(
      lists,
      lists.map((list, i) => list.map((j) => (j < i ? 3 : 1))),
    );
    const { p } = answered(getisOrd(x, weights, permuted(false, 100_000)));
    for (const i of [1, 17, 38]) {
      const others = [...x].filter((_, j) => j !== i);
      const mean = (4 * others.reduce((a, b) => a + b)) / (n - 1);
      const distance = Math.abs(3 * x[i - 1]! + x[i + 1]! - mean) - 1e-9;
      let far = 0;
      for (const [a, left] of others.entries())
        for (const [b, right] of others.entries())
          if (a !== b && Math.abs(3 * left + right - mean) >= distance) far++;
      expect(p[i]!).toBeCloseTo(far / ((n - 1) * (n - 2)), 2);
    }
  });

  test('no p is below 1 / (m + 1), and a tie counts against significance', () => {
    const x = new Float64Array(100);
    x[55] = 1000;
    const { p } = answered(getisOrd(x, gridWeights(10, 10, 'rook'), permuted(true, 99)));
    expect(Math.min(...p)).toBeGreaterThanOrEqual(0.01);
    expect(Math.max(...p)).toBe(1);
  });
});

describe('places and data that cannot be answered', () => {
  const island = (): Weights => {
    const { offsets, neighbours } = gridWeights(6, 6, 'rook');
    const lists = Array.from({ length: 36 }, (_, i) => [
      ...neighbours.subarray(offsets[i]!, offsets[i + 1]!),
    ]);
    return neighbourWeights([...lists, []]);
  };

  test('a place without neighbours is untested by Gi and stands alone in Gi*', () => {
    const x = randomValues(37, 2);
    for (const inference of ['analytic', { permutations: 99, seed: 1 }] as const) {
      const plain = answered(getisOrd(x, island(), { star: false, inference }));
      expect([...plain.untested]).toEqual([36]);
      expect(plain.z[36]).toBeNaN();
      expect(plain.p[36]).toBeNaN();
      expect(plain.p.filter((p) => Number.isNaN(p))).toHaveLength(1);
      expect(answered(getisOrd(x, island(), { star: true, inference })).untested).toHaveLength(0);
    }
    const mean = x.reduce((a, b) => a + b) / 37;
    const deviation = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 37);
    expect(answered(getisOrd(x, island(), giStar)).z[36]).toBeCloseTo((x[36]! - mean) / deviation, 12);
  });

  test('the only place that differs is untested by Gi: its neighbours are all alike', () => {
    const x = new Float64Array(36);
    x[14] = 5;
    expect([...answered(getisOrd(x, gridWeights(6, 6, 'queen'), gi)).untested]).toEqual([14]);
  });

  test('too few places, equal values and no neighbours are answers, not numbers', () => {
    expect(getisOrd(randomValues(16, 1), gridWeights(4, 4, 'rook'), giStar)).toMatchObject({
      kind: 'insufficient',
      reason: 'too-few-places',
      have: 16,
      need: 30,
    });
    expect(getisOrd(new Float64Array(36).fill(2.5), gridWeights(6, 6, 'rook'), giStar)).toMatchObject({
      reason: 'no-variation',
    });
    const nobody = neighbourWeights(Array.from({ length: 36 }, () => []));
    expect(getisOrd(randomValues(36, 1), nobody, gi)).toMatchObject({ reason: 'no-neighbours' });
    const everybody = gridWeights(6, 6, 'rook').n;
    const all = neighbourWeights(
      Array.from({ length: everybody }, (_, i) =>
        Array.from({ length: 36 }, (_, j) => j).filter((j) => j !== i),
      ),
    );
    expect(getisOrd(randomValues(36, 1), all, giStar)).toMatchObject({ reason: 'no-neighbours' });
    expect(getisOrd(randomValues(36, 1), all, permuted(false))).toMatchObject({ reason: 'no-neighbours' });
  });

  test('values that do not fit the weights or are not finite are refused by name', () => {
    const weights = gridWeights(6, 6, 'rook');
    expect(() => getisOrd(new Float64Array(35), weights, gi)).toThrow(/METHOD_LENGTHS_DIFFER: 35 .* 36/);
    const x = randomValues(36, 1);
    x[3] = Number.NaN;
    expect(() => getisOrd(x, weights, gi)).toThrow(/METHOD_VALUE_INVALID: values\[3\] is NaN/);
    expect(() => getisOrd(randomValues(36, 1), weights, permuted(true, 20))).toThrow(/permutations is 20/);
  });
});
