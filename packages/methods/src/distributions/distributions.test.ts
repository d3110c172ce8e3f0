import { describe, expect, test } from 'vitest';
import {
  betaDensity,
  betaDistribution,
  betaQuantile,
  betaUpperTail,
  chiSquaredQuantile,
  chiSquaredUpperTail,
  fDensity,
  fDistribution,
  fQuantile,
  fUpperTail,
  gammaDensity,
  gammaDistribution,
  gammaQuantile,
  gammaUpperTail,
  negativeBinomialDistribution,
  negativeBinomialLogProbability,
  negativeBinomialProbability,
  negativeBinomialQuantile,
  negativeBinomialUpperTail,
  poissonDistribution,
  poissonLogProbability,
  poissonProbability,
  poissonQuantile,
  poissonUpperTail,
  studentTDensity,
  studentTDistribution,
  studentTQuantile,
  studentTTwoSided,
} from './index.ts';

// mpmath 1.3 with 50 digits, at the doubles written here
const gammas = [
  [0.001, 1e-5, 0.9891230446957827, 0.01087695530421733],
  [0.1, 0.3, 0.9083579897300342, 0.09164201026996573],
  [0.5, 5, 0.9984345977419975, 0.0015654022580025497],
  [1, 1, 0.6321205588285577, 0.36787944117144233],
  [2.5, 0.01, 2.987601531906594e-6, 0.999997012398468],
  [3, 20, 0.9999995444850495, 4.555149505589213e-7],
  [10, 9.5, 0.4781739777627926, 0.5218260222372074],
  [30, 80, 0.9999999999509677, 4.903229555810753e-11],
  [100, 60, 1.4815276326460468e-6, 0.9999985184723673],
  [100, 100, 0.5132987982791487, 0.48670120172085135],
  [1000, 1100, 0.99894067674607, 0.0010593232539299773],
  [100000.0, 100500, 0.9428967300239713, 0.057103269976028714],
  [100000.0, 99000, 0.0007574199211747679, 0.9992425800788253],
] as const;
const betas = [
  [0.001, 2, 0.1, 0.9985979938799936, 0.0014020061200063847],
  [0.5, 0.5, 0.25, 0.3333333333333333, 0.6666666666666666],
  [1, 3, 0.5, 0.875, 0.125],
  [2, 5, 0.9, 0.999945, 5.499999999999994e-5],
  [10, 0.1, 0.75, 0.0021365205908700645, 0.9978634794091299],
  [30, 40, 0.125, 1.7005690463734571e-10, 0.9999999998299431],
  [30, 40, 0.75, 0.9999999939181442, 6.081855824722932e-9],
  [200, 300, 0.4375, 0.9556000941340389, 0.04439990586596108],
  [1000, 2000, 0.3125, 0.0072826149255094935, 0.9927173850744905],
  [0.06, 500, 0.0001220703125, 0.8698104517975388, 0.13018954820246123],
] as const;
const students = [
  [0.5, 1, 0.7048327646991335],
  [2, 3, 0.1393259685588432],
  [12.706204736, 1, 0.050000000000684656],
  [1e-5, 7, 0.9999923001709835],
  [10, 30, 4.575251408229613e-11],
  [2.5, 100000.0, 0.012420919192559046],
  [40, 2.5, 0.00014195634290493383],
] as const;
const fs = [
  [1, 3, 10, 0.4323372030216971],
  [4.5, 2, 50, 0.015956947543275993],
  [30, 5, 7, 0.00013775721895499657],
  [0.01, 4, 9, 0.9997602051144121],
  [2, 100, 200, 1.7835578309722153e-5],
] as const;
const poissons = [
  [0, 0.1, -0.1],
  [3, 1e-8, -57.05380171108515],
  [7, 6.5, -1.9225461227542744],
  [500, 400, -15.598184906165091],
  [100000, 100100, -6.725368790669804],
  [2, 800, -787.3239237252241],
] as const;
const negativeBinomials = [
  [0, 1, 0.5, -0.5493061443340549],
  [3, 1e-6, 0.06, -36.83054581825034],
  [7, 6.5, 1.1, -2.9684450233451485],
  [500, 40, 0.2, -10.050342070282804],
  [100000, 2000, 0.06, -17.22862127360468],
  [12, 9, 1000000000000.0, -2.6205195676287536],
  [3, 2.5, 1e-8, -19.51929322299019],
] as const;
const cumulated = [
  [0, 1, 0.5, 0.5773502691896257, 0.4226497308103742],
  [7, 6.5, 1.1, 0.6782247639258896, 0.3217752360741104],
  [400, 40, 0.2, 0.986979682029224, 0.013020317970775968],
  [12, 9, 1000000.0, 0.8757724468481561, 0.12422755315184383],
] as const;

