import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedFile, sharedMissing } from '../../../../tests/support/shared.ts';
import { normalTwoSided } from '../distributions/normal.ts';
import { seeded } from '../random/seeded.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { benjaminiYekutieli } from './benjamini-yekutieli.ts';
import { bonferroni } from './bonferroni.ts';
import { holm } from './holm.ts';

const reference = sharedFile('reference/local_stats_grid12x10.json');
test.skipIf(!reference)(
  `q-values are those of R 4.2.2 p.adjust to 1e-12${reference ? '' : `: ${sharedMissing}`}`,
  () => {
    const { gi_star_p_two, gi_star_fdr_bh } = JSON.parse(readFileSync(reference!, 'utf8')) as {
      gi_star_p_two: number[];
      gi_star_fdr_bh: number[];
    };
    const q = benjaminiHochberg(Float64Array.from(gi_star_p_two));
    gi_star_fdr_bh.forEach((expected, i) => {
      expect(q[i]!).toBeCloseTo(expected, 12);
    });
  },
);

test.skipIf(!reference)(
  `Benjamini–Yekutieli and Holm are those of R 4.2.2 p.adjust to 1e-9${reference ? '' : `: ${sharedMissing}`}`,
  () => {
    const file = JSON.parse(readFileSync(reference!, 'utf8')) as Record<string, number[]>;
    const p = Float64Array.from(file.gi_star_p_two!);
    const [by, stepped] = [benjaminiYekutieli(p), holm(p)];
    file.gi_star_fdr_by!.forEach((expected, i) => void expect(by[i]!).toBeCloseTo(expected, 9));
    file.gi_star_holm!.forEach((expected, i) => void expect(stepped[i]!).toBeCloseTo(expected, 9));
  },
);

test('Holm lies between p and Bonferroni, shares ties, and leaves NaN out', () => {
  const p = Float64Array.of(0.01, Number.NaN, 0.04, 0.03, 0.005, 0.03);
  expect([...holm(p)].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([
    0.04,
    Number.NaN,
    0.09,
    0.09,
    0.025,
    0.09,
  ]);
  const most = bonferroni(p);
  holm(p).forEach((value, i) => {
    if (Number.isNaN(value)) return;
    expect(value).toBeLessThanOrEqual(most[i]!);
    expect(value).toBeGreaterThanOrEqual(p[i]!);
  });
  expect([...benjaminiYekutieli(Float64Array.of(0.01, Number.NaN))]).toEqual([0.01, Number.NaN]);
});

test('the worked example of the definition: p·m/rank, made monotone from the largest', () => {
  expect([...benjaminiHochberg(Float64Array.of(0.01, 0.04, 0.03, 0.5))]).toEqual([
    0.04,
    (0.04 * 4) / 3,
    (0.04 * 4) / 3,
    0.5,
  ]);
  expect([...bonferroni(Float64Array.of(0.01, 0.04, 0.03, 0.5))]).toEqual([0.04, 0.16, 0.12, 1]);
});

// the definition, rank by rank, to compare with: least p(k)·m/k over all k from the rank of p on
const slow = (p: readonly number[]): number[] => {
  const tests = p.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return p.map((value) =>
    Math.min(1, ...tests.flatMap((other, k) => (other >= value ? [(other * tests.length) / (k + 1)] : []))),
  );
};

test('ties share a q, NaN are no tests, order is kept, and q never falls below p', () => {
  const chance = fc.oneof(
    fc.constantFrom(0, 0.01, 0.05, 1, Number.NaN),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(chance, { maxLength: 40 }), (p) => {
      const q = benjaminiHochberg(Float64Array.from(p));
      const expected = slow(p);
      p.forEach((value, i) => {
        if (Number.isNaN(value)) {
          expect(q[i]).toBeNaN();
          return;
        }
        expect(q[i]!).toBeCloseTo(expected[i]!, 12);
        expect(q[i]!).toBeGreaterThanOrEqual(value - 1e-15);
        p.forEach((other, j) => {
          if (other === value) expect(q[j]).toBe(q[i]);
          if (other < value) expect(q[j]!).toBeLessThanOrEqual(q[i]!);
        });
      });
    }),
    { seed: 3 },
  );
});

test('no tests at all, and only NaN, are answered in kind', () => {
  expect(benjaminiHochberg(new Float64Array(0))).toHaveLength(0);
  expect([...bonferroni(Float64Array.of(Number.NaN))]).toEqual([Number.NaN]);
});

test('a number that is no probability is refused by name', () => {
  expect(() => benjaminiHochberg(Float64Array.of(0.1, 1.2))).toThrow(/METHOD_VALUE_INVALID: p\[1\] is 1.2/);
  expect(() => bonferroni(Float64Array.of(-0.1))).toThrow(/p\[0\] is -0.1/);
});

test('of what q ≤ 0.10 keeps, at most a tenth is false on average; Bonferroni is hardly ever wrong', () => {
  // 200 tests, 40 with a true effect of 3, in 400 rounds; the expected false share is 0.1 · 160/200 = 0.08
  const rng = seeded(21);
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  let falseShare = 0;
  let found = 0;
  let everWrong = 0;
  const rounds = 400;
  for (let round = 0; round < rounds; round++) {
    const p = new Float64Array(200).map((_, i) => normalTwoSided(normal() + (i < 40 ? 3 : 0)));
    const kept = [...benjaminiHochberg(p).entries()].filter(([, q]) => q <= 0.1);
    const wrong = kept.filter(([i]) => i >= 40).length;
    falseShare += wrong / Math.max(1, kept.length) / rounds;
    found += (kept.length - wrong) / 40 / rounds;
    if (bonferroni(p).some((value, i) => i >= 40 && value <= 0.05)) everWrong++;
  }
  expect(falseShare).toBeGreaterThan(0.065);
  expect(falseShare).toBeLessThan(0.095);
  expect(found).toBeGreaterThan(0.7);
  expect(everWrong / rounds).toBeLessThan(0.07);
});
