import { expect, test } from 'vitest';
import { digamma, logBeta, logFactorial, logGamma, trigamma } from './index.ts';

// mpmath 1.3 with 50 digits, at the doubles written here
const logGammas = [
  [1e-300, 690.7755278982137],
  [1e-10, 23.025850929882736],
  [0.1, 2.252712651734206],
  [0.49, 0.592249629335267],
  [0.5, 0.5723649429247001],
  [0.9, 0.06637623973474295],
  [0.999999, 5.772164873855652e-7],
  [1.0000001, -5.772155829918507e-8],
  [1.2, -0.08537409000331583],
  [1.4616321449683622, -0.12148629053584961],
  [1.5, -0.12078223763524522],
  [1.9, -0.03898427592308336],
  [2.0000001, 4.227843666532498e-8],
  [2.4, 0.21685932244884157],
  [2.5, 0.2846828704729192],
  [3.7, 1.428072326665388],
  [9.9, 12.57717990421988],
  [10, 12.801827480081469],
  [10.1, 13.027526738633236],
  [33.3, 82.60372358165495],
  [1000.5, 5908.674175848678],
  [10000000000.0, 220258509288.81058],
  [1e100, 2.2925850929940456e102],
] as const;
const digammas = [
  [1e-10, -10000000000.577215],
  [0.1, -10.423754940411076],
  [0.5, -1.9635100260214235],
  [1, -0.5772156649015329],
  [1.4616321449683622, -9.241265521729427e-17],
  [2, 0.42278433509846713],
  [5.5, 1.6110931485817512],
  [9.99, 2.250700372831201],
  [10, 2.251752589066721],
  [40.25, 3.6826362084455626],
  [1000000.0, 13.815510057964191],
] as const;
const trigammas = [
  [1e-5, 10000000001.644909],
  [0.1, 101.43329915079275],
  [0.5, 4.934802200544679],
  [1, 1.6449340668482264],
  [2, 0.6449340668482264],
  [5.5, 0.19934238698962767],
  [9.99, 0.10527695014824179],
  [10, 0.10516633568168575],
  [40.25, 0.025155906192376006],
  [1000000.0, 1.0000005000001667e-6],
] as const;

test('log Γ agrees with mpmath to a relative 1e-15, at its zeros too', () => {
  for (const [x, value] of logGammas)
    expect(Math.abs(logGamma(x) / value - 1), `at ${x}`).toBeLessThan(2e-15);
  expect(logGamma(1)).toBe(0);
  expect(logGamma(2)).toBe(0);
  expect(logGamma(0)).toBe(Number.POSITIVE_INFINITY);
  expect(logGamma(-0.5)).toBeNaN();
});

test('digamma agrees with mpmath to 1e-15, trigamma to a relative 1e-15', () => {
  for (const [x, value] of digammas)
    expect(Math.abs(digamma(x) - value) / Math.max(1, Math.abs(value)), `at ${x}`).toBeLessThan(2e-15);
  for (const [x, value] of trigammas)
    expect(Math.abs(trigamma(x) / value - 1), `at ${x}`).toBeLessThan(2e-15);
  expect(digamma(0)).toBeNaN();
  expect(trigamma(-1)).toBeNaN();
});

test('log B is the sum of three log Γ, where that sum keeps its digits', () => {
  for (const a of [0.06, 1, 4.5, 12, 300])
    for (const b of [0.5, 3, 9.99, 10, 80])
      expect(logBeta(a, b)).toBeCloseTo(logGamma(a) + logGamma(b) - logGamma(a + b), 10);
  // B(1, b) = 1 / b
  expect(logBeta(1, 1e12)).toBeCloseTo(-Math.log(1e12), 12);
});

test('factorials', () => {
  let product = 1;
  for (let k = 0; k <= 20; k++) {
    product *= Math.max(1, k);
    expect(Math.exp(logFactorial(k)) / product).toBeCloseTo(1, 13);
  }
});