const near = (actual: number, expected: number, tolerance: number, where: string): void =>
  expect(Math.abs(actual / expected - 1), where).toBeLessThan(tolerance);

describe('values of mpmath', () => {
  test('gamma: both tails to a relative 3e-14, where they are tails', () => {
    for (const [shape, x, lower, upper] of gammas) {
      nearTail(gammaDistribution(x, shape), lower, `shape ${shape} at ${x}`);
      nearTail(gammaUpperTail(x, shape), upper, `shape ${shape} at ${x}`);
    }
  });
  test('beta: both tails to a relative 3e-14, where they are tails', () => {
    for (const [a, b, x, lower, upper] of betas) {
      nearTail(betaDistribution(x, a, b), lower, `${a}, ${b} at ${x}`);
      nearTail(betaUpperTail(x, a, b), upper, `${a}, ${b} at ${x}`);
    }
  });
  test('t and F: p-values to a relative 3e-14', () => {
    for (const [t, degrees, p] of students)
      near(studentTTwoSided(t, degrees), p, 3e-14, `t ${t}, ${degrees}`);
    for (const [f, above, below, p] of fs) near(fUpperTail(f, above, below), p, 3e-14, `F ${f}`);
  });
  test('Poisson and negative binomial: log probabilities to a relative 1e-14, tails to 3e-14', () => {
    for (const [k, mean, value] of poissons)
      near(poissonLogProbability(k, mean), value, 1e-14, `${k}, ${mean}`);
    for (const [k, mean, size, value] of negativeBinomials)
      near(negativeBinomialLogProbability(k, mean, size), value, 1e-14, `${k}, ${mean}, ${size}`);
    for (const [k, mean, size, lower, upper] of cumulated) {
      nearTail(negativeBinomialDistribution(k, mean, size), lower, `${k}, ${mean}, ${size}`);
      nearTail(negativeBinomialUpperTail(k, mean, size), upper, `${k}, ${mean}, ${size}`);
    }
  });
});

// a tail that is no tail is one minus the other: right to rounding, not to its last digit
const nearTail = (actual: number, expected: number, where: string): void =>
  expect(Math.abs(actual - expected), where).toBeLessThan(3e-14 * expected + (expected < 1e-3 ? 0 : 3e-15));

const levels = [1e-200, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.7, 0.975, 0.999999];

test('quantiles undo distributions', () => {
  for (const p of levels) {
    for (const shape of [0.05, 0.5, 1, 3.3, 400]) {
      const x = gammaQuantile(p, shape, 2);
      if (x > 1e-300) near(gammaDistribution(x, shape, 2), p, 1e-12, `gamma ${p}, ${shape}`);
    }
    for (const [a, b] of [
      [0.1, 0.2],
      [0.5, 8],
      [2, 2],
      [300, 40],
    ] as const) {
      const x = betaQuantile(p, a, b);
      if (x > 1e-300 && x < 1 - 1e-9) near(betaDistribution(x, a, b), p, 1e-12, `beta ${p}, ${a}, ${b}`);
    }
    for (const degrees of [1, 2.5, 30, 1e6])
      near(studentTDistribution(studentTQuantile(p, degrees), degrees), p, 1e-12, `t ${p}, ${degrees}`);
    near(fDistribution(fQuantile(p, 3, 17), 3, 17), p, 1e-12, `F ${p}`);
  }
  expect(chiSquaredQuantile(0.95, 1)).toBeCloseTo(3.841458820694124, 12);
  expect(chiSquaredUpperTail(3.841458820694124, 1)).toBeCloseTo(0.05, 14);
  expect(studentTQuantile(0.975, 1)).toBeCloseTo(12.706204736174707, 10);
});

