import { expect, test } from 'vitest';
import { aliasTable, drawCategory, shuffle } from './choose.ts';
import { drawExponential, drawGamma, drawNormal } from './continuous.ts';
import { drawNegativeBinomial, drawPoisson } from './counts.ts';
import { seeded } from './seeded.ts';

const N = 100_000;

function moments(draw: () => number): { mean: number; variance: number } {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < N; i++) {
    const x = draw();
    sum += x;
    squares += x * x;
  }
  const mean = sum / N;
  return { mean, variance: squares / N - mean * mean };
}

/** Kolmogorov's statistic × √n; 2.23 is its 99.99 % point. */
function kolmogorov(draw: () => number, cdf: (x: number) => number): number {
  const sample = Float64Array.from({ length: N }, draw).sort();
  let worst = 0;
  for (let i = 0; i < N; i++) {
    const f = cdf(sample[i]!);
    worst = Math.max(worst, f - i / N, (i + 1) / N - f);
  }
  return worst * Math.sqrt(N);
}

/** Pearson's statistic of counts against probabilities, cells below an expectation of 5 pooled into the last. */
function pearson(counts: ReadonlyMap<number, number>, probability: (k: number) => number, upTo: number) {
  let statistic = 0;
  let cells = 0;
  let restExpected = N;
  let restSeen = N;
  for (let k = 0; k <= upTo; k++) {
    const expected = N * probability(k);
    if (expected < 5) continue;
    const seen = counts.get(k) ?? 0;
    statistic += (seen - expected) ** 2 / expected;
    restExpected -= expected;
    restSeen -= seen;
    cells++;
  }
  if (restExpected >= 5) statistic += (restSeen - restExpected) ** 2 / restExpected;
  // Wilson–Hilferty: a standard normal under the null
  const df = cells;
  return (Math.cbrt(statistic / df) - (1 - 2 / (9 * df))) / Math.sqrt(2 / (9 * df));
}

function countsOf(draw: () => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < N; i++) {
    const k = draw();
    counts.set(k, (counts.get(k) ?? 0) + 1);
  }
  return counts;
}

// Abramowitz and Stegun 7.1.26, error below 1.5e-7
function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const poly =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - poly * Math.exp(-z * z);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

test('normal draws follow the normal distribution', () => {
  const rng = seeded('normal');
  expect(
    kolmogorov(
      () => drawNormal(rng, 3, 2),
      (x) => normalCdf((x - 3) / 2),
    ),
  ).toBeLessThan(2.23);
});

test('exponential draws follow the exponential distribution', () => {
  const rng = seeded('exponential');
  expect(
    kolmogorov(
      () => drawExponential(rng, 7),
      (x) => 1 - Math.exp(-x / 7),
    ),
  ).toBeLessThan(2.23);
});

test('gamma draws of shape 1/2, 1 and 2 follow their closed distribution functions', () => {
  const rng = seeded('gamma');
  expect(
    kolmogorov(
      () => drawGamma(rng, 1, 3),
      (x) => 1 - Math.exp(-x / 3),
    ),
  ).toBeLessThan(2.23);
  expect(
    kolmogorov(
      () => drawGamma(rng, 2),
      (x) => 1 - Math.exp(-x) * (1 + x),
    ),
  ).toBeLessThan(2.23);
  expect(
    kolmogorov(
      () => drawGamma(rng, 0.5),
      (x) => 2 * normalCdf(Math.sqrt(2 * x)) - 1,
    ),
  ).toBeLessThan(2.23);
  expect(() => drawGamma(rng, 0)).toThrow(RangeError);
});

test.each([0.3, 4, 9.99, 10, 30, 250])('poisson draws of mean %d follow the Poisson distribution', (mean) => {
  const rng = seeded(`poisson ${mean}`);
  const logFactorials = [0];
  for (let k = 1; k < 600; k++) logFactorials.push(logFactorials[k - 1]! + Math.log(k));
  const probability = (k: number) => Math.exp(k * Math.log(mean) - mean - logFactorials[k]!);
  const z = pearson(
    countsOf(() => drawPoisson(rng, mean)),
    probability,
    500,
  );
  expect(Math.abs(z)).toBeLessThan(4);
});

test('poisson draws at the edges: mean 0 is always 0, very large means keep mean and variance', () => {
  const rng = seeded('edges');
  expect(moments(() => drawPoisson(rng, 0))).toEqual({ mean: 0, variance: 0 });
  const large = moments(() => drawPoisson(rng, 1e6) - 1e6);
  expect(Math.abs(large.mean)).toBeLessThan(4 * Math.sqrt(1e6 / N));
  expect(Math.abs(large.variance / 1e6 - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
  for (const bad of [-1, Number.NaN, Infinity]) expect(() => drawPoisson(rng, bad)).toThrow(RangeError);
});

test('negative binomial draws follow the negative binomial distribution', () => {
  const rng = seeded('negative binomial');
  const mean = 3;
  const size = 2;
  // for size 2: P(k) = (k + 1) p² (1 − p)^k with p = size / (size + mean)
  const p = size / (size + mean);
  const z = pearson(
    countsOf(() => drawNegativeBinomial(rng, mean, size)),
    (k) => (k + 1) * p * p * (1 - p) ** k,
    200,
  );
  expect(Math.abs(z)).toBeLessThan(4);
  expect(drawNegativeBinomial(rng, 0, 1)).toBe(0);
});

test.each(['drawCategory', 'aliasTable'] as const)(
  '%s draws in proportion to the weights and never a zero',
  (how) => {
    const rng = seeded(how);
    const weights = [0, 1, 5, 0, 2.5, 1.5, 0];
    const table = aliasTable(weights);
    const counts = countsOf(() => (how === 'aliasTable' ? table.draw(rng) : drawCategory(rng, weights)));
    for (const [i, weight] of weights.entries()) {
      const p = weight / 10;
      expect(Math.abs((counts.get(i) ?? 0) - N * p)).toBeLessThanOrEqual(4 * Math.sqrt(N * p * (1 - p)));
    }
  },
);

test('weights that cannot be drawn from are refused', () => {
  const rng = seeded(1);
  for (const bad of [[], [0, 0], [1, -1], [Number.NaN], [Infinity]]) {
    expect(() => drawCategory(rng, bad)).toThrow(RangeError);
    expect(() => aliasTable(bad)).toThrow(RangeError);
  }
});

test('every order of four items is equally likely after a shuffle', () => {
  const rng = seeded('shuffle');
  const counts = countsOf(() => Number(shuffle(rng, [1, 2, 3, 4]).join('')));
  expect(counts.size).toBe(24);
  for (const count of counts.values()) expect(Math.abs(count - N / 24)).toBeLessThan(4.5 * Math.sqrt(N / 24));
});