test('a whole-number quantile is the least count that reaches its probability', () => {
  for (const p of [0, ...levels])
    for (const mean of [1e-4, 0.7, 5, 1e5]) {
      const k = poissonQuantile(p, mean);
      expect(poissonDistribution(k, mean)).toBeGreaterThanOrEqual(p * (1 - 1e-13));
      if (k > 0) expect(poissonDistribution(k - 1, mean)).toBeLessThan(p);
      for (const size of [0.05, 1, 300]) {
        const j = negativeBinomialQuantile(p, mean, size);
        expect(negativeBinomialDistribution(j, mean, size)).toBeGreaterThanOrEqual(p * (1 - 1e-13));
        if (j > 0) expect(negativeBinomialDistribution(j - 1, mean, size)).toBeLessThan(p);
      }
    }
  for (const k of [0, 1, 7, 20]) {
    expect(poissonQuantile(poissonDistribution(k, 6.5), 6.5)).toBe(k);
    expect(negativeBinomialQuantile(negativeBinomialDistribution(k, 6.5, 1.1), 6.5, 1.1)).toBe(k);
  }
});

test('probabilities sum to the distribution, densities integrate to it', () => {
  let poisson = 0;
  let negative = 0;
  for (let k = 0; k <= 12; k++) {
    poisson += poissonProbability(k, 9.3);
    negative += negativeBinomialProbability(k, 9.3, 0.4);
    expect(poissonDistribution(k, 9.3)).toBeCloseTo(poisson, 13);
    expect(poissonUpperTail(k, 9.3)).toBeCloseTo(1 - poisson, 13);
    expect(negativeBinomialDistribution(k, 9.3, 0.4)).toBeCloseTo(negative, 13);
  }
  const area = (density: (x: number) => number, to: number): number => {
    let sum = 0;
    for (let i = 0; i < 4000; i++) sum += density(((i + 0.5) * to) / 4000);
    return (sum * to) / 4000;
  };
  expect(area((x) => gammaDensity(x, 3.3, 2), 7)).toBeCloseTo(gammaDistribution(7, 3.3, 2), 6);
  expect(area((x) => betaDensity(x, 2.5, 4), 0.6)).toBeCloseTo(betaDistribution(0.6, 2.5, 4), 6);
  expect(area((x) => studentTDensity(x, 4.5), 3)).toBeCloseTo(studentTDistribution(3, 4.5) - 0.5, 6);
  expect(area((x) => fDensity(x, 5, 9), 3)).toBeCloseTo(fDistribution(3, 5, 9), 6);
});

test('ends and wrong arguments', () => {
  expect(poissonProbability(0, 0)).toBe(1);
  expect(poissonLogProbability(1.5, 2)).toBe(Number.NEGATIVE_INFINITY);
  expect(negativeBinomialLogProbability(4, 3, Number.POSITIVE_INFINITY)).toBe(poissonLogProbability(4, 3));
  expect(poissonQuantile(1, 3)).toBe(Number.POSITIVE_INFINITY);
  expect(gammaQuantile(0, 2)).toBe(0);
  expect(gammaQuantile(1.1, 2)).toBeNaN();
  expect(gammaDensity(1, -1)).toBeNaN();
  expect(betaDistribution(2, 1, 1)).toBe(1);
  expect(studentTQuantile(0.5, 3)).toBe(0);
});
